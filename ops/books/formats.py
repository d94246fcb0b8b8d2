"""
Which formats there are: what each is called, how it is encoded and written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ops.books.journals import beancount_lines, journal_lines
from ops.books.sie import ENCODING, sie_faults, sie_lines
from ops.books.voucher import Book, Voucher


@dataclass(frozen=True, slots=True)
class Format:
    """A format, what of a book it cannot say, and how another program is asked what it read."""

    lines: Callable[[Book, Iterable[Voucher]], Iterator[str]]
    encoding: str
    read_by: str
    faults: Callable[[Book], Iterable[str]] = lambda _: ()


FORMATS: Final[Mapping[str, Format]] = {
    "sie": Format(sie_lines, ENCODING, "the import of a bookkeeping program (SIE 4I)", sie_faults),
    "beancount": Format(beancount_lines, "utf-8", "bean-check {file}"),
    "hledger": Format(journal_lines, "utf-8", "hledger -f {file} balance"),
    "ledger": Format(journal_lines, "utf-8", "ledger -f {file} balance"),
}
