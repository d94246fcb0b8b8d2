"""
`kvitto ingest`: files of documents into the ledger, with every bad row named.
"""

from pathlib import Path
from typing import Annotated

import typer

from consumers.files import ingest as ingest_files
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson
from ops.commands.wiring import open_ledger
from ops.show.ingest import ingest_progress, ingest_report
from ops.show.screen import print_json, screen


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            exists=True,
            help="Files, or folders of *.ndjson: one document a line.",
        ),
    ],
    as_json: AsJson = False,
) -> int:
    """
    Import files of documents; the same files again change nothing.

    Bad rows are named with file, line, field and what to do, and set aside in FILE.rejected beside
    the file, to be mended and imported again. The others are imported unharmed.

    Exit code: 0 every row is in the ledger, 1 rows or files were rejected, 2 failure.

    Examples:
      kvitto ingest world

      kvitto ingest orders.ndjson bank.ndjson --json
    """
    with open_ledger() as store, ingest_progress() as watch:
        report = ingest_files(paths, store, progress=watch)
    if as_json:
        print_json(report.as_json())
    else:
        screen().print(ingest_report(report))
    return ALL_RIGHT if report.is_complete else FOUND
