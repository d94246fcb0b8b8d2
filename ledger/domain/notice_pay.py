"""
Wages during notice: the days on which an assistant is paid for after the assistance has ended.

Pure. The exception of förordning (1993:1091) 6 § first paragraph (semantics
G12): the insured was the employer, and an event states wages paid and no other
work. Which gate it lifts, and the pool that bounds it, belong to
`ledger.statement`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from ledger.amounts import months_after
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Parameter, Rulebook
from schemas.circumstances import NoticePayStated

Cause = Literal["DEATH", "INSTITUTION"]
_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class NoticePay:
    """One assistant's notice: the days [first, after), with one employer."""

    place: int
    assistant: UUID
    employer: UUID
    first: int
    after: int


def notice_pay(
    case: Case, register: Register, cause: Cause, rulebook: Rulebook
) -> tuple[NoticePay, ...]:
    """
    Return the notices that stand for one cause; nothing for nearly every case.

    After a death the days begin the day after it; after an admission they
    begin on its day, since what comes before it is not cut anyway.
    """
    return tuple(
        NoticePay(
            place, register.person(event.assistant, case.instant), event.employer, first, after
        )
        for place, event, first, after in _stated(case, cause, rulebook)
    )


def notice_days(case: Case, cause: Cause, rulebook: Rulebook) -> tuple[int, int] | None:
    """Return the first day of all notices for one cause, and the day after their last."""
    runs = [(first, after) for _, _, first, after in _stated(case, cause, rulebook)]
    return (min(runs)[0], max(after for _, after in runs)) if runs else None


def _stated(
    case: Case, cause: Cause, rulebook: Rulebook
) -> Iterator[tuple[int, NoticePayStated, int, int]]:
    """Yield the statements that stand, each with the days [first, after) of its notice."""
    for place in case.standing(case.history.by_kind.get(NoticePayStated, ())):
        event = case.event(place, NoticePayStated)
        if event.cause == cause:
            ended = event.ended_on.toordinal()
            last = notice_until(event.employed_from, event.ended_on, rulebook).toordinal()
            yield place, event, ended + 1 if cause == "DEATH" else ended, last + 1


def under_notice(
    notices: Iterable[NoticePay], person: UUID, employer: UUID, day: int
) -> NoticePay | None:
    """Return the notice under which a person's row with an employer on a day is paid, if any."""
    return next(
        (
            notice
            for notice in notices
            if notice.first <= day < notice.after
            and notice.assistant == person
            and notice.employer == employer
        ),
        None,
    )


def notice_until(employed_from: date, ended_on: date, rulebook: Rulebook) -> date:
    """
    Return the last day of the notice: the same day of a later month.

    One month, from five years of employment two, from ten years three.
    Source: lag (1970:943) 12 §.
    """
    least, *more = notice_values(employed_from, ended_on, rulebook)
    return months_after(ended_on, least.value + len(more))


def notice_values(employed_from: date, ended_on: date, rulebook: Rulebook) -> list[Parameter]:
    """Return the values that a notice rests on: its least, and the years of each month more."""
    longer = (
        rulebook.parameter(name, ended_on)
        for name in ("notice_pay.second_month_from", "notice_pay.third_month_from")
    )
    reached = [
        years
        for years in longer
        if months_after(employed_from, years.value * _MONTHS_A_YEAR) <= ended_on
    ]
    return [rulebook.parameter("notice_pay.months", ended_on), *reached]
