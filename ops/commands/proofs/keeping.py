"""
Checkpoints that are kept outside the database, each a note in a file of its own.
"""

import os
from pathlib import Path

from ops.commands.failures import WrongUseError
from ops.show.program import program


def kept_note(file: Path, *, must_be: bool) -> bytes | None:
    """Return the note in a file; None where there is none and none must be."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        if not must_be:
            return None
        raise WrongUseError(
            f"There is no file {file}. Name a checkpoint that you kept, or keep one from now on:"
            f" {program()} checkpoint --keep {file}"
        ) from None
    except OSError as failure:
        raise WrongUseError(
            f"{file} cannot be read: {failure.strerror}. Name the file of a checkpoint."
        ) from failure


def keep(file: Path, note: bytes) -> None:
    """Write a note to a file, whole or not at all, so that it outlives the machine's end."""
    written_whole(file, note, lasting=True)


def written_whole(file: Path, content: bytes, *, lasting: bool = False) -> None:
    """Write a file, whole or not at all."""
    beside = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as written:
            written.write(content)
            if lasting:
                written.flush()
                os.fsync(written.fileno())
        beside.replace(file)
    except OSError as failure:
        raise WrongUseError(
            f"{file} cannot be written: {failure.strerror}. Name a file in a folder of yours."
        ) from failure
