"""
Claims between payers: what each asks for, what is owed of it, and what became of it.

Reimbursement of municipalities and sick pay before the reform (semantics 6.2
and 6.4). No claim changes what a payee is owed: that is the statement.
"""
