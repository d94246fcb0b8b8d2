"""
Gate 7: paid on the rows, but never above the bill; or on the bill, where that is chosen.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from ledger.domain.accounts import Bill, Report
from ledger.runs import MINUTES_A_DAY
from ledger.statement.gates.cutting import cut_last
from ledger.statement.model import Exact, Gate, Span
from ledger.statement.rows import Piece
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING
from schemas.reports import TimeReportReceived

#: The bill's column of each kind: sick time is billed as active (R9).
_COLUMN: Final = {ACTIVE: 0, SICK: 0, WAITING: 1, STANDBY: 2}

_NOBODY: Final = UUID(int=0)


def _left_in(column: int, piece: Piece) -> bool:
    return _COLUMN[piece.kind] == column and piece.gate is not Gate.OVERLAP


def _rows_left(pieces: Iterable[Piece]) -> list[Exact]:
    """Return the minutes of each column that OVERLAP left, what other gates cut included."""
    left: list[Exact] = [0, 0, 0]
    for piece in pieces:
        if piece.gate is not Gate.OVERLAP:
            left[_COLUMN[piece.kind]] += piece.minutes
    return left


def bill_lower(pieces: list[Piece], bill: Bill) -> list[Piece]:
    """Gate 7: paid on the rows, but never above the bill, kind by kind (R8)."""
    left = _rows_left(pieces)
    for column, billed in enumerate(bill.minutes):
        if left[column] > billed:
            pieces = cut_last(
                pieces,
                left[column] - billed,
                Gate.BILL_LOWER,
                partial(_left_in, column),
            )
    return pieces


def beyond_rows(pieces: Sequence[Piece], bill: Bill, spans: Sequence[Span]) -> list[Piece]:
    """
    Return the time that the bill asks for beyond the rows (`basis = BILL`).

    No row says when it was done, so it stands after everything else, on the
    last day of the month with a decision in force.
    """
    in_force = [span for span in spans if span.alive and span.decision is not None]
    if not in_force:
        return []
    day, left = in_force[-1].after - 1, _rows_left(pieces)
    return [
        _without_row(day, kind, bill.minutes[column] - left[column])
        for kind, column in _COLUMN.items()
        if kind != SICK and bill.minutes[column] > left[column]
    ]


def _without_row(day: int, kind: int, minutes: Exact) -> Piece:
    """Return time of a kind at the end of a day, by nobody in particular."""
    on = date.fromordinal(day)
    form = TimeReportReceived(_NOBODY, _NOBODY, f"{on:%Y-%m}", ((on.day, 0, 1, kind),))
    # The name sorts after every document id, so this draws on a pool last.
    report = Report(-1, form, "~", late=False, in_time=None)
    piece = Piece(report, 0, day - on.day + 1, None)
    piece.row_start = MINUTES_A_DAY
    piece.start, piece.end = MINUTES_A_DAY, MINUTES_A_DAY + minutes
    return piece.part(piece.start, piece.end)
