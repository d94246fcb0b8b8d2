"""
`kvitto export`: one book, written as another program reads it.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from ledger.domain.accounts import local_date
from ledger.postings import AGENCY
from ledger.postings.chart import Chart
from ledger.postings.trial import trial_balances
from ops.books.formats import FORMATS, Format
from ops.books.voucher import Book, Numbering
from ops.commands.books.opened import (
    ChartFile,
    FromDay,
    UntilDay,
    read_book,
    read_books,
    read_chart_file,
    wanted,
)
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.options import AsJson, Stale
from ops.show.books.export import Exported, export_json, export_report
from ops.show.books.trial_balance import owner_of
from ops.show.program import program
from ops.show.screen import print_json, screen
from projections.tables import booked
from projections.tables.booked import Wanted
from projections.tables.connecting import Connection

#: Försäkringskassan's. Those of municipalities are not known here, and the format can do without.
_ORGANISATION_NUMBER = "202100-5521"


def read_format(text: str) -> str:
    """Return the name of a format, which must be one."""
    if text not in FORMATS:
        raise typer.BadParameter(f"{text!r} is no format; there are {', '.join(FORMATS)}.")
    return text


def export(
    form: Annotated[
        str,
        typer.Argument(metavar="FORMAT", parser=read_format, help=", ".join(FORMATS)),
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="A file that does not exist yet.")],
    book: Annotated[
        str,
        typer.Option(
            metavar="FK|CODE", parser=read_book, help="FK, or a municipality's by its code."
        ),
    ] = AGENCY,
    first: FromDay = None,
    last: UntilDay = None,
    chart: ChartFile = None,
    stale: Stale = False,
    as_json: AsJson = False,
) -> int:
    """
    Write a book for another program: SIE 4I, or a journal for beancount, hledger or Ledger.

    Each event is a voucher of its own, booked on the day on which it was known. Cases and events
    are named by the beginnings of random ids; no person is named. The account balances that the
    program shows are those of kvitto trial-balance.

    Exit code: 0 all cases are in it, 1 some could not be read, 2 failure.

    Examples:
      kvitto export sie --out books.si

      kvitto export hledger --book 0180 --from 2026-01-01 --until 2026-12-31 --out books.journal
    """
    asked, numbers = wanted(book, first, last), read_chart_file(chart)
    if out.exists():
        raise WrongUseError(f"{out} exists already. Name a file that does not.")
    found = _exported(form, out, asked, numbers, stale=stale)
    if as_json:
        print_json(export_json(found))
    else:
        screen().print(export_report(found))
    return FOUND if found.parked[0] else ALL_RIGHT


def _exported(form: str, out: Path, asked: Wanted, chart: Chart, *, stale: bool) -> Exported:
    with read_books(stale=stale) as books:
        of = book_of(books.connection, asked, chart)
        if of is None:
            raise WrongUseError(
                f"Nothing is booked on these days in the book of {owner_of(asked.book or AGENCY)}."
                f" See what is: {program()} trial-balance"
            )
        faults = list(FORMATS[form].faults(of))
        if faults:
            raise WrongUseError(
                f"{form} cannot say everything in this book: {'; '.join(faults)}. Give the accounts"
                " other names in a chart of your own, or take another format."
            )
        vouchers = _write(books.connection, of, asked, chart, (FORMATS[form], out))
        return Exported(form, out, of, vouchers, FORMATS[form].read_by, books.parked)


def book_of(connection: Connection, asked: Wanted, chart: Chart) -> Book | None:
    """Return whose book it is, with its days and accounts; None where nothing is booked."""
    days = booked.span(connection, asked)
    if days is None or asked.book is None:
        return None
    balance = trial_balances(booked.sums(connection, asked, chart.changes()), chart)[asked.book]
    return Book(
        asked.book,
        owner_of(asked.book),
        _ORGANISATION_NUMBER if asked.book == AGENCY else None,
        *days,
        tuple(balance.accounts),
        version("kvitto"),
        local_date(datetime.now(UTC)),
    )


def _write(
    connection: Connection, of: Book, asked: Wanted, chart: Chart, where: tuple[Format, Path]
) -> int:
    """Write the file beside its place and move it there, so that a part of one is never read."""
    form, out = where
    count = 0

    def counted() -> Iterator[tuple[str, list[booked.Posting]]]:
        nonlocal count
        for event in booked.events(connection, asked):
            count += 1
            yield event

    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding=form.encoding, newline="") as file:
            file.writelines(form.lines(of, Numbering(chart).vouchers(counted())))
        part.rename(out)
    except OSError as failure:
        raise WrongUseError(
            f"{out} cannot be written: {failure.strerror}. Name a file in a folder of yours."
        ) from failure
    finally:
        with suppress(OSError):
            part.unlink()
    return count
