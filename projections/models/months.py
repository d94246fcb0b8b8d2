"""
What every read model is made of: a case's months, computed once for all of them.

Pure; `ledger.findings` gives every amount. A month for which the rulebook has
no value is left out with the reason, never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import (
    CaseFacts,
    MonthFacts,
    Reckoned,
    Reckoning,
    depends_on_day,
    ordered_ore,
    reckoned,
    unmatched_findings,
)
from ledger.rules import MissingValueError, Rulebook
from schemas.payments import PaymentOrdered


@dataclass(frozen=True, slots=True)
class Month:
    """
    The facts of a month, and the month reckoned while nothing is due.

    Where `is_open` the day of reckoning may still change what is wrong.
    """

    facts: MonthFacts
    reckoned: Reckoned
    is_open: bool

    @classmethod
    def of(cls, facts: MonthFacts) -> Self:
        """Reckon a month as far as no day is needed for it."""
        return cls(facts, reckoned(facts, Reckoning()), depends_on_day(facts))


@dataclass(frozen=True, slots=True)
class CaseMonths:
    """
    A case as the read models take it: its months, and what could not be taken.

    `unmatched_ore` was ordered, less recovered, and lies in no month. `at_risk_ore` was ordered
    in what `faults` leave out.
    """

    case_id: UUID
    months: tuple[Month, ...] = ()
    unmatched_ore: int = 0
    faults: tuple[str, ...] = ()
    at_risk_ore: int = 0


def months_of(
    case_id: UUID, events: Iterable[Recorded], register: Register, rulebook: Rulebook
) -> CaseMonths:
    """Return the months of a case with all these events."""
    facts = CaseFacts(Case.of(events), register, rulebook)
    months: list[Month] = []
    faults: dict[str, None] = {}
    at_risk = 0
    for month in facts.months:
        try:
            months.append(Month.of(facts.gathered(month)))
        except MissingValueError as missing:
            faults[str(missing)] = None
            at_risk += ordered_ore(facts.payments.by_month.get(month, ()))
    for first in facts.keys:
        orders = facts.payments.by_period.get(first, ())
        try:
            months.append(Month.of(facts.gathered_period(first)))
        except MissingValueError as missing:
            # A period that reaches into a year without a rate owes nothing yet.
            if orders:
                faults[str(missing)] = None
                at_risk += ordered_ore(orders)
    unmatched = sum(-finding.delta_ore for finding in unmatched_findings(facts.payments))
    return CaseMonths(case_id, tuple(months), unmatched, tuple(faults), at_risk)


def unreadable(case_id: UUID, events: Sequence[Recorded], faults: tuple[str, ...]) -> CaseMonths:
    """Return a case with an event that cannot be read: nothing of it is computed."""
    ordered = sum(
        recorded.event.total_ore
        for recorded in events
        if isinstance(recorded.event, PaymentOrdered)
    )
    return CaseMonths(case_id, faults=faults, at_risk_ore=ordered)
