"""
The gates that a minute passes, in their order; it is cut by the first that applies.

Each module is one or two of them. They work on pieces in place and return the
pieces after their splits; `ledger.statement.month` calls them in order.
"""
