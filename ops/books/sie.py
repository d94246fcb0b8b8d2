"""
SIE 4I: vouchers for another bookkeeping program, in the Swedish interchange format.

Type 4 in its import form: no opening or closing balances stand in it. Text is in code
page 437, amounts have a decimal point, and each voucher sums to zero. Source: the SIE
group's specification of the file format, types 1-4.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ops.books.voucher import Book, Voucher, amount_text

ENCODING: Final = "cp437"
SERIES: Final = "K"
_LINE_END: Final = "\r\n"
_TYPES: Final = {"ASSET": "T", "LIABILITY": "S", "INCOME": "I", "COST": "K"}


def sie_lines(book: Book, vouchers: Iterable[Voucher]) -> Iterator[str]:
    """Yield the file piece by piece."""
    yield from (f"{line}{_LINE_END}" for line in _head(book))
    for voucher in vouchers:
        day = f"{voucher.booked_on:%Y%m%d}"
        lines = [f'#VER "{SERIES}" "{voucher.number}" {day} {_quoted(voucher.says)}', "{"]
        lines += [
            f'#TRANS {account.number} {{}} {amount_text(ore)} {day} "{voucher.event}"'
            for account, ore in voucher.legs
        ]
        yield _LINE_END.join((*lines, "}", ""))


def _head(book: Book) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield f'#PROGRAM "Kvitto" "{book.program_version}"'
    yield "#FORMAT PC8"
    yield f"#GEN {book.made_on:%Y%m%d}"
    yield "#SIETYP 4"
    if book.organisation_number is not None:
        yield f"#ORGNR {book.organisation_number}"
    yield f"#FNAMN {_quoted(book.owner)}"
    # The year of the last voucher is number 0, those before it are below zero.
    for year in range(book.last.year, book.first.year - 1, -1):
        yield f"#RAR {year - book.last.year} {year}0101 {year}1231"
    for account in book.accounts:
        yield f"#KONTO {account.number} {_quoted(account.says)}"
        yield f"#KTYP {account.number} {_TYPES[account.kind]}"


def _quoted(text: str) -> str:
    """Return a text in quotation marks, without characters that end a field or a line."""
    kept = "".join(sign for sign in text if sign.isprintable())
    escaped = kept.replace("\\", "").replace('"', '\\"')
    return f'"{escaped}"'
