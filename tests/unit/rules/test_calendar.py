"""
The calendar of payments, against dates that were checked by hand in the calendars of 2025 to 2027.
"""

from datetime import date, timedelta

import pytest

from ledger.amounts import month_of, month_of_day
from ledger.rules import Rulebook, load_rulebook
from ledger.rules.closed_days import is_closed, same_or_next_open, same_or_previous_open

#: The day of each month on which the 20th, or the nearest earlier open day, falls.
PAYDAYS = {
    2025: [20, 20, 20, 17, 20, 19, 18, 20, 19, 20, 20, 19],
    2026: [20, 20, 20, 20, 20, 18, 20, 20, 18, 20, 20, 18],
    2027: [20, 19, 19, 20, 20, 18, 20, 20, 20, 20, 19, 20],
}
#: The day of each month on which the 5th, or the next open day, falls.
FIFTHS = {
    2025: [7, 5, 5, 7, 5, 5, 7, 5, 5, 6, 5, 5],
    2026: [5, 5, 5, 7, 5, 5, 6, 5, 7, 5, 5, 7],
    2027: [5, 5, 5, 5, 5, 7, 5, 5, 6, 5, 5, 6],
}


def dates(table: dict[int, list[int]]) -> list[date]:
    return [date(year, at + 1, day) for year, days in table.items() for at, day in enumerate(days)]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(edition="2026-11")


@pytest.mark.parametrize("expected", dates(PAYDAYS), ids=str)
def test_payday_is_the_20th_or_the_nearest_earlier_open_day(
    rulebook: Rulebook, expected: date
) -> None:
    month = month_of_day(expected)
    assert rulebook.payday_on(month) == expected
    assert rulebook.payday_on(month) == expected, "the kept answer differs from the first"


@pytest.mark.parametrize("expected", dates(FIFTHS), ids=str)
def test_cutoff_and_due_day_are_the_5th_or_the_next_open_day(
    rulebook: Rulebook, expected: date
) -> None:
    month = month_of_day(expected)
    assert rulebook.cutoff_on(month) == expected
    assert rulebook.report_due_on(month - 2) == expected


@pytest.mark.parametrize(
    ("month", "due_on"), [("2026-01", date(2026, 3, 5)), ("2026-02", date(2026, 4, 7))]
)
def test_easter_moves_the_due_day_of_february(rulebook: Rulebook, month: str, due_on: date) -> None:
    assert rulebook.report_due_on(month_of(month)) == due_on


def test_midsummer_eve_is_no_payday(rulebook: Rulebook) -> None:
    # Semantics 8.5: the ordinance's Saturday 20 June 2026 is paid on Thursday the 18th.
    assert rulebook.payday_on(month_of("2026-06")) == date(2026, 6, 18)
    assert date(2026, 6, 18).strftime("%a") == "Thu"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2025, 6, 6),
        date(2026, 6, 19),
        date(2026, 10, 31),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
        date(2026, 11, 21),
        date(2026, 11, 22),
    ],
    ids=str,
)
def test_holidays_eves_and_weekends_are_closed(day: date) -> None:
    assert is_closed(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 5),  # the eve of Epiphany
        date(2026, 4, 2),  # Maundy Thursday
        date(2026, 4, 30),  # Walpurgis Night
        date(2026, 5, 15),  # the day after Ascension Day
        date(2026, 10, 30),  # the eve of All Saints' Day
    ],
    ids=str,
)
def test_half_days_before_a_holiday_are_open(day: date) -> None:
    assert not is_closed(day)


def test_an_open_day_is_not_moved_and_a_closed_one_is_moved_past_all_others() -> None:
    assert same_or_next_open(date(2026, 12, 23)) == date(2026, 12, 23)
    assert same_or_next_open(date(2026, 12, 24)) == date(2026, 12, 28)
    assert same_or_previous_open(date(2026, 12, 27)) == date(2026, 12, 23)
    assert same_or_next_open(date(2026, 12, 31)) == date(2027, 1, 4)


def test_the_last_cutoff_waits_for_its_payday(rulebook: Rulebook) -> None:
    assert rulebook.last_cutoff(date(2026, 6, 17)) == date(2026, 5, 5)
    assert rulebook.last_cutoff(date(2026, 6, 18)) == date(2026, 6, 5)
    assert rulebook.last_cutoff(date(2026, 6, 30)) == date(2026, 6, 5)
    assert rulebook.last_cutoff(date(2026, 1, 19)) == date(2025, 12, 5)


def test_the_last_cutoff_never_goes_back_in_time(rulebook: Rulebook) -> None:
    day, latest = date(2025, 1, 1), date(2024, 1, 1)
    while day < date(2028, 1, 1):
        cutoff = rulebook.last_cutoff(day)
        assert cutoff is not None
        assert latest <= cutoff < day
        assert rulebook.payday_on(month_of_day(cutoff)) <= day
        day, latest = day + timedelta(days=1), cutoff


def test_before_the_editions_first_payday_there_is_no_cutoff(rulebook: Rulebook) -> None:
    assert rulebook.last_cutoff(date(2013, 12, 31)) is None
    assert rulebook.last_cutoff(date(2014, 1, 19)) is None
    assert rulebook.last_cutoff(date(2014, 1, 20)) == date(2014, 1, 7)
