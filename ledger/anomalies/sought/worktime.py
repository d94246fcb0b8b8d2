"""
R03: working time of one assistant with one employer, over all recipients, above the limit.

Active and waiting minutes, each minute of the clock once, as rule G16 counts them inside a case.
Over the calculation period that the forms state; where none is stated over any 28 days with an
own employer, and over four whole months with any other: the longest that the law lets an employer
choose, so that no choice of it would do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final
from uuid import UUID

from ledger.amounts import first_day, month_of_day, rounded
from ledger.anomalies.anomaly import Anomaly, Part, Severity
from ledger.anomalies.seen import Row
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Prices
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.runs import MINUTES_A_DAY, by_day, in_both, joined, length
from schemas.bounds import ACTIVE, WAITING
from schemas.register import WorktimeAgreed

_WEEK: Final = 7
#: The days [first, after) over which time is averaged, and whether a form states them.
_Window = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class _Work:
    """The working time of a person with an employer: rows, and the minutes of each day."""

    person: UUID
    employer: UUID
    rows: Sequence[Row]
    days: dict[int, int]

    def minutes(self, first: int, after: int) -> int:
        return sum(of for day, of in self.days.items() if first <= day < after)


def overworked(
    person: UUID, rows: Sequence[Row], prices: Prices, register: Register, rulebook: Rulebook
) -> Iterator[Anomaly]:
    """Yield where a person worked more with one employer than the limit allows."""
    by_employer: dict[UUID, list[Row]] = {}
    for row in rows:
        if row.kind in (ACTIVE, WAITING):
            by_employer.setdefault(row.report.employer, []).append(row)
    for employer, own in sorted(by_employer.items()):
        work = _Work(person, employer, own, by_day(row[:2] for row in own))
        for first, after, stated in _windows(work, rulebook):
            most = _limit(work, first, after, register, rulebook)
            minutes = work.minutes(first, after)
            if minutes > most:
                yield _anomaly(work, (first, after, stated), minutes, most, prices)


def _windows(work: _Work, rulebook: Rulebook) -> Iterator[_Window]:
    """Yield the days [first, after) over which time is averaged, and whether a form states them."""
    stated = {row.report.averaging for row in work.rows if row.report.averaging is not None}
    yield from ((first, after, True) for first, after in sorted(stated))
    # What a form states a period for is averaged over that, and over nothing else.
    covered = {day for day in work.days if any(first <= day < after for first, after in stated)}
    free = sorted(set(work.days) - covered)
    if not free:
        return
    months = sorted({month_of_day(date.fromordinal(day)) for day in free})
    own = work.rows[0].report.own_employer
    for month in months:
        first, after = first_day(month), first_day(month + 1)
        on = date.fromordinal(first)
        if own:
            span = rulebook.parameter("anomaly.own_employer_days", on).value
            # The fullest that ends in the month, the earliest of equals.
            ends = range(first + 1, after + 1)
            end = max(ends, key=lambda day: (work.minutes(day - span, day), -day))
            yield end - span, end, False
        else:
            back = rulebook.parameter("anomaly.averaging_months", on).value
            yield first_day(month + 1 - back), after, False


def _limit(work: _Work, first: int, after: int, register: Register, rulebook: Rulebook) -> Fraction:
    """Return the most minutes of a window: the limit a week over its weeks (semantics G16)."""
    begun = date.fromordinal(first)
    agreed = [
        (event.effective_from, place, event.weekly_minutes)
        for place, (_, event) in enumerate(register.facts(work.employer, WorktimeAgreed))
        if event.effective_from <= begun
    ]
    if agreed:
        weekly = max(agreed)[2]
    elif work.rows[0].report.own_employer:
        weekly = rulebook.parameter("worktime.own_employer_minutes", begun).value
    else:
        weekly = rulebook.parameter("worktime.other_minutes", begun).value
    return Fraction(weekly * (after - first), _WEEK)


def _anomaly(work: _Work, window: _Window, minutes: int, most: Fraction, prices: Prices) -> Anomaly:
    sort = SORTS["R03"]
    *days, stated = window
    run = (days[0] * MINUTES_A_DAY, days[1] * MINUTES_A_DAY)
    of_case: dict[UUID, list[Row]] = {}
    for row in work.rows:
        if run[0] <= row.first < run[1]:
            of_case.setdefault(row.report.case, []).append(row)
    parts: list[Part] = []
    rates: list[Fraction | None] = []
    for case, own in sorted(of_case.items()):
        runs = tuple(in_both(joined(row[:2] for row in own), [run]))
        parts.append(Part(case, runs, tuple(dict.fromkeys(row.report.event for row in own))))
        value = prices.ore(case, ((row[:2], ACTIVE) for row in own))
        rates.append(None if value is None else value / length(row[:2] for row in own))
    known = [rate for rate in rates if rate is not None]
    beyond = minutes - most
    last = date.fromordinal(days[1] - 1)
    says = (
        f"{_hours(minutes)} with one employer from {date.fromordinal(days[0])} to {last}, "
        f"and at most {_hours(int(most))} are allowed"
    )
    return Anomaly(
        rule=sort.id,
        version=sort.version,
        severity=sort.severity if stated else Severity.REVIEW,
        month=month_of_day(last),
        who=(work.person,),
        parts=tuple(parts),
        minutes=ceil(beyond),
        stake_ore=rounded(min(known) * beyond) if len(known) == len(rates) else None,
        says=says,
        guard=sort.guard,
    )


def _hours(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60} min"
