"""
Which decisions bind on which day: those that stand, and of several in force the one that counts.

Rules G4, G6 and R7, and 1.5 and 6.1 for what is taken over. Grant periods are cut by
`folding`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from ledger.amounts import UNITS, days_in, first_day, month_of_day
from ledger.domain.case import Case
from ledger.domain.grants.stretches import FK, OPEN_END
from ledger.domain.grants.units import stated_units
from ledger.domain.transfer.records import recorded_grants
from ledger.rules import Rulebook
from schemas.decisions import GrantDecided, GrantReassessed, GrantReinstated, GrantWithdrawn

#: What qualifies for state assistance under `qualify = THREE_AND_TWENTY`, in
#: minutes a week: the policy says both numbers in its name. Source: the
#: alternative proposal of SOU 2023:9.
_THREE_HOURS: Final = 3 * 60
_TWENTY_HOURS: Final = 20 * 60


@dataclass(frozen=True, slots=True)
class Force:
    """A decision or withdrawal with the days it would bind on its own."""

    first: int
    after: int
    rank: tuple[date, int]
    event: GrantDecided | GrantWithdrawn
    place: int


@dataclass(frozen=True, slots=True)
class Run:
    """Days on which one decision counts; `beside` are the others that are in force."""

    first: int
    after: int
    decision: GrantDecided
    place: int
    beside: tuple[GrantDecided, ...]


def forces_of(case: Case, rulebook: Rulebook) -> list[Force]:
    """Return the decisions and withdrawals that stand, without withdrawals taken back (G6)."""
    lifted = _taken_back(case)
    stay = rulebook.policy("qualify").value == "THREE_AND_TWENTY"
    forces: list[Force] = []
    for place in case.decisions:
        event = case.history.events[place].event
        if isinstance(event, GrantDecided):
            if stay and event.takes_over is not None and not _qualifies(event, rulebook):
                event = replace(event, authority=event.municipality)
            forces.append(_granting(event, place, rulebook))
        elif isinstance(event, GrantWithdrawn) and place not in lifted:
            first = event.effective_from.toordinal()
            forces.append(Force(first, OPEN_END, (event.decided_on, place), event, place))
    forces += (_granting(grant, place, rulebook) for place, grant in recorded_grants(case))
    return _until_taken_over(forces)


def _until_taken_over(forces: list[Force]) -> list[Force]:
    """
    End what was taken over, and its reassessments, the day before the takeover.

    Without it a municipal paper that was decided later than the takeover would
    count on days that are Försäkringskassan's (semantics 6.1).
    """
    taken: dict[str, int] = {}
    for force in forces:
        event = force.event
        if isinstance(event, GrantDecided) and event.takes_over and event.authority == FK:
            first = event.effective_from.toordinal()
            taken[event.takes_over] = min(first, taken.get(event.takes_over, first))
    if not taken:
        return forces
    moved = {
        force.event.authority: taken[force.event.decision_id]
        for force in forces
        if force.event.authority != FK and force.event.decision_id in taken
    }
    return [
        force
        for force in (_ended(force, taken, moved) for force in forces)
        if force.first < force.after
    ]


def _ended(force: Force, taken: Mapping[str, int], moved: Mapping[str, int]) -> Force:
    event = force.event
    if event.authority == FK or isinstance(event, GrantWithdrawn):
        return force
    end = taken.get(event.decision_id)
    if end is None and isinstance(event, GrantReassessed) and event.takes_over is None:
        # One that says what it has taken over is Försäkringskassan's own, kept municipal (1.5).
        end = moved.get(event.authority)
    return force if end is None else replace(force, after=min(force.after, end))


def _taken_back(case: Case) -> frozenset[int]:
    """Return the places of the withdrawals that a reinstatement names."""
    places = case.history.by_kind.get(GrantReinstated)
    if places is None:
        return frozenset()
    named = (case.event(place, GrantReinstated).withdrawal for place in case.standing(places))
    return frozenset(case.history.by_ref.get(reference, -1) for reference in named)


def _granting(event: GrantDecided, place: int, rulebook: Rulebook) -> Force:
    first, after = event.effective_from.toordinal(), OPEN_END
    if event.effective_until is not None:
        after = event.effective_until.toordinal()
    if event.applied_on is not None:
        # R7: never before the month preceding the application month.
        before = rulebook.parameter("retro.months_before", event.applied_on).value
        first = max(first, first_day(month_of_day(event.applied_on) - before))
    return Force(first, after, (event.decided_on, place), event, place)


def _qualifies(decision: GrantDecided, rulebook: Rulebook) -> bool:
    """
    Tell whether a decision grants 3 basic hours and 20 in all, a week (1.5).

    Of one that states a total and no basic hours only the total is asked.
    Minutes a month or a period count by the days that they are stated for.
    """
    days = 7 if decision.per == "WEEK" else _days_stated(decision, rulebook)
    if stated_units(decision) * 7 < _TWENTY_HOURS * UNITS * days:
        return False
    only_total = decision.total_minutes is not None and not decision.basic_minutes
    return only_total or decision.basic_minutes * 7 >= _THREE_HOURS * days


def _days_stated(decision: GrantDecided, rulebook: Rulebook) -> int:
    """Return the days that the minutes a month or a period are stated for."""
    start = decision.effective_from
    if decision.per == "MONTH":
        return days_in(month_of_day(start))
    if decision.period_from is not None and decision.period_until is not None:
        return (decision.period_until - decision.period_from).days
    months = rulebook.parameter("grant.longest_months", start).value
    return first_day(month_of_day(start) + months) - start.toordinal()


def _in_force(over: Iterable[Force]) -> list[Force]:
    """
    Return the grants in force on a day, the one that counts first (G4).

    What was decided before a withdrawal or a reassessment is no longer in
    force beside it: each says the whole anew.
    """
    standing: list[Force] = []
    for force in sorted(over, key=lambda force: force.rank, reverse=True):
        if isinstance(force.event, GrantWithdrawn):
            break
        standing.append(force)
        if isinstance(force.event, GrantReassessed):
            break
    return standing


def runs_of(forces: Sequence[Force], end: int, *, latest_only: bool) -> list[Run]:
    """
    Return the runs of days before an end, with the decision that counts on each (G4).

    The others in force stand `beside` it unless the latest alone matters. What
    it has taken over is not in force any more.
    """
    bounds = sorted({force.first for force in forces} | {force.after for force in forces} | {end})
    runs: list[Run] = []
    for first, after in pairwise(bounds):
        if first >= end:
            break
        standing = _in_force(force for force in forces if force.first <= first < force.after)
        if not standing:
            continue
        grants = [force.event for force in standing if isinstance(force.event, GrantDecided)]
        taken_over = {grant.takes_over for grant in grants}
        beside = (grant for grant in grants[1:] if grant.decision_id not in taken_over)
        others = () if latest_only else tuple(beside)
        run = Run(first, after, grants[0], standing[0].place, others)
        last = runs[-1] if runs else None
        if (
            last is not None
            and last.after == first
            and (last.place, last.beside) == (run.place, run.beside)
        ):
            runs[-1] = replace(last, after=after)
        else:
            runs.append(run)
    return runs


def same_hours(one: Run, other: Run) -> bool:
    """Tell whether two runs grant the same minutes of each kind."""
    return [_hours(of) for of in (one.decision, *one.beside)] == [
        _hours(of) for of in (other.decision, *other.beside)
    ]


def _hours(decision: GrantDecided) -> tuple[object, ...]:
    return (
        decision.per,
        decision.basic_minutes,
        decision.other_minutes,
        decision.double_minutes,
        decision.waiting_minutes,
        decision.standby_minutes,
        decision.total_minutes,
    )
