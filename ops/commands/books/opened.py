"""
What the commands over the books share: which book, which days, which chart.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from ledger.postings import AGENCY
from ledger.postings.chart import Chart, load_chart
from ops.commands.failures import WrongUseError
from ops.commands.options import read_day
from ops.commands.readmodels.opened import ReadModels, open_read_models, progress
from ops.show.program import program
from projections.tables import booked, places
from projections.tables.booked import Wanted
from projections.tables.connecting import Connection
from schemas.boundary.municipalities import CODES

POSTINGS: Final = "postings"


def read_book(text: str) -> str:
    """Return the book that is meant: the agency's, or a municipality's by its code."""
    if text.upper() == AGENCY:
        return AGENCY
    if text not in CODES:
        raise typer.BadParameter(
            f"{text!r} is no book; give {AGENCY}, or a municipality's code of four figures."
        )
    return text


FromDay = Annotated[
    date | None,
    typer.Option("--from", metavar="DAY", parser=read_day, help="The first day of booking."),
]
UntilDay = Annotated[
    date | None,
    typer.Option(
        "--until", metavar="DAY", parser=read_day, help="The last day of booking, included."
    ),
]
ChartFile = Annotated[
    Path | None,
    typer.Option(
        "--chart", metavar="FILE", help="Other account numbers: a chart as the packaged one."
    ),
]


def wanted(book: str | None, first: date | None, last: date | None) -> Wanted:
    """Return which postings are asked for; refuse days that end before they begin."""
    if first is not None and last is not None and last < first:
        raise WrongUseError(
            f"--until {last} lies before --from {first}, so no day is asked for. Turn them round."
        )
    return Wanted(book, first, None if last is None else last + timedelta(1))


def read_chart_file(path: Path | None) -> Chart:
    """Return the packaged chart, or that of a file."""
    if path is None:
        return load_chart()
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise WrongUseError(
            f"{path} is no text in UTF-8. Save the chart in UTF-8, and give the command again."
        ) from None
    except OSError as failure:
        raise WrongUseError(
            f"{path} cannot be read: {failure.strerror}. Name the file of a chart."
        ) from failure
    return load_chart(text)


@dataclass(frozen=True, slots=True)
class Books:
    """
    The open postings, read in one transaction: how far they have come, and what they lack.

    `parked` are the cases that could not be read, and the öre ordered there.
    """

    models: ReadModels
    connection: Connection
    place: places.Place
    parked: tuple[int, int]


@contextmanager
def read_books(*, stale: bool) -> Generator[Books]:
    """Yield the postings, brought up to date unless they are wanted as they are."""
    with open_read_models() as models:
        if not stale:
            with progress("Booking") as tell:
                models.runner.catch_up([POSTINGS], tell=tell)
        with models.tables.transaction(is_reading=True) as connection:
            shown = [place for place in places.places(connection, [POSTINGS]) if place.is_shown]
            if not shown:
                raise WrongUseError(
                    "Nothing was booked yet, so there is nothing to read. Book it: leave --stale"
                    f" out, or give {program()} rebuild {POSTINGS}"
                )
            models.runner.refuse_outdated(shown[0])
            yield Books(models, connection, shown[0], booked.parked(connection))
