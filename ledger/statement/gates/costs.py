"""
Gate 3 where costs must be accounted for: without a cost account nothing of the day is owed.

An enhanced rate and an own employer are paid for costs, at most hours · rate
(M2, M4). What the costs bound belongs to `money`.
"""

from collections.abc import Iterable, Sequence

from ledger.statement.gates.cutting import close
from ledger.statement.model import Gate, Span, span_of
from ledger.statement.rows import Piece


def costs(pieces: Iterable[Piece], spans: Sequence[Span]) -> None:
    """Cut the time of days with costs to account for, in a month without a cost account."""
    close((piece for piece in pieces if span_of(piece.day, spans).costed), Gate.NO_BASIS)
