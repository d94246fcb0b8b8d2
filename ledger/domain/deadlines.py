"""
By when a month's papers must have been received: rule R6.

Pure. Which papers came late, and what that costs, belongs to `accounts` and to `ledger.statement`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.amounts import month_of, month_of_day
from ledger.domain.case import Case
from ledger.rules import Rulebook
from schemas.circumstances import LatenessExcused
from schemas.decisions import GrantReinstated, GrantWithdrawn


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which papers are in time, or None where none is late; and who says so."""

    on: date | None
    places: tuple[int, ...] = ()


def due_of(case: Case, month: int, rulebook: Rulebook, settled: Due | None = None) -> Due:
    """
    Return by when the papers of a month had to be in.

    The 5th of the second month after, moved to a weekday. An event may excuse the month. `settled`
    is the settlement of its advances, after which nothing counts and before which nothing is late.
    A month under court review has until the same day after the month of the reinstating decision.
    """
    excused = _excused(case, month)
    if excused is not None:
        return Due(None, (excused,))
    due = settled or Due(rulebook.report_due_on(month))
    for place, reinstated_in in _reviews(case, month):
        later = rulebook.report_due_on(reinstated_in)
        if due.on is not None and later > due.on:
            due = Due(later, (place,))
    return due


def _excused(case: Case, month: int) -> int | None:
    """Return the place of what lifts the lateness of a month."""
    excuses = case.history.by_kind.get(LatenessExcused)
    if excuses is None:
        return None
    places = case.standing(excuses)
    of_month = (p for p in places if month_of(case.event(p, LatenessExcused).month) == month)
    return next(of_month, None)


def _reviews(case: Case, month: int) -> Iterator[tuple[int, int]]:
    """Yield each reinstatement whose review the month lay in, and the month that ended it."""
    history = case.history
    reinstatements = history.by_kind.get(GrantReinstated)
    for place in () if reinstatements is None else case.standing(reinstatements):
        reinstated = case.event(place, GrantReinstated)
        at = history.by_ref.get(reinstated.withdrawal)
        if at is None or at >= case.known:
            continue
        withdrawn = history.events[at].event
        ended = month_of_day(reinstated.decided_on)
        if not isinstance(withdrawn, GrantWithdrawn):
            continue
        if month_of_day(withdrawn.effective_from) <= month <= ended:
            yield place, ended
