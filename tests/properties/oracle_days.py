"""
The oracle's days: which decision is in force on each, in which period, at what rate.

Section 2 of the semantics and M1, walked day by day; see `oracle` for what is
made of the days. Nothing of the product's calculation is used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Protocol
from uuid import UUID

from schemas.decisions import DeathReported, GrantDecided, GrantWithdrawn
from schemas.envelope import Envelope

RATE = {2025: 34260, 2026: 34770}
COMPONENT = {2025: 460, 2026: 470}

#: R6: the 5ths of 2025 and 2026 that no open day falls on, and where they move.
MOVED = {
    date(2025, 10, 5): date(2025, 10, 6),
    date(2026, 4, 5): date(2026, 4, 7),
    date(2026, 7, 5): date(2026, 7, 6),
    date(2026, 9, 5): date(2026, 9, 7),
    date(2026, 12, 5): date(2026, 12, 7),
}


class Paper(Protocol):
    """An event with its envelope, as whoever recorded it holds it."""

    @property
    def envelope(self) -> Envelope: ...
    @property
    def event(self) -> object: ...


@dataclass
class Day:
    """The decision in force on a day, and the number of its grant period."""

    decision: GrantDecided
    period: int


@dataclass
class Wishes:
    """The policies that deviate, the day of the reform, and who is one person."""

    pool: str = "GRANT_PERIOD"
    reform: date | None = None
    persons: Mapping[UUID, UUID] = field(default_factory=dict[UUID, UUID])


def first_of(month: str, after: int = 0) -> date:
    year, number = int(month[:4]), int(month[5:]) - 1 + after
    return date(year + number // 12, number % 12 + 1, 1)


def text_of(month: date) -> str:
    return f"{month:%Y-%m}"


def days_between(first: date, after: date) -> Iterable[date]:
    while first < after:
        yield first
        first += timedelta(days=1)


def rate_on(day: date, wishes: Wishes) -> int:
    reformed = wishes.reform is not None and day >= wishes.reform
    return RATE[day.year] + (COMPONENT[day.year] if reformed else 0)


class Days:
    """The papers of a case in the order of 1.1, and every day of its grants."""

    def __init__(self, papers: Iterable[Paper], wishes: Wishes) -> None:
        self.wishes = wishes
        self.papers = sorted(
            papers, key=lambda p: (p.envelope.known_at, p.envelope.sender, p.envelope.document_id)
        )
        self.places = {p.envelope.document_ref: i for i, p in enumerate(self.papers)}
        self.gone = self.replaced(range(len(self.papers)))
        standing = [p.event for i, p in enumerate(self.papers) if i not in self.gone]
        deaths = [event.died_on for event in standing if isinstance(event, DeathReported)]
        self.died = deaths[-1] if deaths else None
        self.days = self.calendar()

    def named(self, place: int) -> int | None:
        """The paper of the same kind that a paper names as replaced."""
        target = self.places.get(self.papers[place].envelope.replaces or "")
        if target is None or target == place:
            return None
        same = type(self.papers[target].event) is type(self.papers[place].event)
        return target if same else None

    def replaced(self, places: Iterable[int]) -> set[int]:
        """What the papers at these places replace by name; a circle's latest stands."""
        gone: set[int] = set()
        for place in places:
            target = self.named(place)
            circle = [place]
            while (after := self.named(circle[-1])) is not None and after not in circle:
                circle.append(after)
            if target is not None and not (after == place and target == max(circle)):
                gone.add(target)
        return gone

    # Section 2: the days.

    def winner(self, day: date, authority: str) -> tuple[date, int, GrantDecided] | None:
        """G4 within one authority: the latest decision, unless it withdraws."""
        found: list[tuple[date, int, Any]] = []
        for place, paper in enumerate(self.papers):
            event = paper.event
            if place in self.gone or not isinstance(event, GrantDecided | GrantWithdrawn):
                continue
            if event.authority != authority or day < event.effective_from:
                continue
            if isinstance(event, GrantDecided):
                if event.effective_until is not None and day >= event.effective_until:
                    continue
                if event.applied_on and day < first_of(text_of(event.applied_on), -1):
                    continue
            found.append((event.decided_on, place, event))
        latest = max(found, default=None, key=lambda item: item[:2])
        return None if latest is None or isinstance(latest[2], GrantWithdrawn) else latest

    def calendar(self) -> dict[date, Day]:
        """G4–G6: walk every day; a period is a number, and knows where it ends."""
        decisions = [p.event for p in self.papers if isinstance(p.event, GrantDecided)]
        if not decisions:
            return {}
        begin = min(d.effective_from for d in decisions)
        ends = [d.period_until for d in decisions if d.period_until]
        horizon = max([date(2027, 6, 1), *ends])
        chosen: dict[date, tuple[date, int, Day]] = {}
        number = 0
        for authority in sorted({d.authority for d in decisions}):
            bounds: tuple[date, date] | None = None
            for day in days_between(begin, horizon):
                won = self.winner(day, authority)
                if won is None:
                    continue
                decided_on, place, decision = won
                first, until = decision.period_from, decision.period_until
                if first and until and first <= day < until:
                    if bounds != (first, until):
                        number, bounds = number + 1, (first, until)
                elif bounds is None or day >= bounds[1]:
                    number, bounds = number + 1, (day, first_of(text_of(day), 6))
                mine = (decided_on, place, Day(decision, number))
                if day not in chosen or mine[:2] > chosen[day][:2]:
                    chosen[day] = mine
        return {day: of for day, (_, _, of) in chosen.items() if self.lives(day)}

    def lives(self, day: date) -> bool:
        return self.died is None or day <= self.died

    def pool(self, period: int, month: str) -> tuple[Fraction, Fraction]:
        """G1–G3, G6–G8: what the period grants, and the double part of it."""
        total = double = Fraction(0)
        for day, of in self.days.items():
            if of.period != period:
                continue
            if self.wishes.pool != "GRANT_PERIOD" and day >= first_of(month, 1):
                continue
            if self.wishes.pool == "MONTH" and day < first_of(month):
                continue
            d = of.decision
            week = Fraction(d.basic_minutes + d.other_minutes + d.double_minutes)
            week += Fraction(d.waiting_minutes, 4) + Fraction(d.standby_minutes, 7)
            total += Fraction(week if d.total_minutes is None else d.total_minutes) / 7
            double += Fraction(d.double_minutes, 7)
        return total, double
