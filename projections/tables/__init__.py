"""
The tables of the read models in PostgreSQL: the only place that says SQL about them.

What a row holds belongs to `projections.models`, when it is written to
`projections.runner`. Every module here works on a connection that it is lent.
"""

from projections.tables.connecting import Tables

__all__ = ["Tables"]
