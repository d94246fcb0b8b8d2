"""
How a gate cuts: whole pieces, or an excess from the chronologically last.

Which pieces, and why, is each gate's own.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from ledger.statement.model import WEIGHT, Exact, Gate
from ledger.statement.rows import Piece, chronological


def close(pieces: Iterable[Piece], gate: Gate) -> None:
    """Cut every piece that is still payable."""
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
