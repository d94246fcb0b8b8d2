"""
`kvitto segments`: history as plain files, a sealed month in each, and what counts them again.
"""

from pathlib import Path
from typing import Annotated

import typer

from ledger.amounts import month_text
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson, read_month
from ops.commands.proofs.opened import open_seals
from ops.commands.wiring import open_ledger
from ops.segments.writing import Wanted, write_segments
from ops.show.counting import counting
from ops.show.proofs.segments import segments_json, segments_report
from ops.show.screen import print_json, screen


def segments(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", file_okay=False, help="A new folder, or one of segments."),
    ],
    *,
    month: Annotated[
        int | None,
        typer.Option("--month", parser=read_month, metavar="YYYY-MM", help="The last to write."),
    ] = None,
    unfinished: Annotated[
        bool,
        typer.Option(
            "--unfinished", help="Write the month that goes on too; it is written again later."
        ),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """
    Write each sealed month into a Parquet file that proves itself, and what payments came to.

    A month is one of recording (UTC). It is written once it is over and a checkpoint covers its
    last event; a further run writes only what is new. With the files go a README, and a program
    that needs Python and pyarrow only and counts everything again from the events.

    Exit code: 0 written, 1 a file is not what was written before, 2 failure.

    Examples:
      kvitto segments history

      kvitto segments history --month 2026-03

      kvitto segments history --unfinished --json
    """
    wanted = Wanted(None if month is None else month_text(month), unfinished)
    # Who takes every event away is recorded before the first of them leaves.
    with open_ledger(), open_seals() as seals, counting("Writing", 1) as tell:
        written = write_segments(seals.connections, folder, wanted, tell)
    if as_json:
        print_json(segments_json(folder, written))
    else:
        screen().print(segments_report(folder, written))
    return FOUND if written.changed else ALL_RIGHT
