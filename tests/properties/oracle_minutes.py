"""
The oracle's minutes: a row as minutes of the clock, and what cuts or doubles them.

R1, R3, R4, R9 and G8, and how a limit cuts a row at a fraction of a minute.
Nothing of the product's calculation is used; see `oracle`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

ACTIVE, SICK, WAITING, STANDBY = range(4)
WEIGHT = {ACTIVE: 1, SICK: 1, WAITING: Fraction(1, 4), STANDBY: Fraction(1, 7)}
COLUMN = {ACTIVE: 0, SICK: 0, WAITING: 1, STANDBY: 2}
#: R3: what one minute between 02.00 and 03.00 counts on the nights of the change.
SHORT_NIGHT, LONG_NIGHT = date(2026, 3, 29), date(2025, 10, 26)


@dataclass(eq=False)
class Row:
    """One row of a standing report; `rank` is its assistant's earliest row that day."""

    day: date
    start: int
    end: int
    kind: int
    person: UUID
    document: str
    place: int
    number: int
    rank: tuple[int, str, int] = (0, "", 0)

    @property
    def order(self) -> tuple[Any, ...]:
        return (self.day, self.start, self.kind, self.rank, self.document, self.number)


@dataclass(eq=False, slots=True)
class Minute:
    """A minute of a row on the wall clock, or the part of it that a cut has left."""

    row: Row
    start: Fraction | int
    end: Fraction | int
    passed: int
    gate: str | None = None
    double: bool = False

    @property
    def real(self) -> Fraction | int:
        return (self.end - self.start) * self.passed

    @property
    def converted(self) -> Fraction:
        return Fraction(self.real * WEIGHT[self.row.kind])


def minutes_of(row: Row) -> list[Minute]:
    """R3: every minute of the clock, and how much time really passed in it."""
    made: list[Minute] = []
    for at in range(row.start, row.end):
        passed = 1
        if 120 <= at < 180 and row.day == SHORT_NIGHT:
            passed = 0
        if 120 <= at < 180 and row.day == LONG_NIGHT and row.start < 120 and row.end >= 180:
            passed = 2
        made.append(Minute(row, at, at + 1, passed))
    return made


def keep_first(minute: Minute, real: Fraction, gate: str) -> list[Minute]:
    """Let the first so many real minutes be; return the rest, cut, as a list."""
    if minute.real <= real:
        return []
    if real <= 0:
        minute.gate = gate
        return []
    at = minute.start + real / minute.passed
    rest = Minute(minute.row, at, minute.end, minute.passed, gate, minute.double)
    minute.end = at
    return [rest]


def cut_tail(
    own: list[Minute], excess: Fraction, gate: str, weight: Callable[[Minute], Fraction | int]
) -> list[Minute]:
    """Cut the chronologically last, return new pieces; what was cut earlier counts, too."""
    cut: list[Minute] = []
    for minute in sorted(own, key=lambda m: (*m.row.order, m.start), reverse=True):
        if excess <= 0:
            break
        size = Fraction(minute.real * weight(minute))
        if minute.gate is None:
            cut += keep_first(minute, max(size - excess, Fraction(0)) / weight(minute), gate)
        excess -= size
    return cut


def aligned(minutes: list[Minute]) -> list[Minute]:
    """Split all minutes of a day where any of them was split, so that they compare."""
    points: dict[tuple[date, int], set[Fraction]] = defaultdict(set)
    for minute in minutes:
        for at in (minute.start, minute.end):
            if at != int(at):
                points[minute.row.day, int(at)].add(Fraction(at))
    parts: list[Minute] = []
    for m in minutes:
        inner = [at for at in points.get((m.row.day, int(m.start)), ()) if m.start < at < m.end]
        for start, end in pairwise(sorted([m.start, *inner, m.end])):
            parts.append(Minute(m.row, start, end, m.passed, m.gate, m.double))
    return parts


def at_once(minutes: Iterable[Minute]) -> Iterable[list[Minute]]:
    """The minutes that no gate has cut, gathered by when they are."""
    groups: dict[tuple[date, Fraction | int], list[Minute]] = defaultdict(list)
    for minute in minutes:
        if minute.gate is None:
            groups[minute.row.day, minute.start].append(minute)
    return groups.values()


def overlap(minutes: Iterable[Minute]) -> None:
    """R4, then R9: each assistant's minute counts once; a sick row yields to a substitute."""
    for group in at_once(minutes):
        for person in {m.row.person for m in group}:
            own = [m for m in group if m.row.person == person]
            own.sort(key=lambda m: (-WEIGHT[m.row.kind], m.row.place, m.row.number))
            for minute in own[1:]:
                minute.gate = "OVERLAP"
        left = [m for m in group if m.gate is None]
        for minute in left if any(m.row.kind != SICK for m in left) else ():
            if minute.row.kind == SICK:
                minute.gate = "OVERLAP"


def mark_double(minutes: Iterable[Minute]) -> None:
    """G8: of those present, all after the first are double."""
    for group in at_once(minutes):
        present = [m for m in group if m.row.kind in (ACTIVE, WAITING)]
        present.sort(key=lambda m: (m.row.kind, m.row.rank, m.row.document, m.row.number))
        for minute in present[1:]:
            minute.double = True
