"""
`kvitto audit`: every payout recomputed from the events and compared with what was paid.

Hands the cases to `projections.audit`, range by range, on every core (`ops.auditing`); nothing is
calculated here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

import typer

from ledger.domain.accounts import local_date
from ledger.store import Store
from ops.auditing import Part, Task, register_of, told_parts
from ops.commands.failures import ALL_RIGHT, FAILED, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Asked,
    FromMonth,
    Known,
    Payday,
    Policies,
    Position,
    Processes,
    Reckon,
    RegimeName,
    ShowAll,
    UntilMonth,
    asked,
    case_stream,
)
from ops.commands.readmodels.recording import record_audit
from ops.commands.wiring import open_whole
from ops.show.audit import AuditView, audit_json, audit_report
from ops.show.screen import print_json, screen
from projections.audit import AuditReport, Question


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the ledger is audited; None is no bound."""

    first_month: int | None = None
    last_month: int | None = None
    case_ref: str | None = None
    payday: date | None = None


def audit(
    *,
    first: FromMonth = None,
    last: UntilMonth = None,
    case: Annotated[str | None, typer.Option(metavar="REF", help="One case only.")] = None,
    payday: Payday = None,
    known_at: Known = None,
    position: Position = None,
    reckon: Reckon = None,
    regime: RegimeName = None,
    policy: Policies = None,
    processes: Processes = None,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Verify payouts: what was owed, what was paid, and what is wrong, to the öre.

    Exit code: 0 nothing found, 1 findings or months that could not be computed, 2 failure.

    Examples:
      kvitto audit --from 2025-10 --until 2026-03

      kvitto audit --case FK-000123 --known-at 2026-05-20

      kvitto audit --payday 2026-04-20 --json
    """
    question = asked(known_at, position, reckon, regime, policy)
    if first is not None and last is not None and first > last:
        raise WrongUseError("--from is later than --until. Give the earlier month first.")
    with open_whole() as (store, database):
        scope = Scope(first, last, case, payday)
        ended = store.follower.last_told().position
        view = audited(store, question, scope, shows_all=shows_all, processes=processes)
        code = audit_code(view.report)
        record_audit(database, view, case_ref=case, position=ended, exit_code=code)
    if as_json:
        print_json(audit_json(view))
    else:
        screen().print(audit_report(view))
    return code


def audit_code(report: AuditReport) -> int:
    """Return the exit code of an audit."""
    if report.totals.residual_ore or any(of.residual_ore for of in report.claims.values()):
        return FAILED
    return ALL_RIGHT if report.clean else FOUND


def audited(
    store: Store,
    question: Asked,
    scope: Scope,
    *,
    shows_all: bool = False,
    processes: int | None = None,
) -> AuditView:
    """Audit what the store holds, and return it as it is shown."""
    head = question.head(store)
    # One position for everything that is read: an import may go on beside this.
    up_to = question.position or store.head().position
    case = None if scope.case_ref is None else case_stream(store, scope.case_ref)
    asked_for = Question(head.point, head.reckoned_on, scope.first_month, scope.last_month)
    task = Task(
        store.loader,
        up_to,
        asked_for,
        register_of(store, up_to, head.point),
        head.rulebook,
        store.case_references(),
        scope.payday,
    )
    whole = Part(AuditReport(asked_for, head.rulebook))
    every = [task.case(case)] if case is not None else None
    for part in every or told_parts("Auditing", task, up_to, processes):
        whole.add(part)
    payday = None if scope.payday is None else scope.payday.isoformat()
    before = day_before(question, scope)
    assert isinstance(whole.found, AuditReport)
    return AuditView(head, whole.found, whole.papers, shows_all, payday, before)


def day_before(question: Asked, scope: Scope) -> str | None:
    """Return the day by which a payday that is over should have been asked about, if it was not."""
    asked_now = question.known_at is None and question.position is None
    if scope.payday is None or not asked_now or scope.payday >= local_date(question.started):
        return None
    return (scope.payday - timedelta(days=1)).isoformat()
