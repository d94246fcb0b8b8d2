"""
Notices: what a reader should know of a month though it changes no amount.

Each is worth 0 öre. Findings, which are worth öre, belong to `ledger.findings`.
"""

from collections.abc import Iterable
from uuid import UUID

from ledger.domain.accounts import Report
from ledger.domain.case import Case
from ledger.domain.grants import longest_period_until
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement.model import Exact, Notice
from ledger.statement.month import MonthTime
from ledger.statement.rows import on_the_edge
from schemas.bounds import STANDBY, WAITING
from schemas.decisions import GrantDecided


def notices_of(
    case: Case, register: Register, time: MonthTime, rulebook: Rulebook
) -> Iterable[Notice]:
    """Yield the notices of a month, in a fixed order."""
    yield from _long_periods(case, time, rulebook)
    yield from _bill_differs(case, time)
    unknown = [
        report
        for report in time.accounts.reports
        if not register.knows(report.event.assistant, case.instant)
    ]
    if unknown:
        yield Notice(
            "ASSISTANT_NOT_REGISTERED",
            f"{_count(unknown)} name an assistant whom no employer has reported (SFB 51:24)",
            _ids(case, unknown),
        )
    edge = [report for report in time.accounts.reports if on_the_edge(report.event)]
    if edge:
        yield Notice(
            "CLOCK_CHANGE",
            f"{_count(edge)} have a row that starts or ends in the hour that comes twice;"
            " it adds nothing (R3)",
            _ids(case, edge),
        )


def _count(reports: list[Report]) -> str:
    return f"{len(reports)} time report{'s' if len(reports) > 1 else ''}"


def _ids(case: Case, reports: list[Report]) -> tuple[UUID, ...]:
    return tuple(case.event_id(report.place) for report in reports)


def _long_periods(case: Case, time: MonthTime, rulebook: Rulebook) -> Iterable[Notice]:
    """Yield a notice for each decision in force whose stated period is too long."""
    for place in {span.place: None for span in time.spans if span.place >= 0}:
        decision = case.history.events[place].event
        if not isinstance(decision, GrantDecided):
            continue
        start, until = decision.period_from, decision.period_until
        if (
            start is not None
            and until is not None
            and until > longest_period_until(start, rulebook)
        ):
            yield Notice(
                "PERIOD_TOO_LONG",
                f"decision {decision.decision_id} states a period of more than six months"
                " (SFB 51:9); it binds as it stands (SFB 112:5)",
                (case.event_id(place),),
            )


def _bill_differs(case: Case, time: MonthTime) -> Iterable[Notice]:
    """Yield a notice where the bill and the rows say different totals (R8)."""
    bill = time.accounts.bill
    if bill is None:
        return
    rows: list[Exact] = [0, 0, 0]
    spent = [(kind, of[0]) for (_, kind, _), of in time.payable.items()]
    spent += [(kind, of[0]) for (_, (_, kind, _)), of in time.cut.items()]
    spent += [(kind, -minutes) for (_, kind), minutes in time.beyond_rows.items()]
    for kind, minutes in spent:
        rows[1 if kind == WAITING else 2 if kind == STANDBY else 0] += minutes
    if tuple(rows) != bill.minutes:
        yield Notice(
            "BILL_DIFFERS",
            "the bill and the rows of the reports differ (active, waiting, standby minutes): "
            f"{', '.join(map(str, bill.minutes))} billed, {', '.join(map(str, rows))} reported",
            tuple(case.event_id(place) for place in bill.places),
        )
