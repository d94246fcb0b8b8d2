"""
The facts of a case's months and periods, asked of `statement` at the points where they matter.

Pure. What is asked twice is computed once. `CaseFacts.month` answers as it is
asked, which is what an audit of one day needs; `CaseFacts.gathered` writes
out the answers for every day, which is what a read model keeps.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final
from uuid import UUID

from ledger.amounts import month_of_day
from ledger.domain.accounts import end_of, local_date
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings.debited import Debited, debits_of
from ledger.findings.facts import Known, MonthFacts
from ledger.findings.payments import Amount, Order, Payments, payments_of, without_strangers
from ledger.findings.periods import Periods
from ledger.rules import MissingValueError, Rulebook
from ledger.statement import Carried, Statement, advance_months, statement
from schemas.decisions import (
    CaseOpened,
    DeathReported,
    GrantDecided,
    GrantReassessed,
    GrantReinstated,
    GrantWithdrawn,
)

#: Decisions under which a month without a report or a bill owes nothing.
_PLAIN: Final = frozenset(
    {CaseOpened, GrantDecided, GrantReassessed, GrantWithdrawn, GrantReinstated, DeathReported}
)


@lru_cache(maxsize=4096)
def _next_cutoff(rulebook: Rulebook, day: date) -> date:
    return rulebook.next_cutoff(day)


class CaseFacts:
    """The facts of one case at its point; what its months share is computed once."""

    def __init__(
        self,
        case: Case,
        register: Register,
        rulebook: Rulebook,
        until_month: int | None = None,
        carried: Carried | None = None,
    ) -> None:
        """
        Read the case's payments; months are computed when they are asked for.

        Advances and periods are followed up to a month; None is the month in
        which the last paper of the case came in. `carried` is what computes them.
        """
        self.case = case
        self.register = register
        self.rulebook = rulebook
        self.carried = carried = carried or Carried(case.history, register, rulebook)
        self.until = until_month or self._last_heard()

        # Not `self.stated`: that would be a circle, which keeps a case in memory when it is done.
        def stated(at: Case, month: int) -> Statement:
            return statement(at, register, month, rulebook, carried)

        self.periods = Periods(carried, stated, self.until)
        #: As the papers name months and periods, whether or not the case has such a period.
        self.as_stated = payments = payments_of(case)
        self.debits = debits_of(case)
        #: Why the case has no periods and no advances: a value that its decisions ask for is
        #: missing. Its months are asked one by one all the same.
        self.fault: str | None = None
        self._advanced: frozenset[int] = frozenset()
        firsts: list[int] = []
        try:
            self.payments: Payments = without_strangers(payments, self._is_key)
            firsts = self.periods.firsts(case)
            self._advanced = frozenset(advance_months(case, self.carried, self.until))
        except MissingValueError as missing:
            self.fault = str(missing)
            self.payments = without_strangers(payments, lambda _: False)
        self.paid_periods = {
            *self.payments.by_period,
            *(period for _, period in self.payments.recovered if period),
            *(period for _, period in self.debits if period and self._has_key(period)),
        }
        self.keys = sorted({*self.paid_periods, *firsts})
        # By the identity of the statement, which `carried` keeps alive.
        self._known: dict[int, Known] = {}

    @property
    def months(self) -> list[int]:
        """The months that anything speaks of: time, a bill, or money."""
        paid = {month for month in self.payments.by_month if month is not None}
        paid |= {month for month, _ in self.payments.recovered if month is not None}
        paid |= {month for month, _ in self.debits if month is not None}
        known = {
            month
            for of in (self.case.history.reports, self.case.history.bills)
            for month, places in of.items()
            if places[0] < self.case.known
        }
        return sorted(paid | known | self._advanced)

    def _last_heard(self) -> int:
        """Return the month in which the last paper of the case came in."""
        case = self.case
        return month_of_day(local_date(case.history.keys[case.known - 1][0])) if case.known else 0

    def _has_key(self, first: int) -> bool:
        """Tell whether a debit names a period of the case, as far as there are values to tell."""
        return self.fault is None and self._is_key(first)

    def _is_key(self, first: int) -> bool:
        """Tell whether the case has a period of this first day to settle."""
        return self.periods.key(self.case, first) is not None

    def stated(self, case: Case, month: int) -> Statement:
        """Return the statement of a month at a point of this case."""
        return statement(case, self.register, month, self.rulebook, self.carried)

    def known(self, case: Case, month: int) -> Known:
        """Return what of the statement findings ask for."""
        stated = self.stated(case, month)
        known = self._known.get(id(stated))
        if known is None:
            rates = {span.rate.value for span in self.carried.month(case, month).spans}
            known = self._known[id(stated)] = Known(
                stated.owed_ore,
                stated.municipalities,
                stated.gate_values,
                stated.closed_by,
                rates.pop() if len(rates) == 1 else None,
                # An advance is paid on the payday of its own month (5.3).
                self.rulebook.payday_on(month) if stated.advances else None,
            )
        return known

    def month(self, month: int) -> "AskedMonth":
        """Return the month's facts, each computed when it is asked for."""
        payments = self.payments
        recovered = payments.recovered.get((month, None), ())
        debits = self.debits.get((month, None), ())
        return AskedMonth(self, month, payments.by_month.get(month, ()), recovered, debits)

    def period(self, first: int) -> "AskedMonth":
        """Return the facts of the period to settle that begins on a day, by its ordinal."""
        payments, key = self.payments, self.periods.key(self.case, first)
        last = date.fromordinal(first if key is None else key.after - 1)
        recovered = payments.recovered.get((None, first), ())
        orders = payments.by_period.get(first, ())
        debits = self.debits.get((None, first), ())
        return AskedMonth(self, month_of_day(last), orders, recovered, debits, first)

    def gathered(self, month: int) -> MonthFacts:
        """Return the month's facts for every day of reckoning, written out."""
        return self._gathered(self.month(month))

    def gathered_period(self, first: int) -> MonthFacts:
        """Return the facts of a period to settle for every day of reckoning, written out."""
        return self._gathered(self.period(first))

    def _gathered(self, asked: "AskedMonth") -> MonthFacts:
        month = asked.month
        places = sorted({of.place for of in (*asked.orders, *asked.debits)})
        cutoffs, at_cutoffs = self._series(asked)
        return MonthFacts(
            month,
            asked.orders,
            asked.now,
            {place: (asked.known_on(place), asked.before(place)) for place in places},
            cutoffs,
            at_cutoffs,
            tuple(asked.papers(places[0])) if places else (),
            period=asked.period,
            recovered=asked.recovered,
            debits=asked.debits,
        )

    def _series(self, asked: "AskedMonth") -> tuple[tuple[date, ...], tuple[Known, ...]]:
        """Return the cutoffs at which another thing than before is known, and what it is."""
        cutoffs: list[date] = []
        series: list[Known] = []
        instants = self._instants(asked.month, of_period=asked.period > 0)
        for cutoff in sorted({self._cutoff_from(instant) for instant in instants}):
            known = asked.known(until(self.case, cutoff))
            if not series or known != series[-1]:
                cutoffs.append(cutoff)
                series.append(known)
        return tuple(cutoffs), tuple(series)

    def _instants(self, month: int, *, of_period: bool) -> Iterable[datetime]:
        """
        Yield when something became known that may change what is owed for the month.

        Accounts of earlier months, and the register, change it only through its
        own rows, so none of them matters before the first account of its own. A
        period that is settled has rows of all its months.
        """
        history = self.case.history
        own = [*history.reports.get(month, ()), *history.bills.get(month, ())]
        if of_period:
            own = history.accounts_up_to(month)
        first = min(own, default=self.case.known)
        accounts = (place for place in history.accounts_up_to(month) if place >= first)
        decisions = history.decisions
        if history.kinds <= _PLAIN:
            # Without an account these make nobody owe or be owed anything.
            decisions = (place for place in decisions if place >= first)
        for place in (*decisions, *accounts):
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
        return _next_cutoff(self.rulebook, local_date(instant))


@dataclass(frozen=True, slots=True)
class AskedMonth:
    """
    The facts of a month that are computed when they are asked for.

    Where `period` is set they are those of the period that begins on that day,
    and `month` is its last.
    """

    of: CaseFacts
    month: int
    orders: tuple[Order, ...]
    recovered: tuple[Amount, ...] = ()
    debits: tuple[Debited, ...] = ()
    period: int = 0

    def known(self, case: Case) -> Known:
        """Return what was known at a point of the case."""
        if self.period:
            return self.of.periods.known(case, self.period)
        return self.of.known(case, self.month)

    @property
    def now(self) -> Known:
        """What is known at the point itself."""
        return self.known(self.of.case)

    def before(self, place: int) -> Known:
        """Return what was known just before the order, or the debit, at this place."""
        return self.known(self.of.case.before(place))

    def known_on(self, place: int) -> date:
        """Return the day on which the order at this place was known."""
        return local_date(self.of.case.history.keys[place][0])

    def at(self, cutoff: date) -> Known:
        """Return what was known when this cutoff day ended."""
        return self.known(until(self.of.case, cutoff))

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
