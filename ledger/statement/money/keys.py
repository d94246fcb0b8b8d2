"""
Keys: the periods that are settled apart from their months (M3, M5).

A grant period paid in advance is settled as a whole; of one paid in arrears
each contiguous part with an enhanced rate is reconciled. A key is named by
its first day. What it owes belongs to `settlement`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledger.amounts import month_of_day, months_after
from ledger.domain.case import Case
from ledger.domain.grants import FK, Granted, Period
from ledger.domain.terms import Terms
from ledger.rules import Rulebook
from ledger.statement.model import Span
from ledger.statement.month import Carried
from ledger.statement.spans import spans_of
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
        last = month_of_day(date.fromordinal(self.after - 1))
        return range(month_of_day(date.fromordinal(self.first)), last + 1)


def keys_of(case: Case, carried: Carried, until: int) -> tuple[Key, ...]:
    """Return the keys of the case at its point that begin up to a month, in order of days."""
    terms = carried.terms(case)
    if not any(_settles(event) for _, event in terms.events):
        return ()
    granted = carried.granted(case, until)
    keys: list[Key] = []
    for period in granted.by_period:
        begins = month_of_day(date.fromordinal(period.first))
        if period.authority == FK and begins <= until:
            spans = _spans(granted, period, terms, carried.rulebook)
            keys += _of_period(period, spans, terms, case, carried.rulebook)
    return tuple(sorted(keys, key=lambda key: key.first))


def _settles(event: object) -> bool:
    if isinstance(event, PaymentTermsStated):
        return event.advance
    return isinstance(event, EnhancedRateGranted)


def _spans(granted: Granted, period: Period, terms: Terms, rulebook: Rulebook) -> Iterator[Span]:
    """Yield the spans of a period's days, month by month."""
    last = granted.by_period[period][-1].after - 1
    first = month_of_day(date.fromordinal(period.first))
    for month in range(first, month_of_day(date.fromordinal(last)) + 1):
        for span in spans_of(granted, month, rulebook, terms):
            if span.period == period and span.national and span.alive:
                yield span


def _of_period(
    period: Period, spans: Iterable[Span], terms: Terms, case: Case, rulebook: Rulebook
) -> Iterable[Key]:
    """Yield the period where it is paid in advance, and its enhanced parts where it is not."""
    parts: list[tuple[int, int]] = []
    advance = False
    for span in spans:
        advance = advance or span.advance
        if span.enhanced and not span.advance:
            goes_on = bool(parts) and parts[-1][1] == span.first
            begun = parts.pop()[0] if goes_on else span.first
            parts.append((begun, span.after))
    if advance:
        place = terms.settlements.get(period.first)
        due_on = months_after(date.fromordinal(period.after), _months_to_settle(period, rulebook))
        if place is not None:
            due_on = case.event(place, FinalSettlementMade).settled_on
        yield Key(KeyKind.ADVANCE, period, period.first, period.after, due_on, place)
    for first, after in parts:
        # Every account of the part must have had its time: the day after the last due day.
        last = month_of_day(date.fromordinal(after - 1))
        due_on = rulebook.report_due_on(last) + timedelta(days=1)
        yield Key(KeyKind.ENHANCED, period, first, after, due_on)


def _months_to_settle(period: Period, rulebook: Rulebook) -> int:
    """Return how many months after its end a period in advance is settled."""
    return rulebook.parameter("advance.settled_months_after", date.fromordinal(period.first)).value
