"""
What a decision adds to the pools, day by day, in units of 1/196 minute.

Rules G2 and G7: minutes a week, a month or a period become an exact number of
units on the days in force. Which days those are is folded by `folding`.
"""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from ledger.amounts import UNITS, days_in, first_day, month_of_day, months_after
from ledger.domain.grants.stretches import Stretch
from schemas.bounds import STANDBY, WAITING
from schemas.decisions import GrantDecided

#: The alternatives of `grant.conversion` to days over seven: weeks in a calendar
#: month, and days in half a year. Both say in their names what they multiply by.
_WEEKS_A_MONTH: Final = Fraction(433, 100)
_DAYS_A_HALF_YEAR: Final = 184
_HALF_YEAR: Final = 6


class Column(StrEnum):
    """
    Which part of what was granted a pool holds (G7, G8).

    Those of an extension (G10) and of a notice (G12) are granted beside it.
    """

    ONE = "ONE"
    ACTIVE = "ACTIVE"
    WAITING = "WAITING"
    STANDBY = "STANDBY"
    DOUBLE = "DOUBLE"
    EXTENSION = "EXTENSION"
    NOTICE = "NOTICE"


def column_of(decision: GrantDecided, kind: int, *, separate: bool) -> Column:
    """Return the pool of a kind of time: the one of all, unless kinds have their own (G7)."""
    if not separate or decision.total_minutes is not None:
        return Column.ONE
    if kind == WAITING:
        return Column.WAITING
    return Column.STANDBY if kind == STANDBY else Column.ACTIVE


def stated_units(decision: GrantDecided, column: Column = Column.ONE) -> int:
    """
    Return the converted units that a decision states per week, month or period.

    Waiting counts a quarter, standby a seventh (G7). A decision that states
    one total states the pool; it says nothing of waiting or standby.
    """
    total = decision.total_minutes
    active = decision.basic_minutes + decision.other_minutes + decision.double_minutes
    waiting, standby = decision.waiting_minutes * UNITS // 4, decision.standby_minutes * UNITS // 7
    match column:
        case Column.DOUBLE:
            return decision.double_minutes * UNITS
        case Column.WAITING:
            return 0 if total is not None else waiting
        case Column.STANDBY:
            return 0 if total is not None else standby
        case Column.ACTIVE:
            return (active if total is None else total) * UNITS
        case _:
            return total * UNITS if total is not None else active * UNITS + waiting + standby


def daily_units(decision: GrantDecided) -> int:
    """Return what one day in force adds to the pool, where hours are stated a week (G2)."""
    return stated_units(decision) // 7


def daily_double_units(decision: GrantDecided) -> int:
    """Return what one day in force adds to the double minutes, in the same units (G8)."""
    return stated_units(decision, Column.DOUBLE) // 7


def granted_units(
    stretch: Stretch,
    first: int,
    after: int,
    column: Column = Column.ONE,
    conversion: str = "DAYS_OVER_7",
) -> int | Fraction:
    """
    Return what a stretch adds to a pool on the days [first, after), in units, exactly (G2).

    `conversion` is the policy `grant.conversion`; it concerns hours a week only.
    """
    first, after = max(first, stretch.first), min(after, stretch.after)
    if first >= after:
        return 0
    units = _units(stretch.decision, stretch, (first, after), column, conversion)
    for decision in stretch.beside:
        units += _units(decision, stretch, (first, after), column, conversion)
    return units


def _units(
    decision: GrantDecided,
    stretch: Stretch,
    run: tuple[int, int],
    column: Column,
    conversion: str,
) -> int | Fraction:
    stated, days = stated_units(decision, column), run[1] - run[0]
    if decision.per == "WEEK":
        if conversion == "FACTOR_4_33":
            return _whole(stated * _WEEKS_A_MONTH * _months(*run))
        if conversion == "HALF_YEAR_184":
            half = _half_year_days(stretch.period.first)
            return _whole(Fraction(stated * _DAYS_A_HALF_YEAR * days, 7 * half))
        # 196 = 4 · 7 · 7: a seventh of what is stated is a whole number of units.
        return stated // 7 * days
    if decision.per == "MONTH":
        return _whole(stated * _months(*run))
    return _whole(Fraction(stated * days, stretch.planned))


def _months(first: int, after: int) -> Fraction:
    """Return how many calendar months the days are, each by its own length."""
    months, day = Fraction(0), first
    while day < after:
        month = month_of_day(date.fromordinal(day))
        end = min(after, first_day(month + 1))
        months += Fraction(end - day, days_in(month))
        day = end
    return months


def _half_year_days(first: int) -> int:
    """Return the days of the six months that begin on a day."""
    return months_after(date.fromordinal(first), _HALF_YEAR).toordinal() - first


def _whole(number: Fraction) -> int | Fraction:
    """Return a whole number as one, so that the ordinary case never meets a fraction."""
    return number.numerator if number.denominator == 1 else number
