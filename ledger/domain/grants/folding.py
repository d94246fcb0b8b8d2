"""
The fold of a case's decisions into stretches of days, each in its grant period.

Rules G5 and G6, and G12 for the end by death. Which decision counts on a day
is told by `forces`, what it adds to the pools by `units`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ledger.amounts import first_day, month_of_day, months_after
from ledger.domain.case import Case
from ledger.domain.grants.forces import Force, Run, forces_of, runs_of, same_hours
from ledger.domain.grants.stretches import OPEN_END, Period, Stretch
from ledger.domain.notice_pay import notice_days
from ledger.rules import Rulebook
from schemas.circumstances import NoticePayStated
from schemas.decisions import DeathReported, GrantDecided, GrantWithdrawn


@dataclass(frozen=True, slots=True)
class Granted:
    """
    All stretches of a case in order of days, and the day after the last payable one.

    `by_period` are the days in force of each period; `accruing` those that
    add to its pool, which an early end may leave as they were (G6).
    `after_death` are the days on which wages during notice are paid for, under
    the decision in force at the death (G12).
    """

    stretches: tuple[Stretch, ...]
    death_place: int | None
    closed_from: int
    by_period: Mapping[Period, tuple[Stretch, ...]]
    accruing: Mapping[Period, tuple[Stretch, ...]]
    after_death: Stretch | None = None


def granted_time(case: Case, month: int, rulebook: Rulebook) -> Granted:
    """
    Fold the decisions that stand into stretches of days, each in its period.

    A decision without an end renews for ever; the days are followed far
    enough to close every period that reaches into the month or before it.
    """
    forces = forces_of(case, rulebook)
    deaths = [*case.standing(case.history.by_kind.get(DeathReported, ()))]
    death_place = deaths[-1] if deaths else None
    closed_from = _closed_from(case, death_place, rulebook)
    horizon = _horizon(month, forces)
    stretches = _fold(forces, min(closed_from, horizon), rulebook)
    by_period = _by_period(stretches)
    accruing = by_period
    if rulebook.policy("pool.early_end").value == "FULL":
        lasting = [force for force in forces if not isinstance(force.event, GrantWithdrawn)]
        if death_place is not None or len(lasting) < len(forces):
            accruing = _in_full(by_period, _fold(lasting, horizon, rulebook))
    left = _after_death(case, stretches, closed_from, rulebook)
    return Granted(tuple(stretches), death_place, closed_from, by_period, accruing, left)


def _after_death(
    case: Case, stretches: Sequence[Stretch], closed_from: int, rulebook: Rulebook
) -> Stretch | None:
    """Return the days after the death that a notice covers, if a decision was in force (G12)."""
    if NoticePayStated not in case.history.by_kind or closed_from == OPEN_END:
        return None
    covered = notice_days(case, "DEATH", rulebook)
    last = stretches[-1] if stretches else None
    if covered is None or last is None or last.after != closed_from or covered[1] <= closed_from:
        return None
    return replace(last, first=max(closed_from, covered[0]), after=covered[1])


def _fold(forces: Sequence[Force], end: int, rulebook: Rulebook) -> list[Stretch]:
    """Return the stretches of days before an end, of all authorities."""
    latest_only = rulebook.policy("grant.overlap").value == "LATEST"
    by_authority: dict[str, list[Force]] = {}
    for force in forces:
        by_authority.setdefault(force.event.authority, []).append(force)
    return _winners(
        [
            stretch
            for authority, of in sorted(by_authority.items())
            for stretch in _with_periods(
                authority, runs_of(of, end, latest_only=latest_only), rulebook
            )
        ],
        rulebook,
    )


def _by_period(stretches: Iterable[Stretch]) -> dict[Period, tuple[Stretch, ...]]:
    by_period: dict[Period, tuple[Stretch, ...]] = {}
    for stretch in stretches:
        by_period[stretch.period] = (*by_period.get(stretch.period, ()), stretch)
    return by_period


def _in_full(
    by_period: Mapping[Period, tuple[Stretch, ...]], lasting: Sequence[Stretch]
) -> dict[Period, tuple[Stretch, ...]]:
    """Return what adds to each pool when nothing had ended the grant (`pool.early_end = FULL`)."""
    return {
        period: tuple(
            replace(
                stretch,
                first=max(stretch.first, period.first),
                after=min(stretch.after, max(period.after, of[-1].after)),
                period=period,
                planned=of[0].planned,
            )
            for stretch in lasting
            if stretch.decision.authority == period.authority
            and stretch.first < max(period.after, of[-1].after)
            and stretch.after > period.first
        )
        for period, of in by_period.items()
    }


def _horizon(month: int, forces: Sequence[Force]) -> int:
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


def _with_periods(authority: str, runs: Sequence[Run], rulebook: Rulebook) -> list[Stretch]:
    """Cut the runs of one authority at the bounds of its grant periods (G5, G6)."""
    overlap = rulebook.policy("grant.overlap").value
    restart = rulebook.policy("grant.period_on_change").value == "RESTART"
    stretches: list[Stretch] = []
    period: Period | None = None
    planned = 0
    for place, run in enumerate(runs):
        decision = run.decision
        adding = run.beside if overlap == "SUM" else ()
        contested = run.beside[0] if run.beside and overlap == "REFUSE" else None
        if restart and period is not None and not same_hours(runs[place - 1], run):
            # New hours begin a period of their own, and the old one ends the day before.
            _end_early(stretches, period, run.first)
            period = None
        day = run.first
        while day < run.after:
            stated = _stated(authority, decision, day)
            if stated is not None:
                if period != stated:
                    if period is not None and period.after > stated.first:
                        _end_early(stretches, period, stated.first)
                    planned = stated.after - stated.first
                period = stated
            elif period is None or period.after <= day:
                months = rulebook.parameter("grant.longest_months", _day(day)).value
                period = Period(authority, day, first_day(month_of_day(_day(day)) + months))
                planned = period.after - period.first
            end = min(run.after, period.after)
            if decision.period_from is not None and day < decision.period_from.toordinal():
                end = min(end, decision.period_from.toordinal())
            stretches.append(
                Stretch(day, end, decision, run.place, period, planned, adding, contested)
            )
            day = end
    return stretches


def _stated(authority: str, decision: GrantDecided, day: int) -> Period | None:
    """Return the period that the decision states, when the day lies in it."""
    if decision.period_from is None or decision.period_until is None:
        return None
    first, after = decision.period_from.toordinal(), decision.period_until.toordinal()
    return Period(authority, first, after) if first <= day < after else None


def _end_early(stretches: list[Stretch], old: Period, first: int) -> None:
    """End a running period the day before a new one begins."""
    ended = Period(old.authority, old.first, min(old.after, first))
    for place, stretch in enumerate(stretches):
        if stretch.period == old:
            stretches[place] = replace(stretch, period=ended)


def _winners(stretches: list[Stretch], rulebook: Rulebook) -> list[Stretch]:
    """Let the latest decision win where two authorities have one in force."""
    if len({stretch.decision.authority for stretch in stretches}) <= 1:
        return stretches
    refused = rulebook.policy("grant.overlap").value == "REFUSE"
    bounds = sorted({s.first for s in stretches} | {s.after for s in stretches})
    won: list[Stretch] = []
    for first, after in pairwise(bounds):
        over = [s for s in stretches if s.first <= first < s.after]
        if not over:
            continue
        best = max(over, key=lambda s: (s.decision.decided_on, s.place))
        if refused:
            best = replace(best, contested=best.contested or _contested(best, over))
        last = won[-1] if won else None
        if last and last.after == first and last == replace(best, first=last.first, after=first):
            won[-1] = replace(last, after=after)
        else:
            won.append(replace(best, first=first, after=after))
    return won


def _contested(best: Stretch, over: Iterable[Stretch]) -> GrantDecided | None:
    """Return another authority's decision in force that the best has not taken over."""
    others = (s.decision for s in over if s is not best)
    return next((d for d in others if d.decision_id != best.decision.takes_over), None)


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


def longest_period_until(start: date, rulebook: Rulebook) -> date:
    """
    Return the day after the longest period that may begin on a day.

    The same day of a later month, or that month's last. Source: SFB 51:9, and
    lag (1930:173) 1 § for the day.
    """
    return months_after(start, rulebook.parameter("grant.longest_months", start).value)
