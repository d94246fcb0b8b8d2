"""
Gates 8 and 9: what the double minutes and the pool of a grant period allow.

Pure. When a limit binds, the first in chronological order is payable, and a
row is cut at an exact fraction of a minute (G9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.grants import OPEN_END, Granted, Period, daily_double_units, daily_units
from ledger.rules import Rulebook
from ledger.statement.model import WEIGHT, Exact, Gate, Span, span_of
from ledger.statement.rows import Piece


@dataclass(frozen=True, slots=True)
class Pool:
    """
    What a period grants at this point, and what earlier months used of it.

    All in units of 1/196 minute, converted. `double` is the part of the pool
    that more than one assistant at a time may use.
    """

    units: int
    double: int
    used: Exact
    used_double: Exact


def pool_of(
    granted: Granted, period: Period, bounds: tuple[int, int], rulebook: Rulebook
) -> tuple[int, int]:
    """
    Return the pool and the double minutes of a period, in units (G1, G2, G6).

    `bounds` are the month's first day and the day after its last: the pool of
    the policies MONTH and ACCRUED ends with the month.
    """
    policy = rulebook.policy("grant.pool").value
    begin = bounds[0] if policy == "MONTH" else 0
    end = OPEN_END if policy == "GRANT_PERIOD" else bounds[1]
    units = double = 0
    for stretch in granted.by_period[period]:
        days = min(stretch.after, end) - max(stretch.first, begin)
        if days > 0:
            units += days * daily_units(stretch.decision)
            double += days * daily_double_units(stretch.decision)
    return units, double


class Allowance:
    """What is left of a pool while the month's pieces draw on it in order."""

    def __init__(self, pool: Pool, *, strict_double: bool) -> None:
        """Start with what earlier months left."""
        self.room: Exact = max(0, pool.units - pool.used)
        self.double: Exact = max(0, pool.double - pool.used_double)
        self.strict_double = strict_double
        self.used: Exact = 0
        self.used_double: Exact = 0

    def draw(self, piece: Piece) -> list[Piece]:
        """Let a payable piece draw; returns it, split where a limit cut it."""
        cut: list[Piece] = []
        rest: Piece | None = piece
        if piece.double and self.strict_double:
            rest, cut = _split(piece, self.double, Gate.DOUBLE_LIMIT)
            if rest is not None:
                self.double -= rest.units
        if rest is not None:
            rest, over = _split(rest, self.room, Gate.POOL)
            cut = over + cut
        if rest is None:
            return cut
        self.room -= rest.units
        self.used += rest.units
        if rest.double:
            self.used_double += rest.units
        return [rest, *cut]


def _split(piece: Piece, room: Exact, gate: Gate) -> tuple[Piece | None, list[Piece]]:
    """Return what fits in the room, and what the gate cuts."""
    units = piece.units
    if units <= room:
        return piece, []
    if room <= 0:
        piece.gate = gate
        return None, [piece]
    minutes = Fraction(room) / WEIGHT[piece.kind]
    first, last = piece.keep_first(minutes.numerator if minutes.denominator == 1 else minutes)
    last.gate = gate
    return first, [last]


def apply_limits(
    pieces: list[Piece],
    spans: Sequence[Span],
    pools: Mapping[Period, Pool],
    *,
    strict_double: bool,
) -> tuple[list[Piece], dict[Period, tuple[Exact, Exact]]]:
    """
    Draw all payable pieces, in chronological order, from their periods' pools.

    Returns the pieces and, per period, the units and double units now used.
    """
    allowances = {p: Allowance(pool, strict_double=strict_double) for p, pool in pools.items()}
    if len(spans) == 1 and len(allowances) == 1 and not any(p.double for p in pieces):
        (period, allowance), *_ = allowances.items()
        total = sum(piece.units for piece in pieces if piece.gate is None)
        if total <= allowance.room:
            return pieces, {period: (total, 0)}
    result: list[Piece] = []
    for piece in pieces:
        period = span_of(piece.day, spans).period
        if piece.gate is not None or period is None:
            result.append(piece)
        else:
            result += allowances[period].draw(piece)
    return result, {p: (a.used, a.used_double) for p, a in allowances.items()}
