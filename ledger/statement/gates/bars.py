"""
Gate 4: work that the statute bars, or that a decision disallows (G15, 1.6).

Working time, the other half of the gate, is counted in `worktime`.
"""

from collections.abc import Iterable, Sequence

from ledger.domain.circumstances import Barred, Closed
from ledger.domain.circumstances.closing import closed_days
from ledger.statement.gates.cutting import Closings, cut_closed
from ledger.statement.model import Gate, Span, span_of
from ledger.statement.rows import Piece


def bars(
    pieces: list[Piece], barred: Barred, spans: Sequence[Span], closings: Closings
) -> list[Piece]:
    """Gate 4: cut what is barred, and give the reasonable rate to those who may work at one."""
    if barred.nobody:
        return pieces
    for piece in pieces if barred.outside else ():
        outside = barred.outside.get(piece.report.event.assistant)
        if outside is not None:
            piece.rate = outside.rate_on(piece.day)

    def closed_for(piece: Piece) -> Iterable[Closed]:
        event = piece.report.event
        yield from barred.assistants.get(event.assistant, ())
        yield from barred.employers.get(event.employer, ())
        outside = barred.outside.get(event.assistant)
        # LSS 9 d § knows no special reasons: nothing lifts the bar on a municipal day.
        if outside and (piece.rate is None or not span_of(piece.day, spans).national):
            yield closed_days(piece.day, piece.day + 1, outside.ground)
        for person, closed in barred.disallowed:
            if person is None or person == piece.person:
                yield closed

    return cut_closed(pieces, Gate.BAR, closed_for, closings)
