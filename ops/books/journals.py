"""
Journals in plain text, as beancount, hledger and Ledger read them.

hledger and Ledger read the same file. Accounts are opened or declared first, so that a
strict run of either finds no name that is not known.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.postings.chart import Numbered
from ops.books.voucher import Book, Voucher, amount_text

CURRENCY: Final = "SEK"
_ROOTS: Final = {
    "ASSET": "Assets",
    "LIABILITY": "Liabilities",
    "INCOME": "Income",
    "COST": "Expenses",
}


def account_name(of: Numbered) -> str:
    """Return an account as these programs name it: `Assets:1910-Bank`."""
    role = "".join(word.capitalize() for word in of.account.value.split("_"))
    return f"{_ROOTS[of.kind]}:{of.number}-{role}"


def beancount_lines(book: Book, vouchers: Iterable[Voucher]) -> Iterator[str]:
    """Yield a file for beancount piece by piece."""
    yield f'option "title" "{book.owner}"\noption "operating_currency" "{CURRENCY}"\n\n'
    names = {of: account_name(of) for of in book.accounts}
    for name in names.values():
        yield f"{book.first} open {name} {CURRENCY}\n"
    for voucher in vouchers:
        head = f'\n{voucher.booked_on} * "{voucher.says}"\n  event: "{voucher.event}"\n'
        yield head + "".join(
            f"  {names[of]}  {amount_text(ore)} {CURRENCY}\n" for of, ore in voucher.legs
        )


def journal_lines(book: Book, vouchers: Iterable[Voucher]) -> Iterator[str]:
    """Yield a journal for hledger or Ledger piece by piece."""
    yield f"; {book.owner}\n\ncommodity {CURRENCY}\n    format 1000.00 {CURRENCY}\n\n"
    names = {of: account_name(of) for of in book.accounts}
    for name in names.values():
        yield f"account {name}\n"
    for voucher in vouchers:
        head = f"\n{voucher.booked_on} * ({voucher.number}) {voucher.says}\n"
        yield f"{head}    ; event {voucher.event}\n" + "".join(
            f"    {names[of]}  {amount_text(ore)} {CURRENCY}\n" for of, ore in voucher.legs
        )
