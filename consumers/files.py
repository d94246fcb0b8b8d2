"""
Files of documents, as lines of JSON or as sheets with columns, taken into the ledger.

`ingest(paths, store)` imports folders and files. Bad rows are named all at once
and set aside beside their file; the rest is imported unharmed, and the same
files may be imported again. What a row must be belongs to `schemas.boundary`
and `consumers.sheets`, what becomes of it to `ledger.services.intake`.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import IO, Final

from consumers.lines import NoTextFileError, open_text, read_lines
from consumers.papers import JsonLines, Source
from consumers.rejects import Rejects, RejectsUnwritableError, is_set_aside, is_sheet
from consumers.report import FileReport, IngestReport, Progress, shown_path
from consumers.rows import RowImport
from consumers.sheets import NO_SHEET, Sheet
from ledger.services.intake import Ledger
from schemas.boundary import decode
from schemas.catalogue import REGISTER_EVENTS

_DECISIONS: Final = frozenset({"case-opened/1", "grant-decided/2", "grant-reassessed/3"})

#: What is told how far the import has come.
Watch = Callable[[Progress], None]

_NOTHING_IN_FOLDER: Final = (
    "The folder holds no file whose name ends in .ndjson or .csv. Name the files themselves."
)
_NOWHERE_TO_SET_ASIDE: Final = (
    "No file can be made beside it for its bad rows ({why}), so nothing of it was imported."
    " Let the user who runs this write to the folder, or copy the file to another one, and"
    " import it again."
)
_HEADER_ALONE: Final = "It holds a header and no row under it, so there was nothing to import."
_LEFT_IN_PLACE: Final = (
    "No file can be made beside it for its rejected rows; they stand in the file itself, at the"
    " lines that are named."
)


def ingest(paths: Iterable[Path], store: Ledger, *, progress: Watch | None = None) -> IngestReport:
    """
    Import the files, and the `*.ndjson` and `*.csv` of folders, and say what became of them.

    Raises the store's `StoreError` when the database stops answering; what was recorded
    stays, and the same files may be imported again.
    """
    report = IngestReport()
    files = _in_order(_files(paths, report))
    gauge = _Gauge(progress, sum(map(_size, files)))
    for path in files:
        of_file = FileReport(shown_path(path))
        report.files.append(of_file)
        try:
            _take(path, store, gauge, report, of_file)
        except NoTextFileError as fault:
            of_file.fault = str(fault)
        except OSError as fault:
            of_file.fault = (
                f"Reading it, or setting its bad rows aside, failed: {fault.strerror}."
                " Import it again when that is mended: what is recorded stays unchanged."
            )
        gauge.close(path)
    report.seconds = gauge.seconds
    return report


def _files(paths: Iterable[Path], report: IngestReport) -> Iterator[Path]:
    """Yield each file once; a folder without files is named in the report."""
    seen: set[Path] = set()
    for path in paths:
        fault = _NOTHING_IN_FOLDER
        try:
            found = _files_in(path) if path.is_dir() else [path]
        except OSError as failure:
            found = []
            fault = f"It cannot be opened: {failure.strerror}. Let the user who runs this read it."
        if not found:
            report.files.append(FileReport(shown_path(path), fault=fault))
        for file in found:
            if (real := _real(file)) not in seen:
                seen.add(real)
                yield file


def _files_in(folder: Path) -> list[Path]:
    """Return the files of documents in a folder; hidden ones and rejects are not meant."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix == ".ndjson" or is_sheet(path)
        if not path.name.startswith(".") and not is_set_aside(path)
    )


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        # A link that leads round in a circle; opening it will say so.
        return path.absolute()


def _in_order(files: Iterable[Path]) -> list[Path]:
    """
    Return the files in the order in which they are best imported.

    Register, then cases and decisions, then the rest. Any order gives the same
    ledger; this one lets a register document bind a reference to its number
    before either is met alone.
    """
    return sorted(files, key=_rank)


def _rank(path: Path) -> int:
    """Return the place of a file in the order, by the type of its first document."""
    if is_sheet(path):
        return 2
    try:
        with open_text(path) as file:
            first = next(read_lines(file), None)
    except (NoTextFileError, OSError):
        return 2
    read = decode(first.text) if first is not None else None
    name = read.get("type") if isinstance(read, dict) else None
    if name in REGISTER_EVENTS:
        return 0
    return 1 if name in _DECISIONS else 2


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Gauge:
    """How far the import has come, told to whoever watches."""

    def __init__(self, watch: Watch | None, bytes_total: int) -> None:
        self._watch = watch
        self._total = bytes_total
        self._started = monotonic()
        self._before = 0
        self._rows = 0

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self._started

    def tell(self, file: str, bytes_of_file: int, rows: int) -> None:
        """Say that so many bytes of this file, and so many more rows, are done."""
        self._rows += rows
        if self._watch is None:
            return
        done = self._before + bytes_of_file
        seconds = self.seconds
        rate = self._rows / seconds if seconds else 0.0
        left = seconds * (self._total - done) / done if done else None
        self._watch(Progress(file, done, self._total, self._rows, rate, left))

    def close(self, path: Path) -> None:
        """Say that a file is done, whatever became of it."""
        self._before += _size(path)


def _take(
    path: Path, store: Ledger, gauge: _Gauge, report: IngestReport, of_file: FileReport
) -> None:
    """Import one file."""

    def tell(bytes_of_file: int, rows: int) -> None:
        gauge.tell(of_file.file, bytes_of_file, rows)

    with _opened(path) as file:
        source: Source = Sheet(file) if is_sheet(path) else JsonLines(file)
        try:
            rejects = Rejects(path, source.head)
        except RejectsUnwritableError as fault:
            rows = RowImport(file, source, None, report, of_file)
            if rows.refuse_bad_rows():
                of_file.fault = _NOWHERE_TO_SET_ASIDE.format(why=fault)
                return
            rows.run(store, tell)
            if of_file.rejected:
                of_file.note = _LEFT_IN_PLACE
        else:
            with rejects:
                RowImport(file, source, rejects, report, of_file).run(store, tell)
                kept = rejects.keep()
                of_file.rejects_file = shown_path(kept) if kept else None
        if source.head and not of_file.rows:
            of_file.note = _HEADER_ALONE


def _opened(path: Path) -> IO[bytes]:
    return open_text(path, NO_SHEET) if is_sheet(path) else open_text(path)
