"""
Months, days and öre in whole numbers: the edges that the properties do not name.
"""

from datetime import date
from fractions import Fraction

import pytest

from ledger.amounts import (
    UNITS,
    UNITS_PER_HOUR,
    days_in,
    first_day,
    half_up,
    largest_remainder,
    month_of,
    month_of_day,
    month_text,
    rounded,
)


def test_a_month_is_the_same_number_from_text_and_from_a_day() -> None:
    assert month_of("2026-03") == month_of_day(date(2026, 3, 31)) == 2026 * 12 + 2
    assert month_text(month_of("2026-12")) == "2026-12"
    assert month_of("2027-01") - month_of("2026-12") == 1


def test_the_next_months_first_day_ends_a_month() -> None:
    december = month_of("2026-12")
    assert first_day(december) == date(2026, 12, 1).toordinal()
    assert first_day(december + 1) - first_day(december) == days_in(december) == 31


@pytest.mark.parametrize(
    ("month", "days"), [("2026-02", 28), ("2024-02", 29), ("2026-04", 30), ("2025-12", 31)]
)
def test_a_month_has_its_days(month: str, days: int) -> None:
    assert days_in(month_of(month)) == days


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(1, 2, 1), (3, 2, 2), (5, 2, 3), (-1, 2, -1), (-3, 2, -2), (1, 3, 0), (2, 3, 1), (-2, 3, -1)],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, expected: int) -> None:
    assert half_up(numerator, denominator) == expected


def test_the_unit_of_time_makes_every_conversion_whole() -> None:
    # Waiting is a quarter, standby a seventh, and a weekly grant a seventh a day.
    assert UNITS % (4 * 7) == 0
    assert UNITS % (7 * 7) == 0
    assert UNITS_PER_HOUR == 60 * UNITS


def test_march_of_example_e3_leaves_no_ore_between_payee_and_municipality() -> None:
    # Semantics M6: the state is the rest. Rounded alone it would be 3 861 333, one öre too much.
    payee = Fraction(694_096_125, 100)
    municipality = Fraction(34_770 * 620, 7)
    assert rounded(municipality) == 3_079_629
    assert rounded(payee) - rounded(municipality) == 3_861_332
    assert rounded(payee - municipality) == 3_861_333


def test_what_is_missing_goes_to_the_largest_remainder_and_the_first_of_equals() -> None:
    parts = [Fraction(10, 3), Fraction(10, 3), Fraction(10, 3)]
    assert largest_remainder(parts, 10) == [4, 3, 3]
    assert largest_remainder([Fraction(1, 4), Fraction(3, 4)], 1) == [0, 1]
    assert largest_remainder([], 0) == []


def test_a_total_from_elsewhere_is_still_kept() -> None:
    assert sum(largest_remainder([Fraction(1, 2), Fraction(1, 2)], 7)) == 7
    assert sum(largest_remainder([Fraction(9, 2), Fraction(9, 2)], 3)) == 3
