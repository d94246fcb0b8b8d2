"""
Granted time: which decision is in force on which day, in which grant period, and what it adds.

Pure. Rules G2–G7 of the semantics page; what is drawn from the pools belongs
to `ledger.statement`.
"""

from ledger.domain.grants.folding import Granted, granted_time, longest_period_until
from ledger.domain.grants.stretches import FK, OPEN_END, ContestedError, Period, Stretch
from ledger.domain.grants.units import (
    Column,
    column_of,
    daily_double_units,
    daily_units,
    granted_units,
    stated_units,
)

__all__ = [
    "FK",
    "OPEN_END",
    "Column",
    "ContestedError",
    "Granted",
    "Period",
    "Stretch",
    "column_of",
    "daily_double_units",
    "daily_units",
    "granted_time",
    "granted_units",
    "longest_period_until",
    "stated_units",
]
