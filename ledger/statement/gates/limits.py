"""
Gates 8 and 9: what the double minutes and the pools of a grant allow.

Pure. When a limit binds, the first in chronological order is payable, or every
piece the same share of it (`cap.allocation`); a row is cut at an exact
fraction of a minute (G9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ledger.domain.grants import Column, column_of
from ledger.rules import Rulebook
from ledger.statement.gates.cutting import exact
from ledger.statement.gates.pools import Pool, PoolKey
from ledger.statement.model import Exact, Gate, Span, places_of
from ledger.statement.rows import Piece

_GRANTED: Final = (Column.ONE, Column.ACTIVE, Column.WAITING, Column.STANDBY, Column.NOTICE)
#: Pools that are for every piece of their period, or every double one.
_SIMPLE: Final = frozenset({Column.ONE, Column.DOUBLE})


@dataclass(frozen=True, slots=True)
class Drawing:
    """How pieces draw: from which pool first, and who is cut when one is empty."""

    strict_double: bool
    pro_rata: bool
    separate: bool
    stages: tuple[tuple[Column, ...], ...]

    @classmethod
    def by(cls, rulebook: Rulebook) -> "Drawing":
        """Return what the rulebook says of G7 to G10."""
        first = rulebook.policy("extension.order").value == "FIRST"
        extension = (Column.EXTENSION,)
        return cls(
            rulebook.policy("double.limit").value == "STRICT",
            rulebook.policy("cap.allocation").value == "PRO_RATA",
            rulebook.policy("grant.pools").value == "SEPARATE",
            (extension, _GRANTED) if first else (_GRANTED, extension),
        )


class _Claim:
    """A payable piece that draws: units still open, taken, and beyond the double minutes."""

    __slots__ = ("column", "open", "over", "piece", "span", "taken")

    def __init__(self, piece: Piece, span: Span, *, separate: bool) -> None:
        assert span.decision is not None
        self.piece = piece
        self.span = span
        self.column = column_of(span.decision, piece.kind, separate=separate)
        self.open: Exact = piece.units
        self.taken: Exact = 0
        self.over: Exact = 0

    def may_draw(self, key: PoolKey) -> bool:
        """Tell whether the pool is for this piece: its day, its period, its kind of time."""
        if not key.first <= self.piece.day < key.after:
            return False
        match key.column:
            case Column.DOUBLE:
                return self.piece.double and key.period == self.span.period
            case Column.EXTENSION:
                return self.span.period is not None
            case Column.NOTICE:
                return self.span.period is None
            case _:
                return key.period == self.span.period and key.column == self.column

    def parts(self) -> list[Piece]:
        """Return the piece, split at what its pools held and what its double minutes allowed."""
        rest, parts = self.piece, list[Piece]()
        shares = (self.taken, None), (self.open, Gate.POOL), (self.over, Gate.DOUBLE_LIMIT)
        for units, gate in shares:
            if units == rest.units:
                rest.gate = gate
                return [*parts, rest]
            if units:
                first, rest = rest.keep_first(exact(units, rest.weight))
                first.gate = gate
                parts.append(first)
        return parts


def apply_limits(
    pieces: list[Piece],
    spans: Sequence[Span],
    pools: Mapping[PoolKey, Pool],
    how: Drawing,
) -> tuple[list[Piece], dict[PoolKey, Exact]]:
    """
    Draw all payable pieces, in chronological order, from the pools that are for them.

    Returns the pieces and what of each pool is now used.
    """
    if (fits := _all_fit(pieces, spans, pools)) is not None:
        return pieces, fits
    places = places_of(spans)
    claims = {
        place: _Claim(piece, spans[places[piece.day]], separate=how.separate)
        for place, piece in enumerate(pieces)
        if piece.gate is None
    }
    used: dict[PoolKey, Exact] = {}
    doubles = {key: pool for key, pool in pools.items() if key.column is Column.DOUBLE}
    for key, pool in doubles.items() if how.strict_double else ():
        _hold_back([claim for claim in claims.values() if claim.may_draw(key)], pool.room, how)
    for columns in how.stages:
        for key, pool in pools.items():
            if key.column in columns:
                drawing = [claim for claim in claims.values() if claim.may_draw(key)]
                used[key] = _draw(drawing, pool.room, how)
    for key in doubles:
        used[key] = sum(claim.taken for claim in claims.values() if claim.may_draw(key))
    result: list[Piece] = []
    for place, piece in enumerate(pieces):
        result += claims[place].parts() if place in claims else [piece]
    return result, used


def _all_fit(
    pieces: Sequence[Piece], spans: Sequence[Span], pools: Mapping[PoolKey, Pool]
) -> dict[PoolKey, Exact] | None:
    """
    Return what is used of each pool where everything fits, or None where a limit may bind.

    Certain only where each period has one pool for all of its days in the month,
    and at most one for its double minutes.
    """
    of_period = {(key.period, key.column): key for key in pools}
    if len(of_period) < len(pools) or any(key.column not in _SIMPLE for key in pools):
        return None
    for span in spans:
        one = of_period.get((span.period, Column.ONE))
        if span.decision is not None and (
            one is None or span.first < one.first or span.after > one.after
        ):
            return None
    drawn: list[Exact] = [0] * len(spans)
    double: list[Exact] = [0] * len(spans)
    places = places_of(spans)
    for piece in pieces:
        if piece.gate is None:
            drawn[places[piece.day]] += piece.units
            if piece.double:
                double[places[piece.day]] += piece.units
    used: dict[PoolKey, Exact] = dict.fromkeys(pools, 0)
    for at, span in enumerate(spans):
        for column, units in ((Column.ONE, drawn[at]), (Column.DOUBLE, double[at])):
            if units:
                used[of_period[span.period, column]] += units
    return used if all(of <= pools[key].room for key, of in used.items()) else None


def _shares(claims: Sequence[_Claim], room: Exact, how: Drawing) -> list[Exact]:
    """Return what of each claim fits in a room (G9)."""
    total = sum(claim.open for claim in claims)
    if total <= room:
        return [claim.open for claim in claims]
    if how.pro_rata:
        return [claim.open * Fraction(room) / total for claim in claims]
    shares: list[Exact] = []
    for claim in claims:
        shares.append(min(claim.open, room))
        room -= shares[-1]
    return shares


def _draw(claims: Sequence[_Claim], room: Exact, how: Drawing) -> Exact:
    """Let claims draw on a pool, and return what they took of it."""
    shares = _shares(claims, room, how)
    for claim, share in zip(claims, shares, strict=True):
        claim.taken += share
        claim.open -= share
    return sum(shares)


def _hold_back(claims: Sequence[_Claim], room: Exact, how: Drawing) -> None:
    """Take what the double minutes do not allow out of what claims may draw (G8 before G1)."""
    for claim, share in zip(claims, _shares(claims, room, how), strict=True):
        claim.over = claim.open - share
        claim.open = share
