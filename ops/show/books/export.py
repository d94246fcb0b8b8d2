"""
What was exported, on the screen and for a program.
"""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Group
from rich.text import Text

from ops.books.voucher import Book
from ops.show.books.parked import parked_json, parked_notes
from ops.show.program import next_line
from ops.show.quantities import counted


@dataclass(frozen=True, slots=True)
class Exported:
    """A book that was written to a file, and who reads it."""

    form: str
    out: Path
    book: Book
    vouchers: int
    read_by: str
    parked: tuple[int, int]


def export_report(of: Exported) -> Group:
    """Return what was written, and how it is read."""
    book = of.book
    said = (
        f"Wrote {counted(of.vouchers, 'voucher')} of {book.owner}, booked {book.first} to"
        f" {book.last}, on {counted(len(book.accounts), 'account')}."
    )
    reading = of.read_by.format(file=of.out)
    notes = [Text(said), *parked_notes(of.parked)]
    return Group(*notes, next_line(f"Wrote {of.out}. Next: {reading}"))


def export_json(of: Exported) -> dict[str, object]:
    """Return what was written for a program."""
    return {
        "format": of.form,
        "file": str(of.out),
        "book": of.book.code,
        "booked_from": of.book.first.isoformat(),
        "booked_until": of.book.last.isoformat(),
        "vouchers": of.vouchers,
        "accounts": len(of.book.accounts),
        "parked": parked_json(of.parked),
    }
