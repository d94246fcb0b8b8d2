"""
What a decision on its way grants: minutes a week, and öre a month at the rate of a day.

A measure of how much is at stake, and no statement: it holds what is granted,
not what will be worked.
"""

from datetime import date
from fractions import Fraction

from ledger.amounts import UNITS, days_in, month_of_day, rounded, value_of
from ledger.rules import Rulebook


def weekly_minutes(units: int, per: str, day: date, rulebook: Rulebook) -> Fraction:
    """Return converted minutes a week of what is granted per week, month or period."""
    days = days_in(month_of_day(day))
    return _month_units(units, per, day, rulebook) * 7 / (days * UNITS)


def stake_ore(units: int, per: str, day: date, rulebook: Rulebook) -> int:
    """Return the öre that the month of a day costs if all of what is granted is worked."""
    rate = rulebook.rate_on(day.toordinal()).value
    return rounded(value_of(_month_units(units, per, day, rulebook), rate))


def _month_units(units: int, per: str, day: date, rulebook: Rulebook) -> Fraction:
    if per == "WEEK":
        return Fraction(units * days_in(month_of_day(day)), 7)
    if per == "MONTH":
        return Fraction(units)
    return Fraction(units, rulebook.parameter("grant.longest_months", day).value)
