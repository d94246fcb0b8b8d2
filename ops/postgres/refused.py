"""
The one failure of this package that an operator must act on.
"""


class DatabaseRefusedError(Exception):
    """
    The database cannot be used as it is; the message says why, and what now.

    Whoever lists faults takes its parts, where it was given in parts.
    """

    def __init__(self, what: str, why: str = "", what_now: str = "") -> None:
        """Keep the sentences apart, and tell them together."""
        self.what, self.why, self.what_now = what, why, what_now
        super().__init__(" ".join(filter(None, (what, why, what_now))))
