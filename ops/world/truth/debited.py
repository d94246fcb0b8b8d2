"""
Late interest on what a municipality was debited (semantics M10), and the last day to pay by.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from ops.world.days import ONE_DAY, first_of, is_open, month_of
from ops.world.truth.owed import rounded

#: Riksbanken's reference rate in tenths of a percent, from each half-year on.
_REFERENCES: Final = (
    (date(2025, 7, 1), 20), (date(2025, 1, 1), 30), (date(2024, 1, 1), 40), (date(2023, 7, 1), 35),
    (date(2023, 1, 1), 25), (date(2022, 7, 1), 5),
)  # fmt: skip
#: What late interest is above it (räntelagen 6 §).
_ABOVE: Final = 80


def due_day(debited_on: date) -> date:
    """Return the last open day of the month of a debit made by its 15th (1993:1091, 9 §)."""
    day = first_of(month_of(debited_on) + 1) - ONE_DAY
    while not is_open(day):
        day -= ONE_DAY
    return day


def reference_of(day: date) -> int:
    return next((rate for start, rate in _REFERENCES if start <= day), 0)


def half_year_of(day: date) -> tuple[int, bool]:
    return day.year, day.month > 6


def interest(ore: int, due: date, paid: date) -> int:
    """Return the late interest of a debit paid within the half-year after its due day."""
    assert half_year_of(due + timedelta(days=1)) == half_year_of(paid)
    days = (paid - due).days
    return rounded(Fraction(ore * (reference_of(paid) + _ABOVE) * days, 365_000))
