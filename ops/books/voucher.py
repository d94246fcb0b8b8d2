"""
A voucher: what one event booked in one book, with the numbers that a chart gives.

Names no person: a case and an event are the beginnings of random ids. How it is
written belongs to the format.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.amounts import month_text
from ledger.postings import Account, Posting
from ledger.postings.chart import Chart, Numbered

#: Figures of an id: enough to find it again in a nation's year.
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Book:
    """Whose books they are, and which days and accounts the vouchers have."""

    code: str
    owner: str
    organisation_number: str | None
    first: date
    last: date
    accounts: Sequence[Numbered]
    program_version: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Voucher:
    """The legs of one event: an account and öre, above zero where it is debited."""

    number: int
    booked_on: date
    says: str
    event: str
    legs: Sequence[tuple[Numbered, int]]


class Numbering:
    """Gives postings the numbers of a chart, each account looked up once a day at the most."""

    def __init__(self, chart: Chart) -> None:
        """Look accounts up in this chart."""
        self._chart = chart
        self._changes = chart.changes()
        self._found: dict[tuple[str, Account, int], Numbered] = {}

    def vouchers(self, events: Iterable[tuple[str, Sequence[Posting]]]) -> Iterator[Voucher]:
        """Yield a voucher for each event of one book, numbered from one."""
        for number, (case, postings) in enumerate(events, start=1):
            first = postings[0]
            entry = first.entry
            month = "" if entry.month is None else f" {month_text(entry.month)}"
            legs: list[tuple[Numbered, int]] = []
            for posting in postings:
                legs.append((self._on(posting, posting.entry.debit), posting.ore))
                legs.append((self._on(posting, posting.entry.credit), -posting.ore))
            says = f"{first.cause}{month} case {case[:_SHOWN]}"
            yield Voucher(number, first.booked_on, says, first.event_id.hex[:_SHOWN], legs)

    def _on(self, posting: Posting, account: Account) -> Numbered:
        stretch = sum(day <= posting.booked_on for day in self._changes)
        key = (posting.entry.book, account, stretch)
        found = self._found.get(key)
        if found is None:
            found = self._chart.on(posting.entry.book, account, posting.booked_on)
            self._found[key] = found
        return found


def amount_text(ore: int) -> str:
    """Return öre as kronor with a decimal point, as programs read them."""
    kronor, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kronor}.{rest:02d}"
