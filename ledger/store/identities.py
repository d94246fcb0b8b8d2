"""
Names to random ids: identity numbers, case numbers and senders' references.

A name is never stored. It is found again through a keyed blind index: the
HMAC-SHA256 of kind, scope and text under a key that is kept outside the
database. Only the agency's case number stands beside its id, so that a case
can be shown. Which fields of a document are names belongs to `schemas.boundary`.
"""

import os
import secrets
from pathlib import Path
from typing import Final, NamedTuple

from ledger.store.outcomes import StoreRefusedError

#: Bytes of a blind-index key.
KEY_BYTES: Final = 32
_OTHERS: Final = 0o077


class Name(NamedTuple):
    """A name of something, within a scope.

    `kind` is one of ours (`case`, `pnr`, `ref`, `org` …). `scope` keeps apart
    who uses the name, as the sender of a `ref`; it is empty for names that
    mean the same to everyone.
    """

    kind: str
    text: str
    scope: str = ""


def read_blind_index_key(path: Path) -> bytes:
    """
    Return the 32 bytes of the key file.

    Raises `StoreRefusedError` with a sentence when the file is missing, does
    not hold exactly 32 bytes, or may be read by others than its owner.
    """
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as error:
        raise StoreRefusedError(
            f"The blind-index key cannot be read from {path}: {error.strerror}. Without it no"
            " name is found again. Restore the file that this database was made with; for a new"
            f" database make one with: head -c {KEY_BYTES} /dev/urandom > {path} &&"
            f" chmod 600 {path}"
        ) from error
    if mode & _OTHERS:
        raise StoreRefusedError(
            f"The blind-index key {path} may be read by others than its owner, who could then"
            f" guess names. Run: chmod 600 {path}"
        )
    if len(key) != KEY_BYTES:
        raise StoreRefusedError(
            f"The blind-index key {path} holds {len(key)} bytes, not {KEY_BYTES}: raw bytes, not"
            " text, and no line end."
        )
    return key


def write_blind_index_key(path: Path) -> bytes:
    """Return the key of this file; where there is none, make one that only its owner reads."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_blind_index_key(path)
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
