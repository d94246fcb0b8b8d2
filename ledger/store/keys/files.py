"""
Files that hold keys: read only where nobody else can, written whole or not at all.

What the bytes are, and whether a key is the database's, belongs to whoever asks.
"""

import fcntl
import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.store.outcomes import StoreRefusedError

#: Bytes of a key of ours, of whatever kind.
KEY_BYTES: Final = 32
#: What others than the owner of a file may do with it.
OTHERS: Final = 0o077
_OR_REMOVE: Final = ", or remove it where this is the first start: an empty one was never used"


def read_key_file(path: Path, called: str, *, restore: str, danger: str) -> bytes:
    """
    Return what the file holds.

    Raises `StoreRefusedError` with a sentence when it is missing, or may be read by others than
    its owner: what `called` is, how to `restore` it, and what the others could do with it.
    """
    try:
        with path.open("rb") as file:
            # Of the file that is read, not of one that takes its name meanwhile.
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except OSError as error:
        raise StoreRefusedError(
            f"{called} cannot be read from {path}: {error.strerror}. {restore}"
        ) from error
    if mode & OTHERS:
        raise StoreRefusedError(
            f"{called} {path} may be read by others than its owner, who could then {danger}."
            f" Run: chmod 600 {path}"
        )
    return content


def read_raw_key(path: Path, called: str, *, restore: str, danger: str) -> bytes:
    """Return the 32 bytes of a file that holds nothing else; raises `StoreRefusedError`."""
    how = f"head -c {KEY_BYTES} /dev/urandom > {path} && chmod 600 {path}"
    key = read_key_file(path, called, restore=f"{restore} make one with: {how}", danger=danger)
    if len(key) != KEY_BYTES:
        raise StoreRefusedError(
            f"{called} {path} holds {len(key)} bytes, not {KEY_BYTES}: raw bytes, not text, and no"
            f" line end. Restore the file{'' if key else _OR_REMOVE}."
        )
    return key


def make_key_file(path: Path, content: bytes) -> None:
    """Write a new file; one that somebody else made first is left as it is."""
    with _part(path, content) as part:
        try:
            # A link fails where the name is taken, so that two first starts agree on one key.
            os.link(part, path)
        except FileExistsError:
            return


def replace_key_file(path: Path, content: bytes) -> None:
    """Write a file in place of the one that there is, in one step."""
    with _part(path, content) as part:
        part.replace(path)


@contextmanager
def _part(path: Path, content: bytes) -> Generator[Path]:
    """Yield a file beside it that only its owner reads; its name is kept when it has one."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)
        # A name lives in the folder: without this a power cut could take a key that is in use.
        with _opened(path.parent) as folder:
            os.fsync(folder)


@contextmanager
def alone_with(path: Path) -> Generator[None]:
    """Keep every other process from changing the key files of this folder meanwhile."""
    with _opened(path.parent) as folder:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(folder: Path) -> Generator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
