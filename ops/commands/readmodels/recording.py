"""
Keeping that an audit was run, so that `kvitto status` can say when the last one was.
"""

from ledger.amounts import month_text
from ledger.domain.point import KnownAt
from ops.postgres import Database
from ops.postgres.roles import PROJECTOR
from ops.show.audit import AuditView
from ops.show.head import regime_text
from ops.show.quantities import instant_text
from projections.tables import Tables, audits


def record_audit(
    database: Database, view: AuditView, *, case_ref: str | None, position: int, exit_code: int
) -> None:
    """Keep what an audit was asked and what it found; `position` is where the log ended."""
    report, question, point = view.report, view.report.question, view.head.point
    deviating = [f"{policy.name}={policy.value}" for policy in view.head.deviating]
    book = view.head.rulebook
    run = audits.AuditRun(
        point=f"known at {instant_text(point.instant)}"
        if isinstance(point, KnownAt)
        else f"recorded up to position {point.position}",
        reckoned_on=question.reckoned_on,
        rulebook=", ".join((f"edition {book.edition}", regime_text(book), *deviating)),
        first_month=_month(question.first_month),
        last_month=_month(question.last_month),
        case_ref=case_ref,
        position=position,
        cases=report.cases,
        payouts=report.payouts,
        findings=len(report.findings),
        difference_ore=report.totals.difference_ore,
        exit_code=exit_code,
    )
    with Tables(database.acting_as(PROJECTOR)) as tables, tables.transaction() as connection:
        audits.record(connection, run)


def _month(month: int | None) -> str | None:
    return None if month is None else month_text(month)
