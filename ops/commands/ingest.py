"""
`kvitto ingest`: files of documents into the ledger; `kvitto template`: the columns of a sheet.
"""

from pathlib import Path
from typing import Annotated

import typer

from consumers.files import ingest as ingest_files
from consumers.sheets import FORMS, Form, template_of
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import AsJson
from ops.commands.wiring import open_ledger
from ops.postgres.roles import WRITER
from ops.show.ingest import ingest_progress, ingest_report
from ops.show.program import next_line, program
from ops.show.screen import print_json, screen
from ops.show.template import columns_json, columns_report


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            exists=True,
            help="Files, or folders of *.ndjson (one document a line) and *.csv (a sheet).",
        ),
    ],
    as_json: AsJson = False,
) -> int:
    """
    Import files of documents; the same files again change nothing.

    Bad rows are named with file, line, field and what to do, and set aside in FILE.rejected beside
    the file (of a sheet tid.csv in tid.rejected.csv), to be mended and imported again. The others
    are imported unharmed; a transfer record without form is kept track of as quarantined too. A
    sheet holds time reports, bills or transfer records; kvitto template shows its columns.

    Exit code: 0 every row is in the ledger, 1 rows or files were rejected, 2 failure.

    Examples:
      kvitto ingest world

      kvitto ingest orders.ndjson tid-februari.csv --json
    """
    with open_ledger(role=WRITER) as store, ingest_progress() as watch:
        report = ingest_files(paths, store, progress=watch)
        keeps_persons = store.has_vault
    if as_json:
        print_json(report.as_json())
    else:
        screen().print(ingest_report(report, keeps_persons=keeps_persons))
    return ALL_RIGHT if report.is_complete else FOUND


def read_form(text: str) -> Form:
    """Return the form of this name."""
    if text not in FORMS:
        raise typer.BadParameter(f"{text!r} is no form; write one of {', '.join(FORMS)}.")
    return FORMS[text]


def template(
    form: Annotated[
        Form,
        typer.Argument(
            metavar="FORM",
            parser=read_form,
            help="fk-3059 (time reports), fk-3057 (bills) or transfer (transfer records).",
        ),
    ],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Write an empty sheet to this file.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """
    Show the columns of a sheet of time reports, bills or transfer records, or write one.

    Examples:
      kvitto template fk-3059

      kvitto template fk-3057 bills.csv
    """
    if file is not None:
        _write(file, form)
    if as_json:
        print_json(columns_json(form))
    elif file is None:
        screen().print(columns_report(form))
    else:
        screen().print(
            next_line(f"Wrote {file}. Next: fill it in, then: {program()} ingest {file}")
        )
    return ALL_RIGHT


def _write(file: Path, form: Form) -> None:
    try:
        with file.open("xb") as sheet:
            sheet.write(template_of(form))
    except FileExistsError:
        raise WrongUseError(f"{file} exists already. Name a file that does not.") from None
    except OSError as failure:
        raise WrongUseError(
            f"{file} cannot be written: {failure.strerror}. Name a file in a folder of yours."
        ) from failure
