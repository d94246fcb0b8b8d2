"""
The trial balance on the screen, and for a program.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.postings import AGENCY, Account
from ledger.postings.chart import Chart
from ledger.postings.trial import TrialBalance
from ops.show.books.parked import parked_json, parked_notes
from ops.show.money import amount, kronor, number, signed
from ops.show.program import next_line, program
from ops.show.quantities import counted, instant_text
from ops.show.screen import DOUBTFUL, STRONG, figures, grid, heading, names, spaced, table, words
from ops.show.words import municipality
from projections.tables.booked import Wanted

AGENCY_NAME = "Försäkringskassan"
#: Municipalities whose books are shown when no book is asked for.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Booked:
    """The trial balance of each book: how far booking has come, and by which chart."""

    position: int
    recorded_at: datetime | None
    head: int
    wanted: Wanted
    chart: Chart
    books: dict[str, TrialBalance]
    parked: tuple[int, int]


def owner_of(book: str) -> str:
    """Return whose a book is."""
    return AGENCY_NAME if book == AGENCY else municipality(book)


def trial_balance_report(of: Booked) -> Group:
    """Return the trial balance of every book that was asked for, the largest of many."""
    parts: list[RenderableType] = [heading("Kvitto trial balance"), _head(of)]
    books = list(of.books.items())
    if of.wanted.book is None:
        municipal = [item for item in books if item[0] != AGENCY]
        municipal.sort(key=lambda item: -item[1].postings)
        books = [item for item in books if item[0] == AGENCY] + municipal[:_SHOWN]
    for book, balance in books:
        title = heading(f"Book of {owner_of(book)}", counted(balance.postings, "posting"))
        parts.append(Group(title, _accounts(balance)))
    parts += _notes(of, len(of.books) - len(books))
    return Group(*spaced(parts), _next(of))


def _head(of: Booked) -> RenderableType:
    behind = max(0, of.head - of.position)
    how_far = "where the log ends" if not behind else f"{counted(behind, 'event')} behind"
    when = "" if of.recorded_at is None else f", recorded at {instant_text(of.recorded_at)}"
    return grid(
        [
            ("Up to", f"position {number(of.position)}{when}: {how_far}"),
            ("Booked", _days(of.wanted.first, of.wanted.after)),
            ("Chart", f"{of.chart.name}, whose numbers are {_marks(of.chart)}"),
        ]
    )


def _days(first: date | None, after: date | None) -> str:
    if first is None and after is None:
        return "on any day"
    start = "the first day" if first is None else str(first)
    return f"{start} to {'the last' if after is None else after - timedelta(1)}"


def _marks(chart: Chart) -> str:
    return " and ".join(sorted({one.mark for every in chart.accounts.values() for one in every}))


def _accounts(balance: TrialBalance) -> RenderableType:
    rows = table(
        names("account"),
        words("name"),
        figures("debit, kr"),
        figures("credit, kr"),
        figures("balance, kr"),
    )
    for of, turnover in balance.accounts.items():
        rows.add_row(
            of.number,
            of.says,
            amount(turnover.debit_ore),
            amount(turnover.credit_ore),
            signed(turnover.balance_ore),
        )
    rows.add_section()
    total = [amount(balance.debit_ore), amount(balance.credit_ore)]
    left = signed(balance.debit_ore - balance.credit_ore)
    rows.add_row(Text("all", STRONG), "", *total, left)
    return rows


def _notes(of: Booked, left_out: int) -> Iterator[Text]:
    """Yield what the reader should know of these books."""
    for book, balance in of.books.items():
        for account, turnover in balance.accounts.items():
            if account.account is Account.CLEARING and turnover.balance_ore:
                yield Text(
                    f"Account {account.number} of book {book} is not empty: of"
                    f" {kronor(abs(turnover.balance_ore))} the bank or a municipality has spoken,"
                    " and no known document explains them.",
                    DOUBTFUL,
                )
    if left_out:
        yield Text(
            f"Not shown: {counted(left_out, 'more book')} of municipalities. One with --book CODE,"
            " all with --json."
        )
    yield from parked_notes(of.parked)


def _next(of: Booked) -> Text:
    if not of.books:
        return next_line(f"Next: {program()} ingest PATH, because no event here moves money.")
    book = next(iter(of.books))
    return next_line(f"Next: {program()} export sie --book {book} --out books-{book}.si")


def trial_balance_json(of: Booked) -> dict[str, object]:
    """Return every book for a program, in whole öre."""
    after = of.wanted.after
    return {
        "position": of.position,
        "recorded_at": None if of.recorded_at is None else of.recorded_at.isoformat(),
        "events_behind": max(0, of.head - of.position),
        "booked_from": None if of.wanted.first is None else of.wanted.first.isoformat(),
        "booked_until": None if after is None else (after - timedelta(1)).isoformat(),
        "chart": of.chart.name,
        "parked": parked_json(of.parked),
        "books": [
            {
                "book": book,
                "owner": owner_of(book),
                "postings": balance.postings,
                "debit_ore": balance.debit_ore,
                "credit_ore": balance.credit_ore,
                "accounts": [
                    {
                        "account": account.account.value,
                        "number": account.number,
                        "name": account.says,
                        "kind": account.kind,
                        "debit_ore": turnover.debit_ore,
                        "credit_ore": turnover.credit_ore,
                        "balance_ore": turnover.balance_ore,
                        "mark": account.mark,
                    }
                    for account, turnover in balance.accounts.items()
                ],
            }
            for book, balance in of.books.items()
        ],
    }
