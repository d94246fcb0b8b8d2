"""
What every kind of file is to an import: papers, each of which becomes one document or none.

A paper is one line of JSON, or the rows of one form in a sheet
(`consumers.sheets`). Recording papers belongs to `consumers.rows`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, Protocol

from consumers.lines import Line, read_lines
from schemas.boundary import LONGEST_LINE, Document, Reason, read_document, set_aside

#: The reasons against a paper, by the number of the line in which they lie.
Faults = Mapping[int, Sequence[Reason]]

_TOO_LONG: Final = Reason(
    "line",
    f"the line is longer than {LONGEST_LINE} bytes.",
    "Write one document a line, with a line break after each.",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """
    The lines of one paper, and its document or what is wrong in which of them.

    Without document and without faults a paper is rejected for a fault that is
    said of another. `aside` is what is kept of a transfer record without form.
    """

    lines: Sequence[Line]
    found: Document | Faults
    aside: Document | None = None


class Source(Protocol):
    """A file of papers; `head` is what a file of its rejected rows begins with."""

    @property
    def head(self) -> bytes: ...

    def papers(self) -> Iterator[Paper]:
        """Yield the papers from the beginning, as often as it is asked."""
        ...

    def placed(self, paper: Paper, reason: Reason) -> Faults:
        """Return what the ledger says against a paper, in the file's own terms."""
        ...

    def kept(self, piece: bytes) -> bytes:
        """Return the bytes of a line, or a piece of one, as they are set aside."""
        ...


class JsonLines:
    """Documents as JSON, one a line."""

    head: bytes = b""

    def __init__(self, file: IO[bytes]) -> None:
        """Keep the open file."""
        self._file = file

    def papers(self) -> Iterator[Paper]:
        """Yield a paper for every line that is not blank."""
        self._file.seek(0)
        for line in read_lines(self._file):
            found = [_TOO_LONG] if line.rest is not None else read_document(line.text)
            if isinstance(found, list):
                aside = None if line.rest is not None else set_aside(line.text, found)
                yield Paper((line,), {line.number: found}, aside)
            else:
                yield Paper((line,), found)

    def placed(self, paper: Paper, reason: Reason) -> Faults:
        """Return the reason at the paper's line."""
        return {paper.lines[0].number: (reason,)}

    def kept(self, piece: bytes) -> bytes:
        """Return the bytes as they came."""
        return piece
