"""
Notices of a month's papers: who is not registered, what differs, what came late.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from ledger.domain.accounts import Report
from ledger.domain.case import Case
from ledger.domain.circumstances.barred import is_private, permits_of
from ledger.domain.register import Register
from ledger.statement.model import Exact, Notice
from ledger.statement.month import MonthTime
from ledger.statement.notices.kinds import NoticeKind
from ledger.statement.rows import on_the_edge
from schemas.bounds import STANDBY, WAITING


def of_papers(case: Case, register: Register, time: MonthTime) -> Iterator[Notice]:
    """Yield what is to be known of the reports and the bill of a month."""
    yield from _bill_differs(case, time)
    yield from _late(case, time)
    reports = time.accounts.reports
    unknown = [of for of in reports if not register.knows(of.event.assistant, case.instant)]
    if unknown:
        yield Notice(
            NoticeKind.ASSISTANT_NOT_REGISTERED,
            f"{_count(unknown)} name an assistant whom no employer has reported (SFB 51:24)",
            _ids(case, unknown),
        )
    yield from _permit_not_known(case, register, reports)
    edge = [report for report in reports if on_the_edge(report.event)]
    if edge:
        yield Notice(
            NoticeKind.CLOCK_CHANGE,
            f"{_count(edge)} have a row that starts or ends in the hour that comes twice;"
            " it adds nothing (R3)",
            _ids(case, edge),
        )


def _count(reports: list[Report]) -> str:
    return f"{len(reports)} time report{'s' if len(reports) > 1 else ''}"


def _ids(case: Case, reports: Iterable[Report]) -> tuple[UUID, ...]:
    return tuple(case.event_id(report.place) for report in reports)


def _late(case: Case, time: MonthTime) -> Iterable[Notice]:
    """Yield a notice where papers came late and that is only noted (R6)."""
    late = time.accounts.late if time.accounts.noted else ()
    if late:
        papers = "a paper" if len(late) == 1 else f"{len(late)} papers"
        yield Notice(
            NoticeKind.LATE_NOTED,
            f"{papers} came after {time.accounts.due.on}, the last day (SFB 51:14);"
            " that is only noted",
            tuple(case.event_id(place) for place in late),
        )


def _permit_not_known(
    case: Case, register: Register, reports: Iterable[Report]
) -> Iterable[Notice]:
    """Yield a notice for private providers without any permit, where the register has permits."""
    if not register.has_permits(case.instant):
        return
    employers = dict.fromkeys(report.event.employer for report in reports)
    for employer in employers:
        if is_private(register, employer, case) and not permits_of(register, employer, case):
            yield Notice(
                NoticeKind.PERMIT_NOT_KNOWN,
                "no permit of the provider was ever reported, so none is known to be missing"
                " (SFB 51:16 b)",
                _ids(case, (of for of in reports if of.event.employer == employer)),
            )


def _bill_differs(case: Case, time: MonthTime) -> Iterable[Notice]:
    """Yield a notice where the bill and the rows say different totals (R8)."""
    bill = time.accounts.bill
    if bill is None or not time.accounts.billed:
        # That a bill is missing, or came too late to count, is a cut of its own.
        return
    rows: list[Exact] = [0, 0, 0]
    spent = [(kind, of[0]) for (_, kind, _), of in time.payable.items()]
    spent += [(kind, of[0]) for (_, (_, kind, _)), of in time.cut.items()]
    spent += [(kind, -minutes) for (_, kind), minutes in time.beyond_rows.items()]
    for kind, minutes in spent:
        rows[1 if kind == WAITING else 2 if kind == STANDBY else 0] += minutes
    if tuple(rows) != bill.minutes:
        yield Notice(
            NoticeKind.BILL_DIFFERS,
            "the bill and the rows of the reports differ (active, waiting, standby minutes): "
            f"{', '.join(map(str, bill.minutes))} billed, {', '.join(map(str, rows))} reported",
            tuple(case.event_id(place) for place in bill.places),
        )
