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


def sie_faults(book: Book) -> Iterator[str]:
    """Yield the names in a book that the format cannot say, each with what it lacks."""
    names = [(f"account {of.number}", of.says) for of in book.accounts]
    for what, name in [("its owner", book.owner), *names]:
        signs = sorted({sign for sign in name if not _is_sayable(sign)})
        if signs:
            # In code points, since a sign that cannot be written may not be seen either.
            points = ", ".join(f"U+{ord(sign):04X}" for sign in signs)
            yield f"{what} is called {name!r}, and the format has no {points}"


def _is_sayable(sign: str) -> bool:
    """Tell whether a character is in the code page, and neither ends a line nor escapes."""
    try:
        sign.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return sign.isprintable() and sign != "\\"


def _quoted(text: str) -> str:
    """Return a text in quotation marks; whatever the format cannot say was refused before."""
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'
