"""
`kvitto debits`: what municipalities were debited and paid, what is late, and what is to be issued.

Reads the read models and calculates nothing; a case is derived by `ledger.claims`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

import typer

from ledger.claims.debits import debit_accounts
from ledger.claims.derived import debit_steps
from ledger.domain.case import Case
from ledger.findings import CaseFacts
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Month,
    Municipality,
    ReckonedOn,
    ShowAll,
    Stale,
    case_stream,
)
from ops.commands.readmodels.opened import ReadModels, as_of, open_read_models, progress
from ops.show.between.debits import (
    CaseDebits,
    DerivedLine,
    case_report,
    debits_report,
    issue_report,
)
from ops.show.between.debits_json import case_json, debits_json
from ops.show.papers import papers_of
from ops.show.readmodels.balances import AsOf
from ops.show.screen import print_json, screen
from projections.between.debits import Line, debits_on
from projections.tables.connecting import Connection
from projections.tables.owed_back import Wanted

OfCase = Annotated[
    str | None, typer.Option(metavar="REF", help="One case, down to the papers of each debit.")
]
ToIssue = Annotated[
    bool,
    typer.Option("--to-issue", help="What is to be debited or credited of --month, case by case."),
]


def debits(
    *,
    municipality: Municipality = None,
    month: Month = None,
    case: OfCase = None,
    reckon: ReckonedOn = None,
    to_issue: ToIssue = False,
    stale: Stale = False,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show what municipalities were debited of their share, have paid and are late with.

    Beside it stands what each is still to be debited, or credited, as the month is known now.

    Exit code: 0 nothing is late or to be issued, 1 something is, 2 failure.

    Examples:
      kvitto debits --municipality 0180

      kvitto debits --month 2026-02 --to-issue

      kvitto debits --case FK-000123 --reckon 2026-06-18 --json
    """
    if to_issue and month is None and case is None:
        raise WrongUseError("--to-issue lists one month case by case. Give --month, as 2026-02.")
    with open_read_models() as models:
        if not stale:
            models.catch_up()
        stream = None if case is None else case_stream(models.store, case)
        wanted = Wanted(municipality, month, stream)
        with models.tables.transaction(is_reading=True) as connection:
            of = as_of(models, connection, reckon)
            lines = _lines(models, connection, of.reckoned_on, wanted)
        if to_issue:
            lines = [line for line in lines if line.debits.to_debit_ore]
        if stream is not None and not to_issue:
            _show_case(models, of, stream, lines, as_json=as_json)
        elif as_json:
            print_json(debits_json(of, lines, models.store.case_references()))
        else:
            _show(models, of, wanted, lines, to_issue=to_issue, shows_all=shows_all)
    return FOUND if any(to_issue or _is_open(line) for line in lines) else ALL_RIGHT


def _show(
    models: ReadModels,
    of: AsOf,
    wanted: Wanted,
    lines: list[Line],
    *,
    to_issue: bool,
    shows_all: bool,
) -> None:
    known = models.store.case_references()
    if to_issue:
        report = issue_report(of, lines, known, wanted.month, shows_all=shows_all)
    else:
        report = debits_report(of, wanted, lines, known, shows_all=shows_all)
    screen().print(report)


def _show_case(
    models: ReadModels, of: AsOf, stream: UUID, lines: list[Line], *, as_json: bool
) -> None:
    ref = models.store.case_references().get(stream, str(stream))
    events, register = models.derived_from(stream, of)
    facts = CaseFacts(Case.of(events), register, models.rulebook)
    derived = tuple(_derived(facts, lines, of.reckoned_on))
    found = CaseDebits(of, ref, derived, papers_of(events))
    if as_json:
        print_json(case_json(found))
    else:
        screen().print(case_report(found))


def _is_open(line: Line) -> bool:
    return bool(line.debits.to_debit_ore or line.debits.overdue_ore or line.debits.unknown)


def _lines(models: ReadModels, connection: Connection, day: date, wanted: Wanted) -> list[Line]:
    with progress("Reckoning what is to be debited") as tell:
        return debits_on(connection, day, models.rulebook, wanted, tell)


def _derived(facts: CaseFacts, lines: list[Line], day: date) -> Iterator[DerivedLine]:
    """Yield the lines of a case with the steps from which each follows."""
    accounts = debit_accounts(facts.case, facts.rulebook)
    for line in lines:
        key = (line.municipality, line.month or None, line.period or None)
        asked = facts.period(line.period) if line.period else facts.month(line.month)
        steps = debit_steps(facts, asked, line.municipality, accounts.get(key), day)
        yield DerivedLine(line, tuple(steps))
