"""
The Swedish calendar of payments: which days are closed, and the open day before or after one.

Closed are Saturdays, Sundays, public holidays, and Midsummer, Christmas and New Year's Eve. That
is both *vardag* of lag (1930:173) 2 § and the days on which Swedish banks pay. Which date is to be
moved, and in which direction, belongs to `book`.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from holidays import country_holidays

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@lru_cache(maxsize=256)
def _holidays(year: int) -> frozenset[date]:
    # Not the category `bank`, which the library also offers: that one counts the half days before
    # a holiday, on which banks do pay. Building a year is slow, so each is built once.
    return frozenset(country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_closed(day: date) -> bool:
    """Tell whether nothing is due and nothing is paid on this day."""
    return day.weekday() >= _SATURDAY or day in _holidays(day.year)


def same_or_next_open(day: date) -> date:
    """Return the day itself, or the first open day after it."""
    while is_closed(day):
        day += _DAY
    return day


def same_or_previous_open(day: date) -> date:
    """Return the day itself, or the last open day before it."""
    while is_closed(day):
        day -= _DAY
    return day
