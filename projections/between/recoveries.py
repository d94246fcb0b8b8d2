"""
Reading recoveries on a day: what is owed back, claimed and left, per case.

Months that no day changes are read as they were kept; the others are reckoned
from payout verification, by `ledger.claims`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ledger.claims.recoveries import NOTHING, Back, Recoveries, RecoveryState, back_of
from ledger.rules import Rulebook
from projections.between.debits import Tell
from projections.models.payout_verification import looked_at_until, reckoned_on
from projections.models.recoveries import OWED_BACK
from projections.sums import add_fields
from projections.tables import owed_back, reading
from projections.tables.connecting import Connection
from projections.tables.owed_back import Wanted


@dataclass(slots=True)
class OwedBackOf:
    """What a case, or many, is owed back on a day, in öre."""

    overpaid_ore: int = 0
    claimed_ore: int = 0
    to_claim_ore: int = 0
    left_ore: int = 0
    supplement_ore: int = 0
    excess_ore: int = 0
    overdue_ore: int = 0
    months: int = 0

    def add(self, back: Back) -> None:
        """Add a month."""
        self.overpaid_ore += back.overpaid_ore
        self.claimed_ore += back.claimed_ore
        self.to_claim_ore += back.to_claim_ore
        self.left_ore += back.left_ore
        self.supplement_ore += back.supplement_ore
        self.excess_ore += back.excess_ore
        self.months += 1

    def merge(self, other: "OwedBackOf") -> None:
        """Add another case."""
        add_fields(self, other, OwedBackOf)


@dataclass(slots=True)
class CaseBack:
    """A case's months and recoveries on a day."""

    months: list[Back] = field(default_factory=list[Back])
    recoveries: Recoveries = NOTHING

    def total(self, day: date) -> OwedBackOf:
        """Return the sum over the months, and what of the recoveries is late."""
        total = OwedBackOf()
        for back in self.months:
            total.add(back)
        for recovery in self.recoveries.recoveries:
            if recovery.state(day) is RecoveryState.LATE:
                total.overdue_ore += recovery.overdue_ore(day)
        return total


def recoveries_on(
    connection: Connection,
    day: date,
    rulebook: Rulebook,
    wanted: Wanted,
    tell: Tell = lambda _done, _many: None,
) -> Mapping[UUID, CaseBack]:
    """Return every case that owes something back, or is owed a supplement, on a day."""
    of: dict[UUID, CaseBack] = {}
    for case, written in owed_back.recoveries(connection, wanted):
        kept = OWED_BACK.load(written)
        of[case] = CaseBack(list(kept.months), kept.recoveries)
    until = looked_at_until(day, rulebook)
    cases = None if wanted.case is None else [wanted.case]
    many = reading.count_months(connection, until, cases, only_open=True)
    months = reading.months(connection, until, cases, only_open=True)
    for done, row in enumerate(months, start=1):
        known = of.get(row.case_id)
        recoveries = NOTHING if known is None else known.recoveries
        back = back_of(reckoned_on(row.facts, day, rulebook), recoveries)
        if not back.is_nothing:
            of.setdefault(row.case_id, CaseBack()).months.append(back)
        tell(done, many)
    return {case: back for case, back in of.items() if _is_wanted(back, wanted)}


def _is_wanted(back: CaseBack, wanted: Wanted) -> bool:
    """Tell whether a municipality's part of some month is wrong, where one is asked for."""
    code = wanted.municipality
    return code is None or any(code in month.municipal for month in back.months)
