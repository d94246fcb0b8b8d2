"""
Money and time in whole numbers: months, days, öre, and the exact unit of time.

A month is the index `year * 12 + month - 1`, a day its proleptic ordinal, an
amount whole öre. Time that was converted or cut is counted in units of 1/196
minute: 196 = 4 · 7 · 7 makes waiting (a quarter), standby (a seventh) and a
weekly grant per day (a seventh) whole numbers. Formatting for people belongs
to `ops`.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final

#: Units in one minute of active time.
UNITS: Final = 196
#: Units that one minute a week gives a day: a seventh of a minute (semantics G2).
UNITS_A_DAY: Final = UNITS // 7
#: Units in one hour: an amount in öre is units · (öre per hour) / this.
UNITS_PER_HOUR: Final = 60 * UNITS


@lru_cache(maxsize=2048)
def month_of(text: str) -> int:
    """Return the index of a month written as `2026-03`."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


@lru_cache(maxsize=2048)
def month_text(month: int) -> str:
    """Return a month as `2026-03`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_of_day(day: date) -> int:
    """Return the month that a day lies in."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=2048)
def first_day(month: int) -> int:
    """Return the ordinal of the month's first day; `month + 1` gives its end."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


@lru_cache(maxsize=2048)
def days_in(month: int) -> int:
    """Return the number of days of the month."""
    return monthrange(month // 12, month % 12 + 1)[1]


def months_after(day: date, months: int) -> date:
    """
    Return the same day of a later month, or that month's last where it has no such day.

    Source: lag (1930:173) 1 §.
    """
    month = month_of_day(day) + months
    return date(month // 12, month % 12 + 1, min(day.day, days_in(month)))


def half_up(numerator: int, denominator: int) -> int:
    """
    Round an exact quotient to the nearest whole number, halves away from zero.

    Source: semantics M6. The denominator is positive.
    """
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def rounded(amount: Fraction) -> int:
    """Round an exact amount half up, away from zero where negative."""
    return half_up(amount.numerator, amount.denominator)


def value_of(units: int | Fraction, rate_ore: int) -> Fraction:
    """Return the exact öre of converted time at öre per hour."""
    return Fraction(units * rate_ore, UNITS_PER_HOUR)


def largest_remainder(parts: Sequence[Fraction], total: int) -> list[int]:
    """
    Share a rounded total over exact parts, so that the shown lines add up.

    Each part is rounded down, and what is missing goes to the largest
    remainders, the first of equals first.
    """
    shown = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (shown[i] - parts[i], i))
    missing = total - sum(shown)
    # A total rounded half up lies within one öre of the exact sum, so every
    # part takes at most one; a total from elsewhere is spread round and round.
    for step in range(abs(missing)):
        shown[by_remainder[step % len(parts)]] += 1 if missing > 0 else -1
    return shown
