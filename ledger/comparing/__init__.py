"""
Comparing: two points on the three axes, and the whole difference between them by cause.

Pure, and no second calculation: every amount is what `ledger.findings` and `ledger.statement` say
at one point or another. Which points are asked for, and showing them, belongs to `ops`.
"""

from ledger.comparing.causes import ORDER, Cause, cause_of
from ledger.comparing.chain import Compared
from ledger.comparing.compare import difference
from ledger.comparing.outcome import NOTHING, Outcome
from ledger.comparing.side import NotComparable, Side
from ledger.comparing.steps import CauseStep, EventStep

__all__ = [
    "NOTHING",
    "ORDER",
    "Cause",
    "CauseStep",
    "Compared",
    "EventStep",
    "NotComparable",
    "Outcome",
    "Side",
    "cause_of",
    "difference",
]
