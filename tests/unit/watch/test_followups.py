"""What is followed up: handling times, and when a survey is owed."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from ledger.domain.register import Register
from ledger.followups import Handled, survey_duty, times_of
from ledger.rules import load_rulebook

REFORM = "SOU_2023_9:2026-01-01"


def handled(days: int) -> Handled:
    on = date(2026, 3, 1)
    return Handled(UUID(int=1), "recipient/a-1", on, on, "FK", granted=True, days=days, events=())


@pytest.mark.parametrize(
    ("days", "median", "longest"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([7, 10], Fraction(17, 2), 10),
        ([1, 30, 2], 2, 30),
        ([0, 0], 0, 0),
    ],
)
def test_half_of_the_applications_are_handled_within_the_median(
    days: list[int], median: Fraction | None, longest: int | None
) -> None:
    times = times_of(map(handled, days))
    assert (times.count, times.median_days, times.longest_days) == (len(days), median, longest)


def test_a_decision_older_than_its_application_is_in_no_median() -> None:
    assert times_of([handled(-3), handled(5)]).median_days == 5


@pytest.mark.parametrize(
    ("regime", "day", "due", "overdue"),
    [
        ("LAW_ACTUAL", date(2029, 1, 1), None, False),
        (REFORM, date(2025, 12, 31), None, False),
        (REFORM, date(2028, 12, 31), date(2028, 12, 31), False),
        (REFORM, date(2029, 1, 1), date(2028, 12, 31), True),
    ],
)
def test_the_first_survey_is_owed_by_the_end_of_its_year(
    regime: str, day: date, due: date | None, *, overdue: bool
) -> None:
    duty = survey_duty(Register(), load_rulebook(regime=regime), day)
    assert (duty.due_on, duty.overdue) == (due, overdue)
