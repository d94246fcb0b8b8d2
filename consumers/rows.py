"""
The rows of one file on their way into the ledger, a chunk at a time.

A chunk is checked, recorded and, where rows are bad, set aside in the order of
the lines, so that memory stays bounded whatever the file. Which files there
are belongs to `consumers.files`.
"""

from collections.abc import Callable, Sequence
from typing import IO, Final

from consumers.lines import Line, read_lines
from consumers.rejects import Rejects
from consumers.report import MOST_NAMED, FileReport, IngestReport, RejectedRow
from ledger.services.intake import Answer, Ledger, Result, import_documents
from schemas.boundary import LONGEST_LINE, Document, Reason, read_document

#: Rows that are held and recorded together, whichever limit is reached first.
CHUNK_ROWS: Final = 4000
CHUNK_BYTES: Final = 8 << 20

#: A line, and what was read from it.
Row = tuple[Line, Document | list[Reason]]

_TOO_LONG: Final = Reason(
    "line",
    f"the line is longer than {LONGEST_LINE} bytes.",
    "Write one document a line, with a line break after each.",
)


class RowImport:
    """The import of one open file; without `rejects` its bad rows are only named."""

    def __init__(
        self, file: IO[bytes], rejects: Rejects | None, report: IngestReport, of_file: FileReport
    ) -> None:
        """Keep where the rows come from and where it is said what became of them."""
        self._file = file
        self._rejects = rejects
        self._report = report
        self._of_file = of_file

    def refuse_bad_rows(self) -> bool:
        """Name the rows without a form and import nothing; tell whether there are any."""
        before = self._of_file.rejected
        for line in read_lines(self._file):
            found = _read(line)
            if isinstance(found, list):
                self._reject(line, found)
        return self._of_file.rejected > before

    def run(self, store: Ledger, tell: Callable[[int, int], None]) -> None:
        """Import every row; `tell` is told the bytes read so far and the new rows."""
        chunk: list[Row] = []
        size = 0
        for line in read_lines(self._file):
            chunk.append((line, _read(line)))
            size += len(line.raw)
            if len(chunk) == CHUNK_ROWS or size >= CHUNK_BYTES or line.rest is not None:
                self._record(chunk, store)
                tell(self._file.tell(), len(chunk))
                chunk, size = [], 0
        self._record(chunk, store)
        tell(self._file.tell(), len(chunk))

    def _record(self, chunk: Sequence[Row], store: Ledger) -> None:
        """Record the documents of a chunk and set aside the rest of its rows."""
        self._of_file.rows += len(chunk)
        documents = [found for _, found in chunk if isinstance(found, Document)]
        answers = iter(import_documents(store, documents))
        for line, found in chunk:
            if isinstance(found, list):
                self._reject(line, found)
            else:
                self._count(line, next(answers))

    def _count(self, line: Line, answer: Answer) -> None:
        if answer.result is Result.STORED:
            self._of_file.stored += 1
        elif answer.result is Result.UNCHANGED:
            self._of_file.unchanged += 1
        else:
            assert answer.reason is not None
            self._of_file.conflicts += answer.result is Result.CONFLICT
            self._reject(line, [answer.reason])

    def _reject(self, line: Line, reasons: Sequence[Reason]) -> None:
        """Name a row, and set it aside byte for byte."""
        self._of_file.rejected += 1
        if len(self._report.rejected_rows) < MOST_NAMED:
            row = RejectedRow(self._of_file.file, line.number, tuple(reasons))
            self._report.rejected_rows.append(row)
        if self._rejects is None:
            return
        self._rejects.add(line.raw)
        for piece in line.rest or ():
            self._rejects.add(piece)


def _read(line: Line) -> Document | list[Reason]:
    return [_TOO_LONG] if line.rest is not None else read_document(line.text)
