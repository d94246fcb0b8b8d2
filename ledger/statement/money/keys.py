"""
Keys: the periods that are settled apart from their months (M3, M5).

A grant period paid in advance is settled as a whole; of one paid in arrears
each contiguous part with an enhanced rate is reconciled. A key is named by
its first day. What it owes belongs to `settlement`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from ledger.amounts import month_of_day, months_after
from ledger.domain.case import Case
from ledger.domain.grants import FK, Period
from ledger.domain.terms import Terms
from ledger.rules import Rulebook
from ledger.statement.model import Span
from ledger.statement.month import Carried
from schemas.terms import EnhancedRateGranted, FinalSettlementMade, PaymentTermsStated


class KeyKind(StrEnum):
    """What is done for a period: its advances are settled, or its costs reconciled."""

    ADVANCE = "ADVANCE"
    ENHANCED = "ENHANCED"


@dataclass(frozen=True, slots=True)
class Key:
    """
    A period to settle, half-open. Before `due_on` it owes nothing either way.

    `place` is that of the event that settled it, where one did.
    """

    kind: KeyKind
    period: Period
    first: int
    after: int
    due_on: date
    place: int | None = None

    def covers(self, span: Span) -> bool:
        """Tell whether the days of a span belong to the key."""
        if span.period != self.period or not span.alive:
            return False
        if self.kind is KeyKind.ADVANCE:
            return span.advance
        return span.enhanced and not span.advance and self.first <= span.first < self.after

    @property
    def months(self) -> range:
        """The months that the key touches."""
        return range(_month(self.first), _month(self.after - 1) + 1)


@dataclass(frozen=True, slots=True)
class _Run:
    """Days of a period that are paid in one way."""

    first: int
    after: int
    advance: bool
    enhanced: bool


def keys_of(case: Case, carried: Carried, until: int) -> tuple[Key, ...]:
    """Return the keys of the case at its point that begin up to a month, in order of days."""
    terms = carried.terms(case)
    if not any(_settles(event) for _, event in terms.events):
        return ()
    keys: list[Key] = []
    for period, runs in _runs(case, carried, until).items():
        keys += _of_period(period, runs, terms, case, carried.rulebook)
    return tuple(sorted(keys, key=lambda key: key.first))


def advance_months(case: Case, carried: Carried, until: int) -> set[int]:
    """Return the months up to one that have a day in advance: they owe without any paper."""
    if not any(_settles(event) for _, event in carried.terms(case).events):
        return set()
    return {
        month
        for runs in _runs(case, carried, until).values()
        for run in runs
        if run.advance
        for month in range(_month(run.first), min(_month(run.after - 1), until) + 1)
    }


def _settles(event: object) -> bool:
    if isinstance(event, PaymentTermsStated):
        return event.advance
    return isinstance(event, EnhancedRateGranted)


def _runs(case: Case, carried: Carried, until: int) -> dict[Period, list[_Run]]:
    """
    Return the runs of days of each national period that begins up to a month.

    No rate is asked for, so that a period may reach into years that have none yet.
    """
    terms, granted = carried.terms(case), carried.granted(case, until)
    found: dict[Period, list[_Run]] = {}
    for period, stretches in granted.by_period.items():
        if period.authority != FK or _month(period.first) > until:
            continue
        runs = found.setdefault(period, [])
        for stretch in stretches:
            after = min(stretch.after, granted.closed_from)
            inner = (day for day in terms.bounds() if stretch.first < day < after)
            for begin, end in pairwise(sorted({stretch.first, after, *inner})):
                how = terms.how_paid(begin)
                advance = how is not None and how[1].advance
                runs.append(_Run(begin, end, advance, terms.enhanced(begin) is not None))
    return found


def _of_period(
    period: Period, runs: Sequence[_Run], terms: Terms, case: Case, rulebook: Rulebook
) -> Iterable[Key]:
    """Yield the period where it is paid in advance, and its enhanced parts where it is not."""
    parts: list[tuple[int, int]] = []
    for run in runs:
        if run.enhanced and not run.advance:
            goes_on = bool(parts) and parts[-1][1] == run.first
            begun = parts.pop()[0] if goes_on else run.first
            parts.append((begun, run.after))
    if any(run.advance for run in runs):
        place = terms.settlements.get(period.first)
        due_on = months_after(date.fromordinal(period.after), _months_to_settle(period, rulebook))
        if place is not None:
            due_on = case.event(place, FinalSettlementMade).settled_on
        yield Key(KeyKind.ADVANCE, period, period.first, period.after, due_on, place)
    for first, after in parts:
        # Every account of the part must have had its time: the day after the last due day.
        due_on = rulebook.report_due_on(_month(after - 1)) + timedelta(days=1)
        yield Key(KeyKind.ENHANCED, period, first, after, due_on)


def _month(day: int) -> int:
    return month_of_day(date.fromordinal(day))


def _months_to_settle(period: Period, rulebook: Rulebook) -> int:
    """Return how many months after its end a period in advance is settled."""
    return rulebook.parameter("advance.settled_months_after", date.fromordinal(period.first)).value
