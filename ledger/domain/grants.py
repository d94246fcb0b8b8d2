"""
Granted time: which decision is in force on which day, in which grant period.

Pure. Rules G2–G6 of the semantics page; what is drawn from the pools belongs
to `ledger.statement`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from ledger.amounts import UNITS_A_DAY, first_day, month_of_day, months_after
from ledger.domain.case import Case
from ledger.rules import Rulebook
from schemas.decisions import DeathReported, GrantDecided, GrantWithdrawn

#: The day after every day: an open end.
OPEN_END: Final = date.max.toordinal()
FK: Final = "FK"


@dataclass(frozen=True, slots=True)
class Period:
    """A grant period (beviljandeperiod), half-open, of one authority."""

    authority: str
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of days on which one decision is in force, inside one period."""

    first: int
    after: int
    decision: GrantDecided
    place: int
    period: Period

    @property
    def national(self) -> bool:
        """Whether Försäkringskassan decided: only then the day counts in O."""
        return self.decision.authority == FK


@dataclass(frozen=True, slots=True)
class Granted:
    """All stretches of a case in order of days, and the day after the last payable one."""

    stretches: tuple[Stretch, ...]
    death_place: int | None
    closed_from: int
    by_period: dict[Period, tuple[Stretch, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Force:
    """A decision or withdrawal with the days it would bind on its own."""

    first: int
    after: int
    rank: tuple[date, int]
    event: GrantDecided | GrantWithdrawn
    place: int


def granted_time(case: Case, month: int, rulebook: Rulebook) -> Granted:
    """
    Fold the decisions that stand into stretches of days, each in its period.

    A decision without an end renews for ever; the days are followed far
    enough to close every period that reaches into the month or before it.
    """
    forces: list[_Force] = []
    death_place: int | None = None
    for place in case.decisions:
        event = case.history.events[place].event
        if isinstance(event, DeathReported):
            death_place = place
        elif isinstance(event, GrantDecided | GrantWithdrawn):
            forces.append(_force_of(event, place, rulebook))
    closed_from = _closed_from(case, death_place, rulebook)
    end = min(closed_from, _horizon(month, forces))
    by_authority: dict[str, list[_Force]] = {}
    for force in forces:
        by_authority.setdefault(force.event.authority, []).append(force)
    stretches = _winners(
        [
            stretch
            for authority, of in sorted(by_authority.items())
            for stretch in _with_periods(authority, _decided_days(of, end), rulebook)
        ]
    )
    by_period: dict[Period, list[Stretch]] = {}
    for stretch in stretches:
        by_period.setdefault(stretch.period, []).append(stretch)
    return Granted(
        tuple(stretches),
        death_place,
        closed_from,
        {period: tuple(of) for period, of in by_period.items()},
    )


def _horizon(month: int, forces: Sequence[_Force]) -> int:
    """Return a day by which every period that touches the month has ended."""
    ends = [
        force.event.period_until.toordinal()
        for force in forces
        if isinstance(force.event, GrantDecided) and force.event.period_until is not None
    ]
    return max(first_day(month + 13), *ends, 0)


def _closed_from(case: Case, death_place: int | None, rulebook: Rulebook) -> int:
    """Return the first day that the death closes (G12)."""
    if death_place is None:
        return OPEN_END
    died_on = case.event(death_place, DeathReported).died_on
    payable = rulebook.policy("death.day").value == "PAYABLE"
    return died_on.toordinal() + (1 if payable else 0)


def _force_of(event: GrantDecided | GrantWithdrawn, place: int, rulebook: Rulebook) -> _Force:
    first, after = event.effective_from.toordinal(), OPEN_END
    if isinstance(event, GrantDecided):
        if event.effective_until is not None:
            after = event.effective_until.toordinal()
        if event.applied_on is not None:
            # R7: never before the month preceding the application month.
            before = rulebook.parameter("retro.months_before", event.applied_on).value
            first = max(first, first_day(month_of_day(event.applied_on) - before))
    return _Force(first, after, (event.decided_on, place), event, place)


def _decided_days(forces: Sequence[_Force], end: int) -> list[_Force]:
    """Return the runs of days before an end, with the decision that wins each (G4, LATEST)."""
    bounds = sorted({force.first for force in forces} | {force.after for force in forces} | {end})
    runs: list[_Force] = []
    for first, after in pairwise(bounds):
        if first >= end:
            break
        over = [force for force in forces if force.first <= first < force.after]
        winner = max(over, key=lambda force: force.rank, default=None)
        if winner is None or isinstance(winner.event, GrantWithdrawn):
            continue
        goes_on = runs and runs[-1].place == winner.place and runs[-1].after == first
        begun = runs.pop().first if goes_on else first
        runs.append(_Force(begun, after, winner.rank, winner.event, winner.place))
    return runs


def _with_periods(authority: str, runs: Sequence[_Force], rulebook: Rulebook) -> list[Stretch]:
    """Cut the runs of one authority at the bounds of its grant periods (G5, G6)."""
    stretches: list[Stretch] = []
    period: Period | None = None
    for run in runs:
        decision = run.event
        assert isinstance(decision, GrantDecided)
        day = run.first
        while day < run.after:
            stated = _stated(authority, decision, day)
            if stated is not None:
                if period != stated and period is not None and period.after > stated.first:
                    _end_early(stretches, period, stated.first)
                period = stated
            elif period is None or period.after <= day:
                months = rulebook.parameter("grant.longest_months", _day(day)).value
                period = Period(authority, day, first_day(month_of_day(_day(day)) + months))
            end = min(run.after, period.after)
            if decision.period_from is not None and day < decision.period_from.toordinal():
                end = min(end, decision.period_from.toordinal())
            stretches.append(Stretch(day, end, decision, run.place, period))
            day = end
    return stretches


def _stated(authority: str, decision: GrantDecided, day: int) -> Period | None:
    """Return the period that the decision states, when the day lies in it."""
    if decision.period_from is None or decision.period_until is None:
        return None
    first, after = decision.period_from.toordinal(), decision.period_until.toordinal()
    return Period(authority, first, after) if first <= day < after else None


def _end_early(stretches: list[Stretch], old: Period, first: int) -> None:
    """End a running period the day before a new one that states its own."""
    ended = Period(old.authority, old.first, first)
    for place, stretch in enumerate(stretches):
        if stretch.period == old:
            stretches[place] = Stretch(
                stretch.first, stretch.after, stretch.decision, stretch.place, ended
            )


def _winners(stretches: list[Stretch]) -> list[Stretch]:
    """Let the latest decision win where two authorities have one in force."""
    if len({stretch.decision.authority for stretch in stretches}) <= 1:
        return stretches
    bounds = sorted({s.first for s in stretches} | {s.after for s in stretches})
    won: list[Stretch] = []
    for first, after in pairwise(bounds):
        over = [s for s in stretches if s.first <= first < s.after]
        if not over:
            continue
        best = max(over, key=lambda s: (s.decision.decided_on, s.place))
        last = won[-1] if won else None
        if last and last.after == first and (last.place, last.period) == (best.place, best.period):
            won[-1] = Stretch(last.first, after, best.decision, best.place, best.period)
        else:
            won.append(Stretch(first, after, best.decision, best.place, best.period))
    return won


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


def longest_period_until(start: date, rulebook: Rulebook) -> date:
    """
    Return the day after the longest period that may begin on a day.

    The same day of a later month, or that month's last. Source: SFB 51:9, and
    lag (1930:173) 1 § for the day.
    """
    return months_after(start, rulebook.parameter("grant.longest_months", start).value)


def daily_units(decision: GrantDecided) -> int:
    """
    Return what one day in force adds to the pool, in units of 1/196 minute.

    w minutes a week give w · days / 7 (G2); waiting counts a quarter, standby
    a seventh (G7). A decision that states one total states the pool.
    """
    if decision.total_minutes is not None:
        return decision.total_minutes * UNITS_A_DAY
    active = decision.basic_minutes + decision.other_minutes + decision.double_minutes
    waiting = decision.waiting_minutes * UNITS_A_DAY // 4
    standby = decision.standby_minutes * UNITS_A_DAY // 7
    return active * UNITS_A_DAY + waiting + standby


def daily_double_units(decision: GrantDecided) -> int:
    """Return what one day in force adds to the double minutes, in the same units (G8)."""
    return decision.double_minutes * UNITS_A_DAY
