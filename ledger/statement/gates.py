"""
Gates 1 to 7: death, grant, basis, overlap, bill. Each cuts what it meets first.

The gates work on pieces in place and return the pieces after their splits.
Gates 4 and 5 (bars, stays) stand in the order and cut nothing yet; the limits
8 and 9 belong to `limits`.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.accounts import Accounts, Bill, Report
from ledger.statement.model import WEIGHT, Exact, Gate, Span
from ledger.statement.rows import (
    Piece,
    chronological,
    first_claims,
    overlapping,
    pieces_of,
    rank_persons,
)
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING

#: The bill's column of each kind: sick time is billed as active (R9).
_COLUMN: Final = {ACTIVE: 0, SICK: 0, WAITING: 1, STANDBY: 2}


def death_and_grant(pieces: Iterable[Piece], spans: Sequence[Span]) -> None:
    """Gates 1 and 2: nothing after the death, nothing on a day without a grant."""
    if len(spans) == 1 and spans[0].alive and spans[0].decision is not None:
        return
    for piece in pieces:
        span = span_of(piece.day, spans)
        if not span.alive:
            piece.gate = Gate.DEATH
        elif span.decision is None:
            piece.gate = Gate.NO_GRANT


def span_of(day: int, spans: Sequence[Span]) -> Span:
    """Return the span that a day of the month lies in."""
    return next(span for span in spans if span.first <= day < span.after)


def basis(pieces: list[Piece], accounts: Accounts, *, wall: bool) -> list[Piece]:
    """Gate 3: no bill, a late bill, a late report, or what a late correction added."""
    bill = accounts.bill
    if bill is None or bill.late:
        _close(pieces, Gate.NO_BASIS if bill is None else Gate.LATE)
        return pieces
    for report in accounts.reports:
        if not report.late:
            continue
        own = [piece for piece in pieces if piece.report is report]
        if report.in_time is None:
            _close(own, Gate.LATE)
            continue
        # R6: a late correction lowers freely, but its converted total above
        # that of the version in time is cut, the chronologically last first.
        before = _converted(report, wall=wall)
        excess = sum(piece.units for piece in own) - before
        if excess > 0:
            pieces = cut_last(pieces, excess, Gate.LATE, partial(_of_report, report), units=True)
    return pieces


def _of_report(report: Report, piece: Piece) -> bool:
    return piece.report is report


def _converted(report: Report, *, wall: bool) -> Exact:
    """Return the converted time of the version that came in time."""
    version = report.in_time
    if version is None:
        return 0
    as_report = Report(report.place, version, report.document_id, late=False, in_time=None)
    return sum(piece.units for piece in pieces_of((as_report,), month_of(version.month), wall=wall))


def _close(pieces: Iterable[Piece], gate: Gate) -> None:
    for piece in pieces:
        if piece.gate is None:
            piece.gate = gate


def cut_last(
    pieces: list[Piece],
    excess: Exact,
    gate: Gate,
    concerns: Callable[[Piece], bool],
    *,
    units: bool = False,
) -> list[Piece]:
    """
    Cut an excess from the chronologically last pieces that it concerns.

    Time that an earlier gate cut counts towards the excess and keeps its
    reason. The excess is in minutes, or in converted units.
    """
    kept: list[Piece] = []
    for piece in sorted(pieces, key=chronological, reverse=True):
        if excess <= 0 or not concerns(piece):
            kept.append(piece)
            continue
        weight = WEIGHT[piece.kind] if units else 1
        size = piece.minutes * weight
        if piece.gate is not None or size <= excess:
            piece.gate = piece.gate or gate
            kept.append(piece)
        else:
            first, last = piece.keep_first(_exact(size - excess, weight))
            last.gate = gate
            kept += [last, first]
        excess -= min(size, excess)
    kept.reverse()
    return kept


def _exact(number: Exact, by: int) -> Exact:
    """Divide, keeping a whole number whole."""
    quotient = Fraction(number) / by
    return quotient.numerator if quotient.denominator == 1 else quotient


def overlap(pieces: list[Piece], *, once: bool) -> list[Piece]:
    """
    Gate 6: one assistant's minute counts once; a sick row yields to a substitute.

    The row of higher weight keeps the minute, then the one whose report was
    known earlier (R4). Where any other row covers a sick row's minute, only
    the other counts (R9).
    """
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
        if sick:
            result += _sick_yields(awake, sick)
    result.sort(key=chronological)
    return result


def _each_person_once(live: list[Piece], result: list[Piece]) -> list[Piece]:
    """Return what each assistant keeps of a day; the overlaps go to the result."""
    persons: dict[UUID, list[Piece]] = {}
    for piece in live:
        persons.setdefault(piece.person, []).append(piece)
    kept: list[Piece] = []
    for own in persons.values():
        own.sort(key=lambda p: (-WEIGHT[p.kind], p.report.place, p.row))
        free, claimed = first_claims(own)
        _close(claimed, Gate.OVERLAP)
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
        _close(own, Gate.OVERLAP)
        result += [part for part in free if part.kind == SICK] + own
    return result


def _left_in(column: int, piece: Piece) -> bool:
    return _COLUMN[piece.kind] == column and piece.gate is not Gate.OVERLAP


def bill_lower(pieces: list[Piece], bill: Bill) -> list[Piece]:
    """Gate 7: paid on the rows, but never above the bill, kind by kind (R8)."""
    left: list[Exact] = [0, 0, 0]
    for piece in pieces:
        if piece.gate is not Gate.OVERLAP:
            left[_COLUMN[piece.kind]] += piece.minutes
    for column, billed in enumerate(bill.minutes):
        if left[column] > billed:
            pieces = cut_last(
                pieces,
                left[column] - billed,
                Gate.BILL_LOWER,
                partial(_left_in, column),
            )
    return pieces


def mark_double(pieces: list[Piece]) -> list[Piece]:
    """
    Mark the minutes at which another assistant was already present (G8).

    Present are active and waiting rows that are still payable; the active come
    first, then the assistant whose day began earliest.
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
        present.sort(key=lambda p: (p.kind, p.rank, p.report.document_id, p.row, p.start))
        free, claimed = first_claims(present)
        for piece in claimed:
            piece.double = True
        result += free + claimed
    result.sort(key=chronological)
    return result


def rank_and_sort(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces in the chronological order of semantics 1.3."""
    rank_persons(pieces)
    return sorted(pieces, key=chronological)
