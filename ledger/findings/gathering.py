"""
The facts of a case's months, asked of `statement` at the points where they matter.

Pure. What is asked twice is computed once. `CaseFacts.month` answers as it is
asked, which is what an audit of one day needs; `CaseFacts.gathered` writes
out the answers for every day, which is what a read model keeps.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from ledger.amounts import first_day
from ledger.domain.accounts import end_of, local_date
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings.facts import Known, MonthFacts
from ledger.findings.payments import Amount, Order, Payments, payments_of
from ledger.rules import Rulebook
from ledger.statement import Carried, Statement, statement


class CaseFacts:
    """The facts of one case at its point; what its months share is computed once."""

    def __init__(self, case: Case, register: Register, rulebook: Rulebook) -> None:
        """Read the case's payments; months are computed when they are asked for."""
        self.case = case
        self.register = register
        self.rulebook = rulebook
        self.carried = Carried(case.history, register, rulebook)
        self.payments: Payments = payments_of(case)
        # By the identity of the statement, which `carried` keeps alive.
        self._known: dict[int, Known] = {}

    @property
    def months(self) -> list[int]:
        """The months that anything speaks of: time, a bill, or money."""
        paid = {month for month in self.payments.by_month if month is not None}
        paid |= {month for month, _ in self.payments.recovered if month is not None}
        known = {
            month
            for of in (self.case.history.reports, self.case.history.bills)
            for month, places in of.items()
            if places[0] < self.case.known
        }
        return sorted(paid | known)

    def stated(self, case: Case, month: int) -> Statement:
        """Return the statement of a month at a point of this case."""
        return statement(case, self.register, month, self.rulebook, self.carried)

    def known(self, case: Case, month: int) -> Known:
        """Return what of the statement findings ask for."""
        stated = self.stated(case, month)
        known = self._known.get(id(stated))
        if known is None:
            rates = self.rulebook.rate_spans(first_day(month), first_day(month + 1))
            known = self._known[id(stated)] = Known(
                stated.owed_ore,
                stated.municipalities,
                stated.gate_values,
                stated.closed_by,
                rates[0][2].value if len(rates) == 1 else None,
            )
        return known

    def month(self, month: int) -> "AskedMonth":
        """Return the month's facts, each computed when it is asked for."""
        payments = self.payments
        recovered = payments.recovered.get((month, None), ())
        return AskedMonth(self, month, payments.by_month.get(month, ()), recovered)

    def gathered(self, month: int) -> MonthFacts:
        """Return the month's facts for every day of reckoning, written out."""
        asked = self.month(month)
        places = [order.place for order in asked.orders]
        cutoffs, at_cutoffs = self._series(month)
        return MonthFacts(
            month,
            asked.orders,
            asked.now,
            {place: (asked.known_on(place), asked.before(place)) for place in places},
            cutoffs,
            at_cutoffs,
            tuple(asked.papers(min(places))) if places else (),
            recovered=asked.recovered,
        )

    def _series(self, month: int) -> tuple[tuple[date, ...], tuple[Known, ...]]:
        """Return the cutoffs at which another thing than before is known, and what it is."""
        cutoffs: list[date] = []
        series: list[Known] = []
        for cutoff in sorted({self._cutoff_from(instant) for instant in self._instants(month)}):
            known = self.known(until(self.case, cutoff), month)
            if not series or known != series[-1]:
                cutoffs.append(cutoff)
                series.append(known)
        return tuple(cutoffs), tuple(series)

    def _instants(self, month: int) -> Iterable[datetime]:
        """
        Yield when something became known that may change what is owed for the month.

        Accounts of earlier months, and the register, change it only through its
        own rows, so none of them matters before the first account of its own.
        """
        history = self.case.history
        own = [*history.reports.get(month, ()), *history.bills.get(month, ())]
        first = min(own, default=self.case.known)
        accounts = (place for place in history.accounts_up_to(month) if place >= first)
        for place in (*history.decisions, *accounts):
            if place < self.case.known:
                yield history.keys[place][0]
        if first < self.case.known:
            yield from self._told[bisect_right(self._told, history.keys[first][0]) :]

    @cached_property
    def _told(self) -> list[datetime]:
        """When the register told something of anybody in the case, in order."""
        parties = self.case.history.parties
        told = (recorded for party in parties for recorded in self.register.about(party))
        return sorted({recorded.envelope.known_at for recorded in told})

    def _cutoff_from(self, instant: datetime) -> date:
        """Return the first cutoff day by whose end an instant has come."""
        return self.rulebook.next_cutoff(local_date(instant))


@dataclass(frozen=True, slots=True)
class AskedMonth:
    """The facts of a month that are computed when they are asked for."""

    of: CaseFacts
    month: int
    orders: tuple[Order, ...]
    recovered: tuple[Amount, ...] = ()
    period: int = 0

    @property
    def now(self) -> Known:
        """What is known at the point itself."""
        return self.of.known(self.of.case, self.month)

    def before(self, place: int) -> Known:
        """Return what was known just before the order at this place."""
        return self.of.known(self.of.case.before(place), self.month)

    def known_on(self, place: int) -> date:
        """Return the day on which the order at this place was known."""
        return local_date(self.of.case.history.keys[place][0])

    def at(self, cutoff: date) -> Known:
        """Return what was known when this cutoff day ended."""
        return self.of.known(until(self.of.case, cutoff), self.month)

    def since(self, place: int | None) -> tuple[UUID, ...]:
        """Return what became known since the order at this place and can change the month."""
        return () if place is None else tuple(event for _, event in self.papers(place))

    def papers(self, place: int) -> Iterable[tuple[int, UUID]]:
        """Yield place and id of each such event."""
        case = self.of.case
        places = {*case.history.decisions, *case.history.accounts_up_to(self.month)}
        for at in sorted(places):
            if place <= at < case.known:
                yield at, case.event_id(at)


def until(case: Case, cutoff: date) -> Case:
    """Return the case as known when a cutoff day ended."""
    return case.known_until(end_of(cutoff) - timedelta(microseconds=1))
