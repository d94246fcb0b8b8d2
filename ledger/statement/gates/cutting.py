"""
How a gate cuts: whole pieces, closed minutes, or an excess from the chronologically last.

Which pieces, and why, is each gate's own.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from ledger.domain.circumstances import Closed, Ground
from ledger.runs import MINUTES_A_DAY
from ledger.statement.model import Exact, Gate
from ledger.statement.rows import Piece, chronological

#: What was cut to the minute: gate, day and ground, each once, in the order met.
Closings = dict[tuple[Gate, int, Ground], None]


def close(pieces: Iterable[Piece], gate: Gate) -> None:
    """Cut every piece that is still payable."""
    for piece in pieces:
        if piece.gate is None:
            piece.gate = gate


def cut_closed(
    pieces: Iterable[Piece],
    gate: Gate,
    closed_for: Callable[[Piece], Iterable[Closed]],
    closings: Closings,
) -> list[Piece]:
    """Cut the minutes that are closed for each piece that is still payable, and note why."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.gate is None:
            kept += _without(piece, gate, closed_for(piece), closings)
        else:
            kept.append(piece)
    return kept


def _without(piece: Piece, gate: Gate, closed: Iterable[Closed], closings: Closings) -> list[Piece]:
    """Return a piece, split where closed minutes begin and end."""
    midnight = piece.day * MINUTES_A_DAY
    parts: list[Piece] = []
    at = piece.start
    for run in sorted(closed, key=lambda run: run.first):
        start, end = max(at, run.first - midnight), min(piece.end, run.after - midnight)
        if start >= end:
            continue
        closings[gate, piece.day, run.ground] = None
        if start > at:
            parts.append(piece.part(at, start))
        cut = piece.part(start, end)
        cut.gate = gate
        parts.append(cut)
        at = end
    if not parts:
        return [piece]
    return [*parts, piece.part(at, piece.end)] if at < piece.end else parts


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
        weight = piece.weight if units else 1
        size = piece.minutes * weight
        if piece.gate is not None or size <= excess:
            piece.gate = piece.gate or gate
            kept.append(piece)
        else:
            first, last = piece.keep_first(exact(size - excess, weight))
            last.gate = gate
            kept += [last, first]
        excess -= min(size, excess)
    kept.reverse()
    return kept


def exact(number: Exact, by: Exact) -> Exact:
    """Divide, keeping a whole number whole."""
    quotient = Fraction(number) / by
    return quotient.numerator if quotient.denominator == 1 else quotient
