"""
Master keys: a file of lines, each the id of a key and its 32 bytes in base64.

The first line is the current key, under which new data keys are wrapped; the
others open what was wrapped earlier. Which keys a database was made with is
asked by `ledger.store.vault.vault`, what they wrap by `ledger.store.vault.ciphers`.
"""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.store.keys.files import (
    KEY_BYTES,
    alone_with,
    make_key_file,
    read_key_file,
    replace_key_file,
)
from ledger.store.outcomes import StoreRefusedError

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
#: No rotation leaves so many behind.
_MOST: Final = 100


@dataclass(frozen=True, slots=True, repr=False)
class MasterKeys:
    """The keys of a file by their ids; `current` is the id of the first line."""

    current: str
    keys: Mapping[str, bytes]

    def proofs(self) -> dict[str, bytes]:
        """Return what a database keeps of each key to know it by; it tells nothing of the key."""
        return {
            id_: hmac.digest(key, b"kvitto/master-key-check/1", "sha256")
            for id_, key in self.keys.items()
        }


def read_master_keys(path: Path) -> MasterKeys:
    """
    Return the keys of the file.

    Raises `StoreRefusedError` with a sentence when it is missing, may be read
    by others than its owner, or holds anything but such lines.
    """
    content = read_key_file(
        path,
        "The master keys",
        restore="Without them no name, identity number or account is kept or shown; the log, every"
        " total and every proof stand without them. Restore the file; where it is lost for good,"
        " make a new one with: kvitto keys new, and then: kvitto keys rotate --lost",
        danger="read what the database holds of persons",
    )
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        raise _no_key_file(path, "it is no text") from error
    return _parsed(path, text)


def _parsed(path: Path, text: str) -> MasterKeys:
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), 1):
        id_, _, written = line.partition(" ")
        try:
            key = base64.b64decode(written.encode(), validate=True)
        except binascii.Error:
            key = b""
        if _ID.fullmatch(id_) is None or len(key) != KEY_BYTES:
            raise _no_key_file(path, f"line {number} is not an id, a space and a key")
        if id_ in keys:
            raise _no_key_file(path, f"line {number} names the key {id_} a second time")
        keys[id_] = key
    if not 0 < len(keys) <= _MOST:
        raise _no_key_file(path, f"it holds {len(keys)} keys, not 1 to {_MOST}")
    return MasterKeys(next(iter(keys)), keys)


def _no_key_file(path: Path, why: str) -> StoreRefusedError:
    return StoreRefusedError(
        f"The file of master keys {path} cannot be used: {why}. Restore it from its copy; a line"
        f" is an id, a space, and the base64 of {KEY_BYTES} bytes."
    )


def make_master_keys(path: Path) -> MasterKeys:
    """Return the keys of the file; where there is none, make one that only its owner reads."""
    if not path.exists():
        make_key_file(path, _new_line())
    return read_master_keys(path)


def add_master_key(path: Path) -> MasterKeys:
    """Put a new key first in the file, in one step, and return what the file then holds."""
    # Of two that add one at once, the one that writes last would not have read the other's.
    with alone_with(path):
        if not path.exists():
            return make_master_keys(path)
        read_master_keys(path)
        replace_key_file(path, _new_line() + path.read_bytes())
        return read_master_keys(path)


def _new_line() -> bytes:
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return f"mk-{secrets.token_hex(4)} {key}\n".encode()
