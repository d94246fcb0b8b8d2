"""
The key that signs checkpoints: 32 bytes in a file that only its owner reads.

Which key a log goes by stands in the log itself, and is held against the file by `sealing`.
"""

import secrets
from pathlib import Path

from ledger.store.keys.files import KEY_BYTES, make_key_file, read_raw_key


def read_sealing_key(path: Path) -> bytes:
    """
    Return the 32 bytes of the key file, as RFC 8032 has an Ed25519 key.

    Raises `StoreRefusedError` with a sentence when the file is missing, does not hold exactly
    32 bytes, or may be read by others than its owner.
    """
    return read_raw_key(
        path,
        "The sealing key",
        restore="Restore the file that this log was sealed with; for a log that was never sealed",
        danger="sign another history",
    )


def write_sealing_key(path: Path) -> bytes:
    """Return the key of this file; where there is none, make one that only its owner reads."""
    if not path.exists():
        make_key_file(path, secrets.token_bytes(KEY_BYTES))
    return read_sealing_key(path)
