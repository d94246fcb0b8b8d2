"""
The file beside an input in which its bad rows are set aside.

Rows may hold identity numbers, so the file is its owner's alone from the moment
it exists. An earlier file with other rows is never overwritten. Why a row was
rejected stands in the report (`consumers.report`), not here.
"""

import fcntl
import filecmp
import os
import re
import secrets
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_OWNER_ONLY: Final = 0o600
_SET_ASIDE: Final = re.compile(r"[.]rejected(-\d+)?")
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class RejectsUnwritableError(Exception):
    """No file can be made beside the input; the message says why."""


class Rejects:
    """
    The rejected rows of one file, under a hidden name until they are complete.

    Made at once, so that a folder in which nothing can be written is found
    before anything is imported. `keep` gives the file its name; without rows,
    or after a failure, nothing stays.
    """

    def __init__(self, source: Path, head: bytes = b"") -> None:
        """Make the file, which begins with `head`; raises `RejectsUnwritableError`."""
        self._source = source
        self._head = head
        try:
            _remove_left_over(source)
            self._hidden, descriptor = _hidden_file(source)
        except OSError as fault:
            raise RejectsUnwritableError(fault.strerror or str(fault)) from fault
        self._file = os.fdopen(descriptor, "wb")
        self._is_empty = True

    def add(self, piece: bytes) -> None:
        """Add a row, or a piece of one."""
        if self._is_empty:
            self._file.write(self._head)
        self._is_empty = False
        self._file.write(piece)

    def keep(self) -> Path | None:
        """
        Give the rows their name beside the input, and return it.

        The same rows under an earlier name are kept once. Returns none when
        there are no rows.
        """
        if self._is_empty:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        for number in count(1):
            target = _named(self._source, ".rejected" if number == 1 else f".rejected-{number}")
            try:
                # The name is claimed first: a rename alone would overwrite.
                os.close(os.open(target, _NEW, _OWNER_ONLY))
            except FileExistsError:
                if _are_equal(self._hidden, target):
                    return target
            else:
                self._hidden.replace(target)
                return target
        raise AssertionError

    def __enter__(self) -> Self:
        """Return the open file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file, and remove it if it was not kept."""
        with suppress(FileNotFoundError):
            self._hidden.unlink()
        self._file.close()


def is_sheet(path: Path) -> bool:
    """Tell whether a file is named as one with columns, which its rejects are then too."""
    return path.suffix.lower() == ".csv"


def is_set_aside(path: Path) -> bool:
    """Tell whether a file is named as one of rows set aside, which are imported by name only."""
    return _SET_ASIDE.fullmatch(Path(path.stem).suffix) is not None


def _named(source: Path, ending: str) -> Path:
    """Return the name of a reject file; a spreadsheet opens what ends in .csv."""
    if is_sheet(source):
        return source.with_name(f"{source.stem}{ending}{source.suffix}")
    return source.with_name(source.name + ending)


def _hidden_file(source: Path) -> tuple[Path, int]:
    """Make a file that is held while this import lives, and return it open."""
    while True:
        hidden = source.parent / f".{source.name}.rejected.{secrets.token_hex(4)}.part"
        descriptor = os.open(hidden, _NEW, _OWNER_ONLY)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        # Until it was held, another import could take it for a left-over.
        if os.fstat(descriptor).st_nlink:
            return hidden, descriptor
        os.close(descriptor)


def _are_equal(rows: Path, earlier: Path) -> bool:
    try:
        return filecmp.cmp(rows, earlier, shallow=False)
    except OSError:
        return False


def _remove_left_over(source: Path) -> None:
    """Remove the hidden files of imports of the same source that were killed."""
    start = f".{source.name}.rejected."
    for left in source.parent.iterdir():
        if left.name.startswith(start) and left.name.endswith(".part"):
            _remove_unless_held(left)


def _remove_unless_held(left: Path) -> None:
    try:
        descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        left.unlink()
    except OSError:
        # Another import is writing it, or has just removed it.
        return
    finally:
        os.close(descriptor)
