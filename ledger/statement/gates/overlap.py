"""
Gate 6, and what is double: one assistant's minute counts once, and who is present beside whom.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import attrgetter
from uuid import UUID

from ledger.statement.gates.cutting import close
from ledger.statement.model import WEIGHT, Exact, Gate
from ledger.statement.rows import (
    Piece,
    Rank,
    chronological,
    first_claims,
    overlapping,
    rank_persons,
)
from schemas.bounds import ACTIVE, SICK, WAITING


def overlap(pieces: list[Piece], *, once: bool, sick_once: bool) -> list[Piece]:
    """
    Gate 6: one assistant's minute counts once; a sick row yields to a substitute.

    The row of higher weight keeps the minute, then the one whose report was
    known earlier (R4). Where any other row covers a sick row's minute, only
    the other counts, unless `sick.row` counts both (R9).
    """
    if _nobody_twice(pieces):
        return pieces
    result: list[Piece] = []
    for _, of_day in groupby(sorted(pieces, key=attrgetter("day")), key=attrgetter("day")):
        day = list(of_day)
        live = sorted((p for p in day if p.gate is None), key=attrgetter("start"))
        if not overlapping(live):
            result += day
            continue
        result += [p for p in day if p.gate is not None]
        kept = _each_person_once(live, result) if once else live
        awake = [p for p in kept if p.kind != SICK]
        result += awake
        sick = [p for p in kept if p.kind == SICK]
        result += _sick_yields(awake, sick) if sick_once else sick
    result.sort(key=chronological)
    return result


def _nobody_twice(pieces: list[Piece]) -> bool:
    """
    Tell whether the gate has nothing to cut: whole rows, nobody sick, nobody beside themselves.

    Whole rows in chronological order, as double staffing usually is, stay as they are.
    """
    until: dict[tuple[int, UUID], Exact] = {}
    for piece in pieces:
        key = (piece.day, piece.person)
        if (
            piece.gate is not None
            or piece.kind == SICK
            or piece.start != piece.row_start
            or until.get(key, piece.start) > piece.start
        ):
            return False
        until[key] = piece.end
    return True


def _each_person_once(live: list[Piece], result: list[Piece]) -> list[Piece]:
    """Return what each assistant keeps of a day; the overlaps go to the result."""
    persons: dict[UUID, list[Piece]] = {}
    for piece in live:
        persons.setdefault(piece.person, []).append(piece)
    kept: list[Piece] = []
    for own in persons.values():
        own.sort(key=lambda p: (-WEIGHT[p.kind], p.report.place, p.row))
        free, claimed = first_claims(own)
        close(claimed, Gate.OVERLAP)
        kept += free
        result += claimed
    return kept


def _sick_yields(awake: list[Piece], sick: list[Piece]) -> list[Piece]:
    """
    Cut the minutes of sick rows that a substitute's row covers.

    Two who are sick at once are no substitutes of each other: both count.
    """
    result: list[Piece] = []
    for piece in sick:
        free, claimed = first_claims([*awake, piece])
        own = [part for part in claimed if part.kind == SICK]
        close(own, Gate.OVERLAP)
        result += [part for part in free if part.kind == SICK] + own
    return result


def mark_double(pieces: list[Piece], *, once: bool) -> list[Piece]:
    """
    Mark the minutes at which another assistant was already present (G8).

    Present are active and waiting rows that are still payable; the active come
    first, then the assistant whose day began earliest. Unless each minute of
    an assistant counts `once`, one may be present in several rows.
    """
    result: list[Piece] = []
    for _, of_day in groupby(sorted(pieces, key=attrgetter("day")), key=attrgetter("day")):
        day = list(of_day)
        present = [p for p in day if p.gate is None and p.kind in (ACTIVE, WAITING)]
        present.sort(key=attrgetter("start"))
        if not overlapping(present):
            result += day
            continue
        result += [p for p in day if p.gate is not None or p.kind not in (ACTIVE, WAITING)]
        present.sort(key=_presence)
        if not once:
            result += _minute_by_minute(present)
            continue
        free, claimed = first_claims(present)
        for piece in claimed:
            piece.double = True
        result += free + claimed
    result.sort(key=chronological)
    return result


def _presence(piece: Piece) -> tuple[int, Rank, str, int, Exact]:
    """Return the key of the order in which those present count."""
    return (piece.kind, piece.rank, piece.report.document_id, piece.row, piece.start)


def _minute_by_minute(present: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, in order of presence, cut wherever somebody comes or goes."""
    bounds = sorted({bound for piece in present for bound in (piece.start, piece.end)})
    for start, end in pairwise(bounds):
        there = [piece for piece in present if piece.start <= start and end <= piece.end]
        for piece in there:
            part = piece.part(start, end)
            # All rows of whoever is first are his, and none of them is double.
            part.double = part.person != there[0].person
            yield part


def rank_and_sort(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces in the chronological order of semantics 1.3."""
    rank_persons(pieces)
    return sorted(pieces, key=chronological)
