"""
`kvitto recoveries`: what is owed back, claimed, paid and left; and what is still owed to payees.

Reads the read models and calculates nothing; a case is derived by `ledger.claims`.
"""

from typing import Annotated
from uuid import UUID

import typer

from ledger.claims.derived import back_steps
from ledger.claims.recoveries import recoverable
from ledger.claims.recoveries.noticing import recovery_notices
from ledger.claims.recoveries.retention import no_paragraph, retained_until
from ledger.domain.case import Case
from ledger.findings import CaseFacts, Reckoning
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import AsJson, Municipality, ReckonedOn, ShowAll, Stale, case_stream
from ops.commands.readmodels.opened import ReadModels, as_of, open_read_models, progress
from ops.show.between.recoveries import CaseRecoveries, case_report, recoveries_report
from ops.show.between.recoveries_json import case_json, recoveries_json
from ops.show.papers import papers_of
from ops.show.readmodels.balances import AsOf
from ops.show.screen import print_json, screen
from projections.between.recoveries import recoveries_on
from projections.tables.owed_back import Wanted

OfCase = Annotated[
    str | None,
    typer.Option(metavar="REF", help="One case: month by month, recovery by recovery, derived."),
]


def recoveries(
    *,
    case: OfCase = None,
    municipality: Municipality = None,
    reckon: ReckonedOn = None,
    stale: Stale = False,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show recoveries: what was overpaid, what is claimed and left, and supplements still owed.

    With a municipality: the cases in which it has paid too much, or too little.

    Exit code: 0 nothing is to be claimed, late or supplemented, 1 something is, 2 failure.

    Examples:
      kvitto recoveries

      kvitto recoveries --municipality 0180 --json

      kvitto recoveries --case FK-000123 --reckon 2026-10-31
    """
    if case is not None and municipality is not None:
        raise WrongUseError("--case and --municipality ask two questions. Give one of them.")
    with open_read_models() as models:
        if not stale:
            models.catch_up()
        stream = None if case is None else case_stream(models.store, case)
        with models.tables.transaction(is_reading=True) as connection:
            of = as_of(models, connection, reckon)
            if case is not None and stream is not None:
                return _case(models, of, stream, case, as_json=as_json)
            wanted = Wanted(municipality)
            with progress("Reckoning what is owed back") as tell:
                found = recoveries_on(connection, of.reckoned_on, models.rulebook, wanted, tell)
        references = models.store.case_references()
    if as_json:
        print_json(recoveries_json(of, found, references))
    else:
        screen().print(recoveries_report(of, municipality, found, references, shows_all=shows_all))
    totals = [back.total(of.reckoned_on) for back in found.values()]
    is_open = any(each.to_claim_ore or each.overdue_ore or each.supplement_ore for each in totals)
    return FOUND if is_open else ALL_RIGHT


def _case(models: ReadModels, of: AsOf, stream: UUID, case_ref: str, *, as_json: bool) -> int:
    events, register = models.derived_from(stream, of)
    case = Case.of(events)
    facts = CaseFacts(case, register, models.rulebook)
    on = Reckoning.of(models.rulebook, of.reckoned_on)
    owed = recoverable(facts, on)

    found = CaseRecoveries(
        of,
        case_ref,
        owed,
        {back.purpose: tuple(back_steps(facts, back, owed.recoveries, on)) for back in owed.months},
        tuple(recovery_notices(owed, models.rulebook)),
        retained_until(case, models.rulebook),
        no_paragraph(models.rulebook),
        papers_of(events),
    )
    if as_json:
        print_json(case_json(found))
    else:
        screen().print(case_report(found))
    day = of.reckoned_on
    is_late = any(recovery.overdue_ore(day) for recovery in owed.recoveries.recoveries)
    supplement = any(back.supplement_ore for back in owed.months)
    is_open = owed.to_claim_ore or supplement or is_late or found.notices or owed.faults
    return FOUND if is_open else ALL_RIGHT
