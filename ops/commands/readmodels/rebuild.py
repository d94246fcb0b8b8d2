"""
`kvitto rebuild`: read models made anew beside the old, compared with them, and changed over.
"""

from typing import Annotated

import typer

from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import AsJson
from ops.commands.readmodels.opened import open_read_models, progress
from ops.show.readmodels.rebuild import rebuild_json, rebuild_report
from ops.show.screen import print_json, screen
from projections.rebuilding import rebuild as rebuilt
from projections.registry import PROJECTIONS


def rebuild(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Read models. Not given: all.")
    ] = None,
    *,
    forces: Annotated[
        bool, typer.Option("--force", help="Show the new rows even where they differ.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """
    Make read models anew from the log, beside the old, and compare them row by row.

    The old stay readable meanwhile. Where they are equal, the new ones are shown from then on;
    where they differ, nothing changes unless --force is given. After an upgrade, or under another
    edition of the rulebook, differences are what a rebuild is for. A rebuild that broke off goes
    on where it was.

    Exit code: 0 the new ones are shown, 1 they differ from the old, 2 failure.

    Examples:
      kvitto rebuild

      kvitto rebuild balances --force
    """
    wanted = list(dict.fromkeys(names or PROJECTIONS))
    for name in wanted:
        if name not in PROJECTIONS:
            raise WrongUseError(
                f"There is no read model {name}. There are {', '.join(PROJECTIONS)}; without a"
                " name all are made anew."
            )
    with open_read_models() as models:
        with progress("Rebuilding") as tell:
            found = rebuilt(models.runner, wanted, tell=tell, forces=forces)
        references = models.store.case_references()
    if as_json:
        print_json(rebuild_json(found, references))
    else:
        screen().print(rebuild_report(found, references))
    return FOUND if any(of.compared.differing and not of.is_outdated for of in found) else ALL_RIGHT
