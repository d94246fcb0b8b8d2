"""
Comparing: two points on the three axes, and the whole difference between them by cause.

Pure, and no second calculation: every amount is what `ledger.findings` and `ledger.statement` say
at one point or another. Which points are asked for, and showing them, belongs to `ops`.
"""

from ledger.comparing.budget import STATE, Budget, Item, Place
from ledger.comparing.causes import ORDER, Cause, cause_of
from ledger.comparing.chain import Compared
from ledger.comparing.compare import difference
from ledger.comparing.outcome import NOTHING, Outcome
from ledger.comparing.pricing import Priced, RateCheck, priced
from ledger.comparing.side import NotComparable, Side
from ledger.comparing.steps import CauseStep, EventStep

__all__ = [
    "NOTHING",
    "ORDER",
    "STATE",
    "Budget",
    "Cause",
    "CauseStep",
    "Compared",
    "EventStep",
    "Item",
    "NotComparable",
    "Outcome",
    "Place",
    "Priced",
    "RateCheck",
    "Side",
    "cause_of",
    "difference",
    "priced",
]
