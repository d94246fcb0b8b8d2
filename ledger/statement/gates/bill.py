"""
Gate 7: paid on the rows, but never above the bill.
"""

from functools import partial
from typing import Final

from ledger.domain.accounts import Bill
from ledger.statement.gates.cutting import cut_last
from ledger.statement.model import Exact, Gate
from ledger.statement.rows import Piece
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING

#: The bill's column of each kind: sick time is billed as active (R9).
_COLUMN: Final = {ACTIVE: 0, SICK: 0, WAITING: 1, STANDBY: 2}


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
