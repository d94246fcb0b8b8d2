"""
The one failure of this package that an operator must act on.
"""


class DatabaseRefusedError(Exception):
    """The database cannot be used as it is; the message says why, and what now."""
