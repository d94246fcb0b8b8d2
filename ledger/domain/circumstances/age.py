"""
The recipient's age: the parental deduction by age band, and the age limit of grants.

Pure. Rule G11, and SFB 51:8 and 51:10. Only the month of birth is known, so an age is reached when
the month of the birthday begins, where the statute says so, and is surely passed when it has ended.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from ledger.amounts import month_of, month_of_day
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Parameter, Rulebook
from schemas.decisions import CaseOpened
from schemas.register import PersonRegistered

_MONTHS_A_YEAR: Final = 12
#: The age at which each band of the annex begins, and the value that it has; of age is the last.
_BANDS: Final = (
    (0, "parental.minutes_from_0"),
    (1, "parental.minutes_from_1"),
    (7, "parental.minutes_from_7"),
    (12, "parental.minutes_from_12"),
    (18, None),
)


@dataclass(frozen=True, slots=True)
class Born:
    """The month in which the recipient was born, and the papers that say so."""

    month: int
    events: tuple[UUID, ...]

    def years_in(self, month: int) -> int:
        """Return the age from the first of the birthday's month on."""
        return (month - self.month) // _MONTHS_A_YEAR

    def has_turned(self, years: int, day: date) -> bool:
        """Tell whether an age was surely reached before a day."""
        return month_of_day(day) > self.month + years * _MONTHS_A_YEAR


def recipient_born(case: Case, register: Register) -> Born | None:
    """Return when the recipient was born, where the register knows it at the case's point."""
    for place in case.standing(case.history.by_kind.get(CaseOpened, ())):
        recipient = case.event(place, CaseOpened).recipient
        for recorded, event in reversed(register.facts(recipient, PersonRegistered, case.instant)):
            if event.birth_month is not None:
                papers = (case.event_id(place), recorded.envelope.event_id)
                return Born(month_of(event.birth_month), papers)
    return None


def band_begins(born: Born, month: int) -> bool:
    """Tell whether the child comes into another band of the annex with the month (G11)."""
    years = born.years_in(month)
    return years > 0 and born.years_in(month - 1) < years and any(years == of for of, _ in _BANDS)


def deduction_a_day(born: Born, month: int, rulebook: Rulebook) -> Parameter | None:
    """
    Return the parental deduction of a day of the month, in minutes; None for who is of age.

    Source: SFB 51:6; förordning (1993:1091) 4 a § and its annex. A month before the first value
    is refused: the table of 2023 and 2024 was found in no source.
    """
    years = born.years_in(month)
    if years < 0:
        return None
    name = [name for begins, name in _BANDS if begins <= years][-1]
    day = date(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)
    return None if name is None else rulebook.parameter(name, day)


def passed_limit(born: Born, day: date, rulebook: Rulebook) -> Parameter | bool | None:
    """
    Return the age limit that the recipient had passed on a day, or False where none was.

    Who had passed the limit of a year stays past it when it is raised later. None: the limit of the
    day is in no edition, and the recipient has passed the last that is.
    """
    last: Parameter | None = None
    for limit in rulebook.series["age.limit_years"]:
        if limit.in_force_from > day:
            break
        last = limit
        held_until = _held_until(limit, rulebook)
        if born.has_turned(limit.value, day if held_until is None else min(day, held_until)):
            return limit
    if rulebook.known("age.limit_years", day) is None and last is not None:
        return None if born.has_turned(last.value, day) else False
    return False


def _held_until(limit: Parameter, rulebook: Rulebook) -> date | None:
    """Return the first day on which a limit no longer held, or None where it still does."""
    for _, after, value in rulebook.series["age.limit_years"].spans:
        if value == limit:
            return date.fromordinal(after) if after <= date.max.toordinal() else None
    return None
