"""
The key that signs checkpoints: 32 bytes in a file that only its owner reads.

Which key a log goes by stands in the log itself, and is held against the file by `sealing`.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from ledger.store.outcomes import StoreRefusedError

#: Bytes of an Ed25519 private key, as RFC 8032 has them.
KEY_BYTES: Final = 32
_OTHERS: Final = 0o077
_HOW_TO_MAKE: Final = "head -c {bytes} /dev/urandom > {path} && chmod 600 {path}"


def read_sealing_key(path: Path) -> bytes:
    """
    Return the 32 bytes of the key file.

    Raises `StoreRefusedError` with a sentence when the file is missing, does not hold exactly
    32 bytes, or may be read by others than its owner.
    """
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as error:
        raise StoreRefusedError(
            f"The sealing key cannot be read from {path}: {error.strerror}. Restore the file that"
            " this log was sealed with; for a log that was never sealed make one with:"
            f" {_HOW_TO_MAKE.format(bytes=KEY_BYTES, path=path)}"
        ) from error
    if mode & _OTHERS:
        raise StoreRefusedError(
            f"The sealing key {path} may be read by others than its owner, who could then sign"
            f" another history. Run: chmod 600 {path}"
        )
    if len(key) != KEY_BYTES:
        raise StoreRefusedError(
            f"The sealing key {path} holds {len(key)} bytes, not {KEY_BYTES}: raw bytes, not text,"
            " and no line end."
        )
    return key


def write_sealing_key(path: Path) -> bytes:
    """Return the key of this file; where there is none, make one that only its owner reads."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_sealing_key(path)
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
