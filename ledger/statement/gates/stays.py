"""
Gate 5: time in hospital, in an institution, at an activity or abroad (G13, G14).
"""

from collections.abc import Iterable

from ledger.domain.circumstances import Circumstances, Closed
from ledger.domain.notice_pay import under_notice
from ledger.statement.gates.cutting import Closings, cut_closed
from ledger.statement.model import Gate
from ledger.statement.rows import Piece


def stays(pieces: list[Piece], of: Circumstances, closings: Closings) -> list[Piece]:
    """Gate 5: cut to the minute what stays close, but for an assistant under notice (G12)."""
    if not of.stays:
        return pieces
    absences = of.absences

    def closed_for(piece: Piece) -> Iterable[Closed]:
        employer = piece.report.event.employer
        if under_notice(of.under_notice, piece.person, employer, piece.day) is not None:
            return ()
        return absences

    return cut_closed(pieces, Gate.STAY, closed_for, closings)
