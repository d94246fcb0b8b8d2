"""
A chart: which number and name each account has in each kind of book, from which day.

A packaged chart, or the text of another, is read whole or refused with every fault
at once. Amounts never depend on it: postings are kept by role.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, get_args

from ledger.postings.posting import AGENCY, Account
from ledger.rules.tables import Table, document
from ledger.rules.values import MARKS, Mark, RulebookError

BookKind = Literal["AGENCY", "MUNICIPALITY"]
AccountKind = Literal["ASSET", "LIABILITY", "INCOME", "COST"]

_BOOKS: Final[tuple[BookKind, ...]] = get_args(BookKind)
_KINDS: Final[tuple[AccountKind, ...]] = get_args(AccountKind)
_LONGEST_NUMBER: Final = 6
_OF_AGENCY_ONLY: Final = frozenset(Account) - {Account.SICK_PAY_COST}
#: The accounts that each kind of book has.
ACCOUNTS: Final[Mapping[BookKind, frozenset[Account]]] = {
    "AGENCY": _OF_AGENCY_ONLY,
    "MUNICIPALITY": frozenset(
        {
            Account.BANK,
            Account.SICK_PAY_COST,
            Account.CLAIM_PAYABLES,
            Account.CLAIM_RECEIVABLES,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Numbered:
    """An account with its number and name, from a day on."""

    account: Account
    number: str
    says: str
    kind: AccountKind
    in_force_from: date
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Chart:
    """All accounts of both kinds of book, each with its numbers from the first to the last."""

    name: str
    accounts: Mapping[tuple[BookKind, Account], tuple[Numbered, ...]]

    def on(self, book: str, account: Account, day: date) -> Numbered:
        """Return the number of an account of a book on a day, the first for days before it."""
        found, *later = self.accounts[_kind_of(book), account]
        for of in later:
            if of.in_force_from <= day:
                found = of
        return found

    def changes(self) -> list[date]:
        """Return the days from which any account has another number, in order."""
        return sorted({of.in_force_from for every in self.accounts.values() for of in every[1:]})


def load_chart(text: str | None = None) -> Chart:
    """Return the chart that is written, or the latest packaged one; raise `RulebookError`."""
    return _packaged() if text is None else read_chart(text, "chart")


def read_chart(text: str, subject: str) -> Chart:
    """Read a chart; `subject` is how a fault names the file."""
    faults: list[str] = []
    top = document(text, faults)
    if faults:
        raise RulebookError(subject, faults)
    name = top.text("chart")
    read = [_account(row) for row in top.tables("accounts")]
    top.close()
    accounts: dict[tuple[BookKind, Account], tuple[Numbered, ...]] = {}
    if not faults:
        for key, of in sorted(read, key=lambda one: one[1].in_force_from):
            accounts[key] = (*accounts.get(key, ()), of)
        faults += _missing(accounts)
        faults += _shared(accounts)
    if faults:
        raise RulebookError(subject, faults)
    return Chart(name, accounts)


def _account(row: Table) -> tuple[tuple[BookKind, Account], Numbered]:
    book = row.choice("book", _BOOKS)
    account = Account(row.choice("name", [of.value for of in Account]))
    number = row.text("number")
    if number and not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        row.fault(f"{number!r} is no account; write one to {_LONGEST_NUMBER} figures")
    if account not in ACCOUNTS[book]:
        row.fault(f"a book of the {book} has no account {account}; remove it")
    of = Numbered(
        account,
        number,
        row.text("says"),
        row.choice("kind", _KINDS),
        row.day("in_force_from"),
        row.text("source"),
        row.choice("mark", MARKS),
    )
    return (book, account), of


def _missing(accounts: Mapping[tuple[BookKind, Account], object]) -> Iterator[str]:
    for book, wanted in ACCOUNTS.items():
        for account in sorted(wanted):
            if (book, account) not in accounts:
                yield f"the {book} has no account for {account}; add one with its source"


def _shared(accounts: Mapping[tuple[BookKind, Account], tuple[Numbered, ...]]) -> Iterator[str]:
    """Yield the numbers that two accounts of a book would have, so that neither can be read."""
    owners: dict[tuple[BookKind, str], Account] = {}
    for (book, account), every in accounts.items():
        starts = [of.in_force_from for of in every]
        if len(set(starts)) < len(starts):
            yield f"{account} of the {book} begins twice on one day; keep one"
        for of in every:
            owner = owners.setdefault((book, of.number), account)
            if owner is not account:
                yield f"{account} and {owner} of the {book} share the number {of.number}"


def _kind_of(book: str) -> BookKind:
    return "AGENCY" if book == AGENCY else "MUNICIPALITY"


@lru_cache(maxsize=1)
def _packaged() -> Chart:
    folder = files("ledger.postings") / "charts"
    path = max((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=str)
    return read_chart(path.read_text("utf-8"), path.name)
