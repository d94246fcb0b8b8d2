"""
A file with columns as a source of papers: read once to know it, then form by form.

The first reading finds what must be known before anything is recorded: a file
that is not UTF-8, a header that cannot be followed, forms whose rows stand
apart. It holds no row.
"""

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import IO, Final

from consumers.papers import Faults, Paper
from consumers.sheets.gathering import Apart, forms_apart, gathered
from consumers.sheets.header import read_header
from consumers.sheets.reading import FormReader
from consumers.sheets.records import Record, read_records
from schemas.boundary import BYTE_ORDER_MARK, Reason

#: The beginning of a cell that a spreadsheet would compute.
_FORMULA: Final = re.compile(rb'((?:^|;)[\s"]*)(?=[=+@-])', re.MULTILINE)


class Sheet:
    """The papers in an open file with columns; `head` is its header."""

    def __init__(self, file: IO[bytes]) -> None:
        """Read the file once; raises `NoTextFileError` with a sentence."""
        self._file = file
        records = read_records(file)
        first = next(records, None)
        self._header = read_header(first)
        self._reader = FormReader(self._header)
        assert first is not None
        # The mark is what tells a spreadsheet that the file is UTF-8.
        self.head: bytes = BYTE_ORDER_MARK + first.line.text.rstrip(b"\r\n") + b"\r\n"
        self._apart: Apart = {}
        if self._header.form.has_rows:
            self._apart = forms_apart(records, self._header, self._rows())
        else:
            deque(records, maxlen=0)

    def _rows(self) -> Iterator[Record]:
        """Yield the rows under the header."""
        return islice(read_records(self._file), 1, None)

    def papers(self) -> Iterator[Paper]:
        """Yield the forms in the order of their rows."""
        for form in gathered(self._rows(), self._header, self._apart):
            yield self._reader.paper(form)

    def placed(self, paper: Paper, reason: Reason) -> Faults:
        """Return what the ledger says against a form, in the words of its columns."""
        return self._reader.placed(paper, reason)

    def kept(self, piece: bytes) -> bytes:
        """Return a row as it came, but that no spreadsheet computes anything of it."""
        return _FORMULA.sub(rb"\1'", piece)
