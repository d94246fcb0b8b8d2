"""
A file read line by line in bounded memory, and told apart from what is no text.

A line longer than what is read for may be is never held: it is handed on in
pieces. What the lines say belongs to `schemas.boundary` and `consumers.sheets`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from schemas.boundary import BYTE_ORDER_MARK, LONGEST_LINE

_PROBE: Final = 1 << 16
_PIECE: Final = 1 << 16


class NoTextFileError(Exception):
    """The file cannot be read as lines of text at all; the message says why and what now."""


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line of a file: its number from 1, the bytes as they came, and what to read.

    `raw` includes the line break; `text` lacks the byte order mark with which a
    file may begin. A line that is too long has only its beginning in `raw`, and
    its `rest` is taken in pieces before the next line, or passed over.
    """

    number: int
    raw: bytes
    text: bytes
    rest: Iterator[bytes] | None = None


def open_text(path: Path, advice: str = "Send one JSON document a line, in UTF-8.") -> IO[bytes]:
    """
    Return the file opened for reading; raises `NoTextFileError` with a sentence.

    `advice` is said of a file that is no text: what to send instead.
    """
    if not path.exists():
        raise NoTextFileError("There is no such file. Check the path.")
    if not path.is_file():
        raise NoTextFileError(
            "It is neither a file nor a folder. Name a file or a folder of files."
        )
    try:
        file = path.open("rb")
    except OSError as fault:
        raise NoTextFileError(
            f"It cannot be opened: {fault.strerror}. Let the user who runs this read it."
        ) from fault
    try:
        _refuse_what_is_no_text(file.read(_PROBE), advice)
        file.seek(0)
    except NoTextFileError:
        file.close()
        raise
    except OSError as fault:
        file.close()
        raise NoTextFileError(f"It cannot be read: {fault.strerror}.") from fault
    return file


def _refuse_what_is_no_text(start: bytes, advice: str) -> None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoTextFileError("It is written in UTF-16. Save it as UTF-8 and import it again.")
    if b"\0" in start:
        raise NoTextFileError(
            "It holds zero bytes, so it is a binary file (a spreadsheet, an archive) or UTF-16."
            f" {advice}"
        )


def read_lines(file: IO[bytes]) -> Iterator[Line]:
    """Yield the lines that are not blank."""
    for line in every_line(file):
        if line.rest is not None or (line.text and not line.text.isspace()):
            yield line


def every_line(file: IO[bytes], longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Yield every line; of one with more than `longest` bytes the rest stays in pieces."""
    number = 0
    while raw := file.readline(longest + 1):
        number += 1
        text = raw.removeprefix(BYTE_ORDER_MARK) if number == 1 else raw
        if len(raw) > longest and not raw.endswith(b"\n"):
            rest = _rest_of_line(file)
            yield Line(number, raw, text, rest)
            for _ in rest:
                pass
        else:
            yield Line(number, raw, text)


def _rest_of_line(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what remains of the line in pieces, its line break included."""
    while piece := file.readline(_PIECE):
        yield piece
        if piece.endswith(b"\n"):
            return
