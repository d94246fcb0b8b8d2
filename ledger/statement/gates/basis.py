"""
Gates 1 to 3: after the death, without a grant, without an account or with a late one.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial

from ledger.amounts import months_after
from ledger.domain.accounts import Accounts, Report
from ledger.domain.case import Case
from ledger.domain.deadlines import Due
from ledger.domain.notice_pay import NoticePay, under_notice
from ledger.domain.terms import Terms
from ledger.rules import Rulebook
from ledger.statement.gates.cutting import close, cut_last
from ledger.statement.model import Gate, Span, places_of
from ledger.statement.rows import Piece
from schemas.reports import TimeReportReceived
from schemas.terms import FinalSettlementMade


def death_and_grant(
    pieces: Iterable[Piece], spans: Sequence[Span], notices: Sequence[NoticePay]
) -> None:
    """
    Gates 1 and 2: nothing after the death, nothing on a day without a grant.

    What an insured employer owes an assistant during notice is payable (G12).
    """
    if all(span.alive and span.decision is not None for span in spans):
        return
    places = places_of(spans)
    for piece in pieces:
        span = spans[places[piece.day]]
        if not span.alive:
            employer = piece.report.event.employer
            paid = under_notice(notices, piece.person, employer, piece.day)
            if paid is None or span.decision is None:
                piece.gate = Gate.DEATH
        elif span.decision is None:
            piece.gate = Gate.NO_GRANT


def basis(
    pieces: list[Piece],
    accounts: Accounts,
    spans: Sequence[Span],
    version: Callable[[TimeReportReceived], list[Piece]],
) -> list[Piece]:
    """
    Gate 3: no bill, a late bill, a late report, or what a late correction added.

    `version` gives the rows of a version that came in time, converted alike.
    Where lateness is only noted it still cuts what was worked before the grant
    was decided: R7 asks for an account in time by itself.
    """
    bill = accounts.bill
    if bill is None:
        close(pieces, Gate.NO_BASIS)
        return pieces
    if not accounts.late:
        return pieces
    retro = _before_decision(spans)
    if accounts.noted and not retro:
        return pieces
    days = retro if accounts.noted else None
    if bill.late:
        close((piece for piece in pieces if days is None or piece.day in days), Gate.LATE)
        return pieces
    for report in accounts.reports:
        if report.late:
            pieces = _late(pieces, report, days, version)
    return pieces


def _late(
    pieces: list[Piece],
    report: Report,
    days: AbstractSet[int] | None,
    version: Callable[[TimeReportReceived], list[Piece]],
) -> list[Piece]:
    """Cut a late report, on some days or all; of a correction what it adds to its version."""
    concerns = partial(_of_report, report, days)
    own = [piece for piece in pieces if concerns(piece)]
    if report.in_time is None:
        close(own, Gate.LATE)
        return pieces
    # R6: a late correction lowers freely, but its converted total above
    # that of the version in time is cut, the chronologically last first.
    before = [p for p in version(report.in_time) if days is None or p.day in days]
    excess = sum(piece.units for piece in own) - sum(piece.units for piece in before)
    return cut_last(pieces, excess, Gate.LATE, concerns, units=True) if excess > 0 else pieces


def settled_of(case: Case, spans: Iterable[Span], terms: Terms, rulebook: Rulebook) -> Due | None:
    """
    Return the day after which nothing counts in the settlement of the month's advances (R6).

    The day of the settlement, else two months after the period (M5); None without an advance.
    """
    latest: Due | None = None
    for span in spans:
        if not span.advance or span.period is None:
            continue
        place = terms.settlements.get(span.period.first)
        if place is None:
            begun = date.fromordinal(span.period.first)
            months = rulebook.parameter("advance.settled_months_after", begun).value
            due = Due(months_after(date.fromordinal(span.period.after), months))
        else:
            due = Due(case.event(place, FinalSettlementMade).settled_on, (place,))
        if latest is None or latest.on is None or (due.on is not None and due.on > latest.on):
            latest = due
    return latest


def _before_decision(spans: Sequence[Span]) -> frozenset[int]:
    """Return the days that lie before their grant was decided (R7)."""
    return frozenset(
        day
        for span in spans
        if span.decision is not None
        for day in range(span.first, min(span.after, span.decision.decided_on.toordinal()))
    )


def _of_report(report: Report, days: AbstractSet[int] | None, piece: Piece) -> bool:
    return piece.report is report and (days is None or piece.day in days)
