"""
`kvitto transfers`: how far municipal decisions have come on their way to Försäkringskassan.

Reads the read model; what a day of reckoning decides is asked of `projections.between.transfers`.
"""

from typing import Annotated

import typer

from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import AsJson, Municipality, ReckonedOn, ShowAll, Stale, case_stream
from ops.commands.readmodels.opened import as_of, open_read_models
from ops.show.between.transfers import is_disturbed, progress_report, transfers_report
from ops.show.between.transfers_json import transfers_json
from ops.show.screen import print_json, screen
from ops.show.words import municipality as municipality_name
from projections.between.transfers import standing_on
from projections.tables import transferred as stored

OfCase = Annotated[str | None, typer.Option(metavar="REF", help="The transfers of one case.")]


def transfers(
    *,
    municipality: Municipality = None,
    case: OfCase = None,
    reckon: ReckonedOn = None,
    stale: Stale = False,
    shows_all: ShowAll = False,
    as_json: AsJson = False,
) -> int:
    """
    Show how far municipal decisions have come on their way to Försäkringskassan (SOU 2023:9).

    Per municipality: how many stand where, the hours and kronor that have not moved yet, and how
    long the oldest has waited. Conflicts and quarantined records are listed with a municipality or
    a case, each with its paragraph or its field. Takeovers are known under the reform only:
    KVITTO_REGIME.

    Exit code: 0 nothing is quarantined or conflicts, 1 something is or does, 2 failure.

    Examples:
      kvitto transfers

      kvitto transfers --municipality 0180 --reckon 2026-06-30

      kvitto transfers --case FK-000123 --json
    """
    if case is not None and municipality is not None:
        raise WrongUseError("--case and --municipality ask two questions. Give one of them.")
    with open_read_models() as models:
        if not stale:
            models.catch_up()
        with models.tables.transaction(is_reading=True) as connection:
            of = as_of(models, connection, reckon)
            stream = None if case is None else case_stream(models.store, case)
            standings = [
                standing_on(row, of.reckoned_on, of.rulebook)
                for row in stored.transfers(connection, municipality, stream)
            ]
        references = models.store.case_references()
    if as_json:
        print_json(transfers_json(of, standings, references))
    elif municipality is None and case is None:
        screen().print(progress_report(of, standings, shows_all=shows_all))
    else:
        whose = case or municipality_name(municipality or "")
        screen().print(transfers_report(of, whose, standings, references, shows_all=shows_all))
    return FOUND if any(map(is_disturbed, standings)) else ALL_RIGHT
