"""
Pieces added up: what is payable and what was cut, per span, kind and rate.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ledger.rules import Parameter
from ledger.statement.model import Exact, Gate, Span, places_of
from ledger.statement.rows import Piece

#: Minutes and converted units of one part of a month's time.
Time = tuple[Exact, Exact]
#: Which part: the place of the days (their span, or each its own), the kind, and the rate where
#: it has one of its own.
Part = tuple[int, int, Parameter | None]


def sums_of(
    pieces: Sequence[Piece], places: Mapping[int, int]
) -> tuple[dict[Part, Time], dict[tuple[Gate, Part], Time]]:
    """Add up the pieces: payable per part, cut per gate and part; `places` are those of days."""
    payable: dict[Part, list[Exact]] = defaultdict(lambda: [0, 0])
    cut: dict[tuple[Gate, Part], list[Exact]] = defaultdict(lambda: [0, 0])
    for piece in pieces:
        part = (places[piece.day], piece.kind, piece.rate)
        total = payable[part] if piece.gate is None else cut[piece.gate, part]
        total[0] += piece.minutes
        total[1] += piece.units
    return (
        {key: (minutes, units) for key, (minutes, units) in payable.items()},
        {key: (minutes, units) for key, (minutes, units) in cut.items()},
    )


def beyond_rows_of(pieces: Sequence[Piece], spans: Sequence[Span]) -> dict[tuple[int, int], Exact]:
    """Add up the time that stands in no row, per span and kind."""
    beyond: dict[tuple[int, int], Exact] = {}
    places = places_of(spans)
    for piece in pieces:
        if piece.report.place < 0:
            part = (places[piece.day], piece.kind)
            beyond[part] = beyond.get(part, 0) + piece.minutes
    return beyond
