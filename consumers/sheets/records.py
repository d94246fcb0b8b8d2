"""
The rows of a sheet, one after the other, each with its line and its cells.

A row that cannot be split into cells is handed on with the reason, and the next
one is read as if nothing had been: an open quotation mark swallows nothing. What
is not UTF-8 ends the reading. Columns belong to `consumers.sheets.header`.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from consumers.lines import Line, NoTextFileError, every_line
from schemas.boundary import Reason

SEPARATOR: Final = ";"
#: The place of a reason against a row as a whole.
WHOLE_ROW: Final = "row"
#: A row is some two hundred bytes, and one with line breaks in its cells a few lines.
_LONGEST_ROW: Final = 1 << 14
_MOST_LINES: Final = 20
_BREAK: Final = re.compile(r"[\r\n]")

NO_SHEET: Final = (
    "Save the sheet as CSV UTF-8 with semicolons, and import that. Nothing of it was imported."
)
_TOO_LONG: Final = Reason(
    WHOLE_ROW, f"the row is longer than {_LONGEST_ROW} bytes.", "Write one row a line."
)
_UNCLOSED: Final = Reason(
    WHOLE_ROW,
    "a quotation mark opens in the row and is not closed.",
    "Remove it; no value here needs quotation marks.",
)
_BROKEN: Final = Reason(
    WHOLE_ROW,
    "the quotation marks or line breaks of the row do not match.",
    "Remove them; no value here needs quotation marks.",
)


@dataclass(frozen=True, slots=True)
class Record:
    """A row: its line or lines, and its cells without the space around them, or a reason."""

    line: Line
    cells: list[str]
    fault: Reason | None = None


def read_records(file: IO[bytes]) -> Iterator[Record]:
    """Yield the rows from the beginning, the header first; empty ones are passed over."""
    file.seek(0)
    lines = every_line(file, _LONGEST_ROW)
    waiting: deque[Line] = deque()
    while (line := waiting.popleft() if waiting else next(lines, None)) is not None:
        if line.rest is not None:
            yield Record(line, [], _TOO_LONG)
        elif line.text.count(b'"') % 2:
            yield _joined(line, waiting, lines) or Record(line, _split(line), _UNCLOSED)
        elif (record := _record(line)) is not None:
            yield record


def _record(line: Line) -> Record | None:
    """Return the row on a line, or none where every cell is empty."""
    cells = _cells(line)
    if cells is None:
        return Record(line, _split(line), _BROKEN)
    return Record(line, cells) if any(cells) else None


def _joined(first: Line, waiting: deque[Line], lines: Iterator[Line]) -> Record | None:
    """Return the row that goes on over the next lines, or none if it does not end soon."""
    raw, text = first.raw, first.text
    for count in range(1, _MOST_LINES):
        if len(waiting) < count:
            following = next(lines, None)
            if following is None:
                return None
            waiting.append(following)
        if waiting[count - 1].rest is not None:
            return None
        raw += waiting[count - 1].raw
        text += waiting[count - 1].text
        if waiting[count - 1].text.count(b'"') % 2:
            whole = Line(first.number, raw, text)
            cells = _cells(whole)
            if cells is None:
                return None
            for _ in range(count):
                waiting.popleft()
            return Record(whole, cells)
    return None


def _cells(line: Line) -> list[str] | None:
    """Return the cells of a row, or none if its quotation marks do not match."""
    text = _decoded(line).rstrip("\r\n")
    if '"' not in text and "\r" not in text:
        # As the library would, and in a quarter of the time: most rows are so plain.
        return [cell.strip() for cell in text.split(SEPARATOR)]
    try:
        # One reader a row: what one row breaks is not carried over to the next.
        cells = next(csv.reader((text,), delimiter=SEPARATOR, strict=True), [""])
    except csv.Error:
        return None
    # A cell with line breaks and semicolons is other rows, between two stray quotation marks.
    if any(SEPARATOR in cell and _BREAK.search(cell) for cell in cells):
        return None
    return [cell.strip() for cell in cells]


def _split(line: Line) -> list[str]:
    """Return what stands between the semicolons of a row that has no cells."""
    return [cell.strip() for cell in _decoded(line).split(SEPARATOR)]


def _decoded(line: Line) -> str:
    try:
        return line.text.decode()
    except UnicodeDecodeError as fault:
        number = line.number + line.text.count(b"\n", 0, fault.start)
        raise NoTextFileError(
            f"Line {number} is not UTF-8: å, ä and ö as Windows-1252 writes them look like this."
            f" {NO_SHEET}"
        ) from fault
