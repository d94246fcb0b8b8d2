"""
Days, months and the clock on the wall, as the synthetic world counts them.

A month is one whole number, year times twelve plus the month from nought, so
that months can be added. Written apart from the ledger's calendar on purpose;
what a day is worth belongs to `ops.world.truth.owed`.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

ONE_DAY: Final = timedelta(days=1)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_from(text: str) -> int:
    """Return the month that a text such as `2026-03` names."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


@cache
def month_text(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@cache
def first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


@cache
def days_in(month: int) -> int:
    return (first_of(month + 1) - first_of(month)).days


@cache
def dates(month: int) -> tuple[date, ...]:
    """Return the dates of the month, each at the place of its number; nothing is at nought."""
    first = first_of(month)
    return (date.min, *(first + step * ONE_DAY for step in range(days_in(month))))


def _easter(year: int) -> date:
    """Return Easter Day by Gauss, in the form of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


@cache
def _closed(year: int) -> frozenset[date]:
    """Return the holidays and the three eves of SFS 1930:173 2 §; Sundays stand apart."""
    easter = _easter(year)
    midsummer = _saturday_from(date(year, 6, 20))
    fixed = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [easter + timedelta(days=step) for step in (-2, 0, 1, 39, 49)]
        + [midsummer - ONE_DAY, midsummer, _saturday_from(date(year, 10, 31))]
    )


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in _closed(day.year)


@cache
def cutoff(month: int) -> date:
    """Return the 5th of the month, moved to the next weekday (semantics R6 and 5.3)."""
    day = first_of(month) + 4 * ONE_DAY
    while not is_open(day):
        day += ONE_DAY
    return day


@cache
def deadline(month: int) -> date:
    """Return the last day on which a work month's papers are in time (semantics R6)."""
    return cutoff(month + 2)


@cache
def payday(month: int) -> date:
    """Return the 20th of the month, else the nearest earlier bank day (semantics 5.3)."""
    day = first_of(month) + 19 * ONE_DAY
    while not is_open(day):
        day -= ONE_DAY
    return day


@cache
def clock_changes(year: int) -> tuple[date, date]:
    """Return the last Sundays of March and October, on which the clock is moved."""
    last = (date(year, 3, 31), date(year, 10, 31))
    spring, autumn = (day - timedelta(days=(day.weekday() + 1) % 7) for day in last)
    return spring, autumn


def elapsed(day: date, start: int, end: int) -> int:
    """Return the real minutes between two times that the clock showed (semantics R3)."""
    spring, autumn = clock_changes(day.year)
    if day == spring:
        return end - start - max(0, min(end, 180) - max(start, 120))
    if day == autumn and start < 120 and end >= 180:
        return end - start + 60
    return end - start


def at(day: date, minute: int) -> datetime:
    """Return the local instant; papers arrive by daylight, when the offset is plain."""
    return datetime.combine(day, time(minute // 60, minute % 60))


def stamped(instant: datetime) -> str:
    """Return a daytime instant with the offset that Stockholm has on that day."""
    spring, autumn = clock_changes(instant.year)
    offset = "+02:00" if spring <= instant.date() < autumn else "+01:00"
    return instant.isoformat(timespec="seconds") + offset
