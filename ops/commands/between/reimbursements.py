"""
`kvitto reimbursements`: what municipalities claim back, what is owed, and where each claim is.

Reads the read model and calculates nothing; one claim is reckoned by `ledger.claims`.
"""

from ledger.claims.verify import verify_claims
from ledger.domain.case import Case
from ledger.statement import Carried
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Municipality,
    OfClaim,
    ReckonedOn,
    ShowAll,
    Stale,
)
from ops.commands.readmodels.opened import ReadModels, as_of, open_read_models
from ops.show.between.reimbursements import (
    OneReimbursement,
    reimbursement_report,
    reimbursements_report,
)
from ops.show.between.reimbursements_json import reimbursement_json, reimbursements_json
from ops.show.papers import papers_of
from ops.show.program import program
from ops.show.readmodels.balances import AsOf
from ops.show.screen import print_json, screen
from projections.tables import reimbursed
from projections.tables.connecting import Connection
from schemas.boundary.identity import hides_identity_number


def reimbursements(
    *,
    municipality: Municipality = None,
    claim: OfClaim = None,
    reckon: ReckonedOn = None,
    stale: Stale = False,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show reimbursements: where each claim is, what was cut and why, what is still to come.

    Claims are reckoned under the regime of the settings: under the law in force nothing is owed.

    Exit code: 0 nothing is wrong, 1 something is decided or paid wrongly, or could not be
    reckoned, 2 failure.

    Examples:
      kvitto reimbursements

      kvitto reimbursements --municipality 0180 --reckon 2026-09-30

      kvitto reimbursements --claim kommun-0180/R-17 --json
    """
    if claim is not None and municipality is not None:
        raise WrongUseError("--claim asks for one claim. Leave --municipality out.")
    with open_read_models() as models:
        if not stale:
            models.catch_up()
        with models.tables.transaction(is_reading=True) as connection:
            of = as_of(models, connection, reckon)
            if claim is not None:
                return _one(models, connection, of, claim, as_json=as_json)
            found = list(reimbursed.municipalities(connection))
            claims = list(reimbursed.claims(connection, municipality))
    if as_json:
        wanted = [each for each in found if municipality in (None, each.municipality)]
        print_json(reimbursements_json(of, wanted, claims))
    else:
        shown = reimbursements_report(of, found, claims, municipality, shows_all=shows_all)
        screen().print(shown)
    is_clean = not any(each.wrong or each.owed_ore is None for each in claims)
    return ALL_RIGHT if is_clean else FOUND


def _one(models: ReadModels, connection: Connection, of: AsOf, ref: str, *, as_json: bool) -> int:
    stream = reimbursed.case_of(connection, ref)
    if stream is None:
        raise WrongUseError(_unknown(ref))
    events, register = models.derived_from(stream, of)
    case = Case.of(events)
    carried = Carried(case.history, register, models.rulebook)
    verified = verify_claims(case, carried, of.reckoned_on)
    found = next((each for each in verified.claims if each.ref == ref), None)
    if found is None:
        raise WrongUseError(_unknown(ref))
    papers, decided = papers_of(events), found.claim.decided
    one = OneReimbursement(
        as_of=of,
        case_ref=models.store.case_references().get(stream, str(stream)),
        of=found,
        papers=papers,
        register=register,
        decision=None if decided is None else papers[case.event_id(decided[0])],
    )
    if as_json:
        print_json(reimbursement_json(one))
    else:
        screen().print(reimbursement_report(one))
    return FOUND if found.findings or found.missing is not None else ALL_RIGHT


def _unknown(ref: str) -> str:
    # What was typed in place of a name may be a person's own number.
    named = "of that name" if hides_identity_number(ref) else ref
    return (
        f"There is no claim {named} of a municipality in this ledger. The claims are listed"
        f" by: {program()} reimbursements --all"
    )
