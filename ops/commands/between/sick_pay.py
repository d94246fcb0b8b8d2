"""
`kvitto sick-pay`: what was claimed of municipalities, and the component in the rate beside it.

Reads the read model and calculates nothing; one claim is reckoned by `ledger.claims`.
"""

from typing import Annotated
from uuid import UUID

import typer

from ledger.claims.claim import claims_of
from ledger.claims.sick_pay import sick_pay_or_missing
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import MissingValueError
from ledger.statement import Carried
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Month,
    Municipality,
    OfClaim,
    ReckonedOn,
    ShowAll,
    Stale,
)
from ops.commands.readmodels.opened import ReadModels, as_of, open_read_models
from ops.show.between.sick_pay import OneClaim, claim_report, sick_pay_report
from ops.show.between.sick_pay_json import claim_json, sick_pay_json
from ops.show.papers import papers_of
from ops.show.program import program
from ops.show.readmodels.balances import AsOf
from ops.show.screen import print_json, screen
from projections.tables import sick_pay as stored
from projections.tables.connecting import Connection
from schemas.boundary.identity import hides_identity_number

Provider = Annotated[
    str | None,
    typer.Option(metavar="ORG", help="One provider, by its organisation number or its id."),
]


def sick_pay(
    *,
    municipality: Municipality = None,
    provider: Provider = None,
    month: Month = None,
    claim: OfClaim = None,
    reckon: ReckonedOn = None,
    stale: Stale = False,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show sick pay: claims on municipalities, beside the component in the rate of the same months.

    Before the reform a municipality pays sick pay that is claimed; after it the component stands
    in the rate. Both are shown for the same month, and what the change means.

    Exit code: 0 all claims are owed as claimed, 1 something of them is cut, or could not be
    reckoned, 2 failure.

    Examples:
      kvitto sick-pay

      kvitto sick-pay --municipality 0180 --month 2026-03

      kvitto sick-pay --claim provider-1/S-17 --json
    """
    if claim is not None and (municipality, provider, month) != (None, None, None):
        raise WrongUseError("--claim asks for one claim. Leave the other filters out.")
    with open_read_models() as models:
        if not stale:
            models.catch_up()
        with models.tables.transaction(is_reading=True) as connection:
            of = as_of(models, connection, reckon)
            if claim is not None:
                return _one(models, connection, of, claim, as_json=as_json)
            register = Register(models.store.load_register(of.position))
            wanted = stored.Wanted(municipality, _provider(provider, register), month)
            return _both(connection, of, register, wanted, shows_all=shows_all, as_json=as_json)


def _both(
    connection: Connection,
    of: AsOf,
    register: Register,
    wanted: stored.Wanted,
    *,
    shows_all: bool,
    as_json: bool,
) -> int:
    found = list(stored.both_sides(connection, wanted))
    claims = list(stored.claims(connection, wanted))
    if as_json:
        print_json(sick_pay_json(of, found, claims))
    else:
        shown = sick_pay_report(of, wanted, found, claims, register, shows_all=shows_all)
        screen().print(shown)
    return FOUND if any(row.owed_ore != row.claimed_ore for row in claims) else ALL_RIGHT


def _one(models: ReadModels, connection: Connection, of: AsOf, ref: str, *, as_json: bool) -> int:
    stream = stored.case_of(connection, ref)
    if stream is None:
        raise WrongUseError(_unknown(ref))
    events, register = models.derived_from(stream, of)
    case = Case.of(events)
    known = claims_of(case)
    found = sick_pay_or_missing(case, known, Carried(case.history, register, models.rulebook)).get(
        ref
    )
    if found is None:
        raise WrongUseError(_unknown(ref))
    if isinstance(found, MissingValueError):
        raise found
    one = OneClaim(
        as_of=of,
        case_ref=models.store.case_references().get(stream, str(stream)),
        claim=known[ref],
        found=found,
        papers=papers_of(events),
        register=register,
    )
    if as_json:
        print_json(claim_json(one))
    else:
        screen().print(claim_report(one))
    return FOUND if one.found.owed.cuts else ALL_RIGHT


def _unknown(ref: str) -> str:
    # What was typed in place of a name may be a person's own number.
    named = "of that name" if hides_identity_number(ref) else ref
    return (
        f"There is no claim {named} for sick pay, or another has replaced it. The claims are"
        f" listed by: {program()} sick-pay --all"
    )


def _provider(text: str | None, register: Register) -> UUID | None:
    """Return the id of a provider, which is known by its organisation number or by its id."""
    if text is None:
        return None
    digits = text.replace("-", "")
    for identity, known in register.providers.items():
        if digits in (known.organisation_number, identity.hex):
            return identity
    try:
        return UUID(text)
    except ValueError:
        raise WrongUseError(
            "No provider is registered under that number. Give its organisation number, as"
            " 556123-4567, or the id that --json shows."
        ) from None
