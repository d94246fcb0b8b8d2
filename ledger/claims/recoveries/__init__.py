"""Recoveries: what is owed back of each month, who claims it, and what becomes of the claim."""

from ledger.claims.recoveries.back import Back, Recoverable, back_of, recoverable
from ledger.claims.recoveries.coming import NOTHING, Recoveries, recoveries_of
from ledger.claims.recoveries.interest import recovery_interest_ore
from ledger.claims.recoveries.recovery import (
    Come,
    Instalment,
    Recovery,
    RecoveryState,
    Way,
    decided_recoveries,
)

__all__ = [
    "NOTHING",
    "Back",
    "Come",
    "Instalment",
    "Recoverable",
    "Recoveries",
    "Recovery",
    "RecoveryState",
    "Way",
    "back_of",
    "decided_recoveries",
    "recoverable",
    "recoveries_of",
    "recovery_interest_ore",
]
