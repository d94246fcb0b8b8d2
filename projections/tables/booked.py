"""
Reading stored postings: summed by account, and one by one as they were booked.

Days are half-open spans; a book is `FK` or the code of a municipality.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.postings import Account, Posting
from ledger.postings.posting import Entry
from ledger.postings.trial import Summed
from projections.tables.connecting import Connection

#: Rows that a reader has in hand at once.
_AT_ONCE: Final = 5_000
_WHERE: Final = (
    " where (%(book)s::text is null or book = %(book)s)"
    " and (%(first)s::date is null or booked_on >= %(first)s)"
    " and (%(after)s::date is null or booked_on < %(after)s)"
)
_SUMS: Final = "select book, debit, credit, sum(ore)::bigint, count(*) from kvitto.postings"
_ROWS: Final = (
    "select case_id, event_id, cause, booked_on, ore, book, debit, credit, month, period,"
    " municipality, party from kvitto.postings"
)
_SPAN: Final = "select min(booked_on), max(booked_on) from kvitto.postings"
_ACCOUNTS: Final[dict[str, Account]] = {of.value: of for of in Account}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which postings are read: of one book or all, booked from a day and before another."""

    book: str | None = None
    first: date | None = None
    after: date | None = None

    @property
    def arguments(self) -> dict[str, object]:
        """What a query is given."""
        return {"book": self.book, "first": self.first, "after": self.after}

    def split(self, changes: Sequence[date]) -> Iterator["Wanted"]:
        """Yield the same cut at the days on which a chart changes."""
        first = self.first
        for day in changes:
            if (first is None or first < day) and (self.after is None or day < self.after):
                yield Wanted(self.book, first, day)
                first = day
        yield Wanted(self.book, first, self.after)


def sums(connection: Connection, wanted: Wanted, changes: Sequence[date] = ()) -> list[Summed]:
    """Return what passed between each two accounts, apart where a chart changes."""
    found: list[Summed] = []
    for part in wanted.split(changes):
        query = f"{_SUMS}{_WHERE} group by 1, 2, 3 order by 1, 2, 3".encode()
        for book, debit, credit, ore, count in connection.execute(query, part.arguments):
            accounts = (_ACCOUNTS[debit], _ACCOUNTS[credit])
            found.append(Summed(book, *accounts, ore, count, part.first or date.min))
    return found


def span(connection: Connection, wanted: Wanted) -> tuple[date, date] | None:
    """Return the first and the last day on which something was booked, None where nothing was."""
    query = f"{_SPAN}{_WHERE}".encode()
    ((first, last),) = connection.execute(query, wanted.arguments).fetchall()
    return None if first is None else (first, last)


def events(connection: Connection, wanted: Wanted) -> Iterator[tuple[str, list[Posting]]]:
    """
    Yield what each event booked in one book, in the order of days, with its case's id.

    Read over a cursor of the server, so that a nation's year does not lie in memory.
    """
    with connection.cursor(name="kvitto_postings", binary=True) as cursor:
        cursor.itersize = _AT_ONCE
        query = f"{_ROWS}{_WHERE} order by booked_on, case_id, number"
        cursor.execute(query.encode(), wanted.arguments)
        gathered: list[Posting] = []
        case = ""
        for row in cursor:
            posting = _posting(row)
            if gathered and not _together(gathered[0], posting):
                yield from _by_book(case, gathered)
                gathered = []
            gathered.append(posting)
            case = row[0].hex
        yield from _by_book(case, gathered)


def _together(one: Posting, other: Posting) -> bool:
    return one.event_id == other.event_id


def _by_book(case: str, gathered: Sequence[Posting]) -> Iterator[tuple[str, list[Posting]]]:
    books = dict.fromkeys(posting.entry.book for posting in gathered)
    for book in books:
        yield case, [posting for posting in gathered if posting.entry.book == book]


def _posting(row: Sequence[Any]) -> Posting:
    _, event_id, cause, booked_on, ore, book, debit, credit, *rest = row
    entry = Entry(book, _ACCOUNTS[debit], _ACCOUNTS[credit], *rest)
    return Posting(event_id, cause, booked_on, entry, ore)


def parked(connection: Connection) -> tuple[int, int]:
    """Return how many cases are not booked since they cannot be read, and the öre ordered there."""
    rows = connection.execute(
        "select count(*), coalesce(sum(k.ore_at_risk), 0)::bigint from kvitto.projection_parked k"
        " join kvitto.projections p using (name, side) where p.is_shown and k.name = 'postings'"
    )
    ((count, ore),) = rows.fetchall()
    return count, ore
