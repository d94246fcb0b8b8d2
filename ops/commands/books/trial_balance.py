"""
`kvitto trial-balance`: per account what was debited and credited, and what is left.
"""

from typing import Annotated

import typer

from ledger.postings.chart import Chart
from ledger.postings.trial import trial_balances
from ops.commands.books.opened import (
    ChartFile,
    FromDay,
    UntilDay,
    read_book,
    read_books,
    read_chart_file,
    wanted,
)
from ops.commands.failures import ALL_RIGHT, FOUND
from ops.commands.options import AsJson, Stale
from ops.show.books.trial_balance import Booked, trial_balance_json, trial_balance_report
from ops.show.screen import print_json, screen
from projections.tables import booked
from projections.tables.booked import Wanted


def trial_balance(
    *,
    book: Annotated[
        str | None,
        typer.Option(
            metavar="FK|CODE",
            parser=read_book,
            help="One book: FK, or a municipality's by its code. Not given: all of them.",
        ),
    ] = None,
    first: FromDay = None,
    last: UntilDay = None,
    chart: ChartFile = None,
    stale: Stale = False,
    as_json: AsJson = False,
) -> int:
    """
    Show the trial balance: debit, credit and balance of every account, from stored postings.

    Every event that moves money is booked in double entry, on the day on which it was known:
    Försäkringskassan's book, and for sick pay the municipality's own. First brings the postings
    up to date with the ledger, unless --stale is given.

    Exit code: 0 all cases are booked, 1 some could not be read, 2 failure.

    Examples:
      kvitto trial-balance

      kvitto trial-balance --book 0180 --from 2026-01-01 --until 2026-03-31 --json
    """
    asked, numbers = wanted(book, first, last), read_chart_file(chart)
    found = _booked(asked, numbers, stale=stale)
    if as_json:
        print_json(trial_balance_json(found))
    else:
        screen().print(trial_balance_report(found))
    return FOUND if found.parked[0] else ALL_RIGHT


def _booked(asked: Wanted, numbers: Chart, *, stale: bool) -> Booked:
    with read_books(stale=stale) as books:
        position, store = books.place.position, books.models.store
        sums = booked.sums(books.connection, asked, numbers.changes())
        return Booked(
            position,
            store.recorded_at(position),
            position + store.follower.told_after(position),
            asked,
            numbers,
            trial_balances(sums, numbers),
            books.parked,
        )
