"""
The rows of one file on their way into the ledger, a chunk at a time.

A chunk is checked, recorded and, where rows are bad, set aside in the order of
the lines, so that memory stays bounded whatever the file. Which files there
are belongs to `consumers.files`, what their rows say to a `Source`.
"""

from collections.abc import Callable, Sequence
from typing import IO, Final

from consumers.papers import Faults, Paper, Source
from consumers.rejects import Rejects
from consumers.report import QUARANTINED, FileReport, IngestReport, RejectedRow
from ledger.services.intake import Answer, Ledger, Result, import_documents
from schemas.boundary import Document
from schemas.municipal.transfer import TransferRecordQuarantined, TransferRecordReceived

#: Papers that are held and recorded together, whichever limit is reached first.
CHUNK_PAPERS: Final = 4000
CHUNK_BYTES: Final = 8 << 20


def _recorded(paper: Paper) -> Document | None:
    """Return what of a paper is to be recorded: its document, or what is kept of it."""
    return paper.found if isinstance(paper.found, Document) else paper.aside


class RowImport:
    """The import of one open file; without `rejects` its bad rows are only named."""

    def __init__(
        self,
        file: IO[bytes],
        source: Source,
        rejects: Rejects | None,
        report: IngestReport,
        of_file: FileReport,
    ) -> None:
        """Keep where the rows come from and where it is said what became of them."""
        self._file = file
        self._source = source
        self._rejects = rejects
        self._report = report
        self._of_file = of_file

    def refuse_bad_rows(self) -> bool:
        """Name the rows without a form and import nothing; tell whether there are any."""
        before = self._of_file.rejected
        for paper in self._source.papers():
            if not isinstance(paper.found, Document):
                self._reject(paper, paper.found)
        return self._of_file.rejected > before

    def run(self, store: Ledger, tell: Callable[[int, int], None]) -> None:
        """Import every row; `tell` is told the bytes read so far and the new rows."""
        chunk: list[Paper] = []
        size = 0
        for paper in self._source.papers():
            chunk.append(paper)
            size += sum(len(line.raw) for line in paper.lines)
            has_rest = paper.lines[-1].rest is not None
            if len(chunk) == CHUNK_PAPERS or size >= CHUNK_BYTES or has_rest:
                tell(self._file.tell(), self._record(chunk, store))
                chunk, size = [], 0
        tell(self._file.tell(), self._record(chunk, store))

    def _record(self, chunk: Sequence[Paper], store: Ledger) -> int:
        """Record the documents of a chunk, set aside its other rows, and count them all."""
        rows = sum(len(paper.lines) for paper in chunk)
        self._of_file.rows += rows
        documents = [document for paper in chunk if (document := _recorded(paper)) is not None]
        answers = iter(import_documents(store, documents))
        for paper in chunk:
            document = _recorded(paper)
            answer = None if document is None else next(answers)
            if document is not None and answer is not None:
                self._count_transfer(document, answer)
            if isinstance(paper.found, Document):
                assert answer is not None
                self._count(paper, answer)
            else:
                self._reject(paper, paper.found)
        return rows

    def _count_transfer(self, document: Document, answer: Answer) -> None:
        """Count a transfer record by its municipality, as far as that can be read."""
        if document.kind is TransferRecordReceived:
            counted = answer.result
        elif document.kind is TransferRecordQuarantined and answer.reason is None:
            # A quarantine that the store does not take leaves a rejected row, as without it.
            counted = QUARANTINED
            self._of_file.quarantined += 1
        else:
            return
        self._report.count_transfer(document.fields["municipality"] or "", counted)

    def _count(self, paper: Paper, answer: Answer) -> None:
        rows = len(paper.lines)
        if answer.result is Result.STORED:
            self._of_file.stored += rows
        elif answer.result is Result.UNCHANGED:
            self._of_file.unchanged += rows
        else:
            assert answer.reason is not None
            if answer.result is Result.CONFLICT:
                self._of_file.conflicts += rows
            self._reject(paper, self._source.placed(paper, answer.reason))

    def _reject(self, paper: Paper, faults: Faults) -> None:
        """Name what is wrong, and set the rows of the paper aside."""
        self._of_file.rejected += len(paper.lines)
        self._of_file.beside += len(paper.lines) - len(faults)
        for line, reasons in sorted(faults.items()):
            self._report.name(RejectedRow(self._of_file.file, line, tuple(reasons)))
        if self._rejects is None:
            return
        for line in paper.lines:
            self._rejects.add(self._source.kept(line.raw))
            for piece in line.rest or ():
                self._rejects.add(self._source.kept(piece))
