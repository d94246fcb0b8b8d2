"""
What came back of a case's money, and of which recovery it is.

Pure. A paper that names a recovery is of that one; any other of the first
recovery that claims its month and is not paid in full. What came before any
recovery, or beyond all of them, is of none: the payee paid by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ledger.claims.recoveries.recovery import (
    Come,
    Recovery,
    Way,
    decided_recoveries,
    purpose_of,
    standing_name,
)
from ledger.domain.case import Case
from ledger.findings import Payments
from ledger.findings.payments import Purpose
from schemas.payments import MoneyRepaid, PaymentOrdered, RecoveryRemitted


@dataclass(frozen=True, slots=True)
class Recoveries:
    """A case's recoveries with what came of each, and what came outside all of them."""

    recoveries: tuple[Recovery, ...]
    come: tuple[Come, ...] = ()
    outside: tuple[Come, ...] = ()

    def claimed_ore(self, purpose: Purpose) -> int:
        """Return what the recoveries claim of a month or a period."""
        lines = (line for of in self.recoveries for line in of.lines)
        return sum(line.ore for line in lines if purpose_of(line) == purpose)

    @property
    def purposes(self) -> frozenset[Purpose]:
        """The months and periods that a recovery claims, or that something came of."""
        claimed = {purpose_of(line) for of in self.recoveries for line in of.lines}
        return frozenset({*claimed, *(purpose_of(come) for come in self.come)})


#: Of a case of which nothing was claimed, and nothing came back.
NOTHING: Final = Recoveries(())


def recoveries_of(case: Case, payments: Payments) -> Recoveries:
    """Return the recoveries of a case at its point, and what came of which."""
    recoveries = list(decided_recoveries(case))
    if not (recoveries or payments.recovered or payments.remitted):
        return NOTHING
    come: list[Come] = []
    outside: list[Come] = []
    for place, named, entry in sorted(_come(case, payments), key=lambda of: of[0]):
        come.append(entry)
        rest = entry
        for number, recovery in enumerate(recoveries):
            part = _part(recovery, place, named, rest)
            if part:
                taken = (*recovery.come, replace(rest, ore=part))
                recoveries[number] = replace(recovery, come=taken)
                rest = replace(rest, ore=rest.ore - part)
        if rest.ore:
            outside.append(rest)
    return Recoveries(tuple(recoveries), tuple(come), tuple(outside))


def _part(recovery: Recovery, place: int, named: str | None, rest: Come) -> int:
    """Return how much of what came is of this recovery."""
    if named is not None:
        return rest.ore if recovery.ref == named else 0
    if place < recovery.place:
        return 0
    purpose = purpose_of(rest)
    claimed = sum(line.ore for line in recovery.lines if purpose_of(line) == purpose)
    come = sum(come.ore for come in recovery.come if purpose_of(come) == purpose)
    return max(0, min(rest.ore, claimed - come))


def _come(case: Case, payments: Payments) -> Iterator[tuple[int, str | None, Come]]:
    """Yield place, the recovery that is named, and what came by each paper."""
    for sums in (payments.recovered, payments.remitted):
        for (month, period), amounts in sums.items():
            for place, ore in amounts:
                event = case.history.events[place].event
                named = None
                if isinstance(event, MoneyRepaid):
                    way, on, named = Way.REPAID, event.repaid_on, event.recovery
                elif isinstance(event, RecoveryRemitted):
                    way, on, named = Way.REMITTED, event.decided_on, event.recovery
                else:
                    assert isinstance(event, PaymentOrdered)
                    way, on = Way.SET_OFF, event.pay_on
                entry = Come(case.event_id(place), way, on, month, period, ore)
                yield place, None if named is None else standing_name(case, named), entry
