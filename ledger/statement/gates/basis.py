"""
Gates 1 to 3: after the death, without a grant, without an account or with a late one.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from ledger.amounts import month_of
from ledger.domain.accounts import Accounts, Report
from ledger.domain.notice_pay import NoticePay, under_notice
from ledger.statement.gates.cutting import close, cut_last
from ledger.statement.model import Exact, Gate, Span, span_of
from ledger.statement.rows import Piece, pieces_of


def death_and_grant(
    pieces: Iterable[Piece], spans: Sequence[Span], notices: Sequence[NoticePay]
) -> None:
    """
    Gates 1 and 2: nothing after the death, nothing on a day without a grant.

    What an insured employer owes an assistant during notice is payable (G12).
    """
    if len(spans) == 1 and spans[0].alive and spans[0].decision is not None:
        return
    for piece in pieces:
        span = span_of(piece.day, spans)
        if not span.alive:
            employer = piece.report.event.employer
            paid = under_notice(notices, piece.person, employer, piece.day)
            if paid is None or span.decision is None:
                piece.gate = Gate.DEATH
        elif span.decision is None:
            piece.gate = Gate.NO_GRANT


def basis(pieces: list[Piece], accounts: Accounts, *, wall: bool) -> list[Piece]:
    """Gate 3: no bill, a late bill, a late report, or what a late correction added."""
    bill = accounts.bill
    if bill is None or bill.late:
        close(pieces, Gate.NO_BASIS if bill is None else Gate.LATE)
        return pieces
    for report in accounts.reports:
        if not report.late:
            continue
        own = [piece for piece in pieces if piece.report is report]
        if report.in_time is None:
            close(own, Gate.LATE)
            continue
        # R6: a late correction lowers freely, but its converted total above
        # that of the version in time is cut, the chronologically last first.
        before = _converted(report, wall=wall)
        excess = sum(piece.units for piece in own) - before
        if excess > 0:
            pieces = cut_last(pieces, excess, Gate.LATE, partial(_of_report, report), units=True)
    return pieces


def _of_report(report: Report, piece: Piece) -> bool:
    return piece.report is report


def _converted(report: Report, *, wall: bool) -> Exact:
    """Return the converted time of the version that came in time."""
    version = report.in_time
    if version is None:
        return 0
    as_report = Report(report.place, version, report.document_id, late=False, in_time=None)
    return sum(piece.units for piece in pieces_of((as_report,), month_of(version.month), wall=wall))
