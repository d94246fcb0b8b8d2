"""
What every read model is made of: a case's months, computed once for all of them.

Pure; `ledger.findings` gives every amount. A month for which the rulebook has
no value is left out with the reason, never guessed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Self
from uuid import UUID

from ledger.amounts import first_day, month_of_day
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import (
    CaseFacts,
    Facts,
    OnlyNow,
    Order,
    Reckoned,
    Reckoning,
    depends_on_day,
    ordered_ore,
    reckoned,
    unmatched_findings,
)
from ledger.rules import MissingValueError, Rulebook
from schemas.payments import PaymentOrdered
from schemas.terms import EnhancedRateGranted, PaymentTermsStated

#: How long after the last paper of a case its advances are followed. Each order is
#: a paper, so a case that is paid is followed for ever.
FOLLOWED_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Month:
    """
    The facts of a month, and the month reckoned while nothing is due.

    Where `is_open` the day of reckoning may still change what is wrong. It
    counts in a reckoning from a day on, by its ordinal: 0 in all of them.
    """

    facts: Facts
    reckoned: Reckoned
    is_open: bool
    counts_from: int = 0

    @classmethod
    def of(cls, facts: Facts, counts_from: int = 0) -> Self:
        """Reckon a month as far as no day is needed for it."""
        return cls(facts, reckoned(facts, Reckoning()), depends_on_day(facts), counts_from)


@dataclass(frozen=True, slots=True)
class CaseMonths:
    """
    A case as the read models take it: its months, and what could not be taken.

    `unmatched_ore` is δ of what lies in no month (5.6). `at_risk_ore` was ordered
    in what `faults` leave out. `facts` is the case itself, None where it cannot
    be read; `case` is it where no month was asked for.
    """

    case_id: UUID
    months: tuple[Month, ...] = ()
    unmatched_ore: int = 0
    faults: tuple[str, ...] = ()
    at_risk_ore: int = 0
    facts: CaseFacts | None = None
    case: Case | None = None


def months_of(
    case_id: UUID,
    events: Iterable[Recorded],
    register: Register,
    rulebook: Rulebook,
    *,
    only_now: bool = False,
) -> CaseMonths:
    """
    Return the months and the periods of a case with all these events.

    With `only_now` nothing is told of what was known before (`OnlyNow`).
    """
    case = Case.of(events)
    facts = CaseFacts(case, register, rulebook, _followed_until(case))
    months: list[Month] = []
    faults: dict[str, None] = {}
    at_risk = 0
    for has_papers, gather, orders in _asked(facts, _with_papers(facts), only_now=only_now):
        try:
            gathered = gather()
            months.append(Month.of(gathered, 0 if has_papers else _counts_from(gathered)))
        except MissingValueError as missing:
            # What no paper speaks of, in a year without a rate, owes nothing yet.
            if has_papers:
                faults[str(missing)] = None
                at_risk += ordered_ore(orders)
    unmatched = sum(finding.delta_ore for finding in unmatched_findings(facts.payments))
    return CaseMonths(case_id, tuple(months), unmatched, tuple(faults), at_risk, facts)


def _asked(
    facts: CaseFacts, with_papers: set[int], *, only_now: bool
) -> Iterator[tuple[bool, Callable[[], Facts], Sequence[Order]]]:
    """Yield of each month and period if papers speak of it, how to gather it, and its orders."""
    payments = facts.payments
    of_month: Callable[[int], Facts] = facts.gathered
    of_period: Callable[[int], Facts] = facts.gathered_period
    if only_now:
        of_month, of_period = partial(_only_now, facts.month), partial(_only_now, facts.period)
    for month in facts.months:
        orders = payments.by_month.get(month, ())
        yield month in with_papers, partial(of_month, month), orders
    for first in facts.keys:
        orders = payments.by_period.get(first, ())
        yield first in facts.paid_periods, partial(of_period, first), orders


def _only_now(ask: Callable[[int], Facts], at: int) -> OnlyNow:
    return OnlyNow.of(ask(at))


def _counts_from(facts: Facts) -> int:
    """Return the day on which a period is due, or that on which the month of an advance begins."""
    due_on = facts.now.due_on
    return due_on.toordinal() if facts.period and due_on is not None else first_day(facts.month)


def _is_settled_apart(case: Case) -> bool:
    """Tell whether something is owed in this case that no paper of a month speaks of."""
    return not case.history.kinds.isdisjoint((PaymentTermsStated, EnhancedRateGranted))


def _followed_until(case: Case) -> int | None:
    """Return the month up to which advances and periods are followed, None where there are none."""
    if not _is_settled_apart(case):
        return None
    return month_of_day(local_date(case.history.keys[case.known - 1][0])) + FOLLOWED_MONTHS


def _with_papers(facts: CaseFacts) -> set[int]:
    """Return the months that a paper speaks of: those that are there before any advance is."""
    if not _is_settled_apart(facts.case):
        return set(facts.months)
    before_all = 1
    return set(CaseFacts(facts.case, facts.register, facts.rulebook, before_all).months)


def unreckoned(case_id: UUID, events: Iterable[Recorded]) -> CaseMonths:
    """Return a case of which no month is computed: for rows that need none."""
    return CaseMonths(case_id, case=Case.of(events))


def unreadable(case_id: UUID, events: Sequence[Recorded], faults: tuple[str, ...]) -> CaseMonths:
    """Return a case with an event that cannot be read: nothing of it is computed."""
    ordered = sum(
        recorded.event.total_ore
        for recorded in events
        if isinstance(recorded.event, PaymentOrdered)
    )
    return CaseMonths(case_id, faults=faults, at_risk_ore=ordered)
