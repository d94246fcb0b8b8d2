"""
The survey among recipients: owed every third year under the reform (SOU 2023:9).

It is due by the end of its year. Under the law in force nobody owes it.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.domain.register import Register
from ledger.rules import Parameter, Rulebook
from schemas.register import SurveyMade

_LAST_OF_YEAR = (12, 31)


@dataclass(frozen=True, slots=True)
class SurveyDuty:
    """
    When the next survey is due, and when the latest was made.

    `due_on` is None where nobody owes one. `by` are the values that it follows from.
    """

    made_on: date | None
    due_on: date | None
    overdue: bool
    by: tuple[Parameter, ...]
    events: tuple[UUID, ...]

    def days_left(self, day: date) -> int | None:
        """Return how many days are left; below zero, how many it is late."""
        return None if self.due_on is None else (self.due_on - day).days


def survey_duty(register: Register, rulebook: Rulebook, day: date) -> SurveyDuty:
    """Return what is owed on a day: the first in its year, then one every third year."""
    made = sorted(
        (event.made_on, recorded.envelope.event_id)
        for authority in {
            of.event.authority for of in register.documents() if isinstance(of.event, SurveyMade)
        }
        for recorded, event in register.facts(authority, SurveyMade)
        if event.made_on <= day
    )
    latest = made[-1][0] if made else None
    events = tuple(event for _, event in made)
    reform = rulebook.regime.reform_from
    if reform is None or day < reform:
        return SurveyDuty(latest, None, overdue=False, by=(), events=events)
    first = rulebook.parameter("survey.first_year", day)
    interval = rulebook.parameter("survey.interval_years", day)
    since = [on for on, _ in made if on >= reform]
    year = max(first.value, since[-1].year + interval.value) if since else first.value
    due_on = date(year, *_LAST_OF_YEAR)
    return SurveyDuty(latest, due_on, overdue=day > due_on, by=(first, interval), events=events)
