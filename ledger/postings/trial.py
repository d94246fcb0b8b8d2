"""
A trial balance: per account what was debited and credited, and what is left.

Pure; sums of stored postings come in, however many stand behind each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ledger.postings.chart import Chart, Numbered
from ledger.postings.posting import Account


class Summed(NamedTuple):
    """Öre that passed between two accounts of a book, in so many postings, from a day on."""

    book: str
    debit: Account
    credit: Account
    ore: int
    postings: int
    booked_from: date


@dataclass(slots=True)
class Turnover:
    """What an account was debited and credited, in öre."""

    debit_ore: int = 0
    credit_ore: int = 0

    @property
    def balance_ore(self) -> int:
        """Debit less credit."""
        return self.debit_ore - self.credit_ore


@dataclass(slots=True)
class TrialBalance:
    """The accounts of one book, or of several together, by number; and how many postings."""

    accounts: dict[Numbered, Turnover] = field(default_factory=dict[Numbered, Turnover])
    postings: int = 0

    @property
    def debit_ore(self) -> int:
        """Everything debited."""
        return sum(of.debit_ore for of in self.accounts.values())

    @property
    def credit_ore(self) -> int:
        """Everything credited, which is the same."""
        return sum(of.credit_ore for of in self.accounts.values())


def trial_balances(sums: Iterable[Summed], chart: Chart) -> dict[str, TrialBalance]:
    """Return the trial balance of each book, the agency's first."""
    books: dict[str, TrialBalance] = {}
    for of in sums:
        book = books.setdefault(of.book, TrialBalance())
        debit = chart.on(of.book, of.debit, of.booked_from)
        credit = chart.on(of.book, of.credit, of.booked_from)
        book.accounts.setdefault(debit, Turnover()).debit_ore += of.ore
        book.accounts.setdefault(credit, Turnover()).credit_ore += of.ore
        book.postings += of.postings
    for book in books.values():
        numbered = sorted(book.accounts.items(), key=lambda item: item[0].number)
        book.accounts = dict(numbered)
    return dict(sorted(books.items(), key=lambda item: (item[0].isdigit(), item[0])))
