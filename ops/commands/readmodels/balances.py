"""
`kvitto balances`: what is owed, paid and different per case, and per municipality.

Reads the read models and calculates nothing; what a day changes is reckoned by `ledger.findings`.
"""

from typing import Annotated

import typer

from ops.commands.failures import ALL_RIGHT, FAILED, FOUND, WrongUseError
from ops.commands.options import (
    AsJson,
    Month,
    Municipality,
    ReckonedOn,
    ShowAll,
    Stale,
    case_stream,
)
from ops.commands.readmodels.opened import ReadModels, as_of, open_read_models
from ops.show.readmodels.as_json import balances_json, case_json, cofinancing_json
from ops.show.readmodels.balances import (
    AsOf,
    balances_report,
    case_report,
    cofinancing_report,
)
from ops.show.screen import print_json, screen
from projections.models.balances import Balance
from projections.reading import balances_on, case_on, cofinancing_on, left_out
from projections.tables.connecting import Connection

OfCase = Annotated[str | None, typer.Option(metavar="REF", help="One case, month by month.")]
ByMunicipality = Annotated[
    bool, typer.Option("--by-municipality", help="Co-financing of every municipality.")
]


def balances(
    *,
    case: OfCase = None,
    municipality: Municipality = None,
    by_municipality: ByMunicipality = False,
    month: Month = None,
    reckon: ReckonedOn = None,
    stale: Stale = False,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show balances: owed, paid, pending, returned and different, per case or municipality.

    A municipality is asked for its co-financing, month by month or of one --month. First brings
    the read models up to date with the ledger, unless --stale is given.

    Exit code: 0 all cases are in the sums, 1 some could not be taken, 2 failure.

    Examples:
      kvitto balances

      kvitto balances --case FK-000123 --reckon 2026-04-20

      kvitto balances --by-municipality --month 2026-03 --json
    """
    by_municipality = by_municipality or municipality is not None
    if case is not None and by_municipality:
        raise WrongUseError("--case and a municipality ask two questions. Give one of them.")
    if month is not None and not by_municipality:
        raise WrongUseError(
            "--month asks for co-financing. Give --by-municipality or --municipality CODE with it."
        )
    with open_read_models() as models:
        if not stale:
            models.catch_up()
        with models.tables.transaction(is_reading=True) as connection:
            of = as_of(models, connection, reckon)
            if by_municipality:
                return _cofinancing(connection, of, municipality, month, as_json=as_json)
            if case is not None:
                return _case(models, connection, of, case, as_json=as_json)
            return _all(models, connection, of, shows_all=shows_all, as_json=as_json)


def _all(
    models: ReadModels, connection: Connection, of: AsOf, *, shows_all: bool, as_json: bool
) -> int:
    found = balances_on(connection, of.reckoned_on, of.rulebook)
    references = models.store.case_references()
    if as_json:
        print_json(balances_json(of, found, references))
    else:
        screen().print(balances_report(of, found, references, shows_all=shows_all))
    return _code(found.total, found.parked)


def _case(
    models: ReadModels, connection: Connection, of: AsOf, case_ref: str, *, as_json: bool
) -> int:
    case = case_stream(models.store, case_ref)
    found = case_on(connection, case, of.reckoned_on, of.rulebook)
    if as_json:
        print_json(case_json(of, case_ref, found))
    else:
        screen().print(case_report(of, case_ref, found))
    return _code(found.balance, len(found.parked))


def _cofinancing(
    connection: Connection,
    of: AsOf,
    municipality: str | None,
    month: int | None,
    *,
    as_json: bool,
) -> int:
    found = cofinancing_on(
        connection, of.reckoned_on, of.rulebook, municipality=municipality, month=month
    )
    parked = left_out(connection)
    if as_json:
        print_json(cofinancing_json(of, found, parked))
    else:
        screen().print(cofinancing_report(of, found, municipality, parked))
    return FOUND if parked[0] else ALL_RIGHT


def _code(balance: Balance, parked: int) -> int:
    if balance.residual_ore:
        return FAILED
    return FOUND if parked else ALL_RIGHT
