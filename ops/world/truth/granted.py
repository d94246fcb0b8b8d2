"""
What was granted when: the decision of each day, and the periods and their pools.

Follows semantics G1–G8 for the papers that it is given, and nothing else; the
time that was reported belongs to `ops.world.truth.reported`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from ops.world.days import ONE_DAY, first_of, month_of
from ops.world.papers import Death, Grant, Paper, Reinstatement, Withdrawal

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Piece:
    """Days on which one decision of Försäkringskassan is in force in one period."""

    start: date
    until: date
    grant: Grant
    period: Period


def _binding(decisions: Sequence[Grant | Withdrawal], day: date) -> Grant | Withdrawal | None:
    """Return the decision that wins the day: the later decided, then the later known (G4)."""
    found = None
    for decision in decisions:
        until = decision.effective_until if isinstance(decision, Grant) else None
        if decision.effective_from > day or (until is not None and until <= day):
            continue
        if found is None or decision.decided_on >= found.decided_on:
            found = decision
    return found


def _period(grant: Grant, day: date, current: Period | None) -> Period:
    """Return the period of the day: stated, running, or a new block of six months (G5, G6)."""
    if grant.period is not None and grant.period[0] <= day < grant.period[1]:
        return grant.period
    if current is not None and day < current[1]:
        return current
    return day, first_of(month_of(day) + 6)


def pieces(papers: Sequence[Paper], horizon: date) -> list[Piece]:
    """Return the days in force up to the horizon, in order; municipal days are left out."""
    taken_back = [paper.withdrawal for paper in papers if isinstance(paper, Reinstatement)]
    decisions = [
        paper
        for paper in papers
        if isinstance(paper, Grant | Withdrawal) and paper.ref not in taken_back
    ]
    borders = [decision.effective_from for decision in decisions]
    borders += [
        grant.effective_until
        for grant in decisions
        if isinstance(grant, Grant) and grant.effective_until is not None
    ]
    borders = [*sorted({border for border in borders if border < horizon}), horizon]
    found: list[Piece] = []
    current: Period | None = None
    for start, until in pairwise(borders):
        grant = _binding(decisions, start)
        if not isinstance(grant, Grant) or grant.authority != "FK":
            continue
        day = start
        while day < until:
            current = _period(grant, day, current)
            end = min(until, current[1])
            found.append(Piece(day, end, grant, current))
            day = end
    return found


def death_of(papers: Sequence[Paper]) -> date | None:
    """Return the day of death, as the latest paper on it says."""
    days = [paper.died_on for paper in papers if isinstance(paper, Death)]
    return days[-1] if days else None


def days_between(piece: Piece, start: date, until: date, died_on: date | None) -> int:
    """Return how many days of the piece lie in the span and in the recipient's life."""
    end = min(piece.until, until)
    if died_on is not None:
        end = min(end, died_on + ONE_DAY)
    return max(0, (end - max(piece.start, start)).days)


def pools(
    found: Sequence[Piece], period: Period, span: Period, died_on: date | None
) -> tuple[Fraction, Fraction]:
    """Return the converted minutes of a period, in all and double, over a span of days."""
    pool = double = Fraction(0)
    for piece in found:
        if piece.period != period:
            continue
        days = days_between(piece, *span, died_on)
        weekly = piece.grant.weekly
        a_week = Fraction(weekly.basic + weekly.other + weekly.double)
        a_week += Fraction(weekly.waiting, 4) + Fraction(weekly.standby, 7)
        if weekly.total is not None:
            a_week = Fraction(weekly.total)
        pool += a_week * days / 7
        double += Fraction(weekly.double * days, 7)
    return pool, double
