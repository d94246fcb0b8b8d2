"""
Names to random ids: identity numbers, case numbers and senders' references.

A name is never stored. It is found again through a keyed blind index: the
HMAC-SHA256 of kind, scope and text under a key that is kept outside the
database. Only the agency's case number stands beside its id, so that a case
can be shown. Which fields of a document are names belongs to `schemas.boundary`.
"""

import hmac
import secrets
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from ledger.store.connections import Connections
from ledger.store.keys.files import KEY_BYTES, make_key_file, read_raw_key
from ledger.store.outcomes import StoreRefusedError

#: The kind of name whose text is kept beside its id: the agency's case number.
CASE: Final = "case"
#: Names that are turned into ids in one transaction.
MOST_AT_ONCE: Final = 10_000

_RESOLVE: Final = (
    "select ordinal, id from kvitto.resolve(%b::text[], %b::bytea[], %b::uuid[], %b::text[])"
)
_FIND: Final = "select ordinal, id from kvitto.find_names(%b::text[], %b::bytea[])"


class Name(NamedTuple):
    """
    A name of something, within a scope.

    `kind` is one of ours (`case`, `pnr`, `ref`, `org` …). `scope` keeps apart
    who uses the name, as the sender of a `ref`; it is empty for names that
    mean the same to everyone.
    """

    kind: str
    text: str
    scope: str = ""


class Identities:
    """Turns names into ids, under one blind-index key."""

    def __init__(self, connections: Connections, key: bytes) -> None:
        """Take the key as it is; `check_key` says whether it is the database's."""
        if len(key) != KEY_BYTES:
            raise StoreRefusedError(f"The blind-index key has {len(key)} bytes, not {KEY_BYTES}.")
        self._connections = connections
        self._key = key

    def check_key(self) -> None:
        """
        Raise `StoreRefusedError` unless the key is the one the database was made with.

        A database that has met no key yet takes this one.
        """
        proof = key_proof(self._key)
        with self._connections.lend() as connection:
            row = connection.execute(
                "select kvitto.is_key_right('blind-index', %b)", [proof]
            ).fetchone()
        if row != (True,):
            raise StoreRefusedError(
                "The blind-index key is not the one that this database was made with: every name"
                " would get a second id. Restore the file that KVITTO_BLIND_INDEX_KEY_FILE named"
                " then."
            )

    def resolve(self, names: Collection[Name]) -> dict[Name, UUID]:
        """
        Return the id of each name; a name that is new gets a random one.

        Two callers that meet a new name at once get the same id.
        """
        ids: dict[Name, UUID] = {}
        for page in _pages(names):
            fresh = [uuid4() for _ in page]
            case_numbers = [name.text if name.kind == CASE else None for name in page]
            with self._connections.lend() as connection:
                cursor = connection.cursor(binary=True)
                cursor.execute(_RESOLVE, [*self._columns(page), fresh, case_numbers])
                ids |= {page[ordinal - 1]: id_ for ordinal, id_ in cursor.fetchall()}
        return ids

    def find(self, names: Collection[Name]) -> dict[Name, UUID]:
        """Return the ids of the names that are known, and nothing for the others."""
        ids: dict[Name, UUID] = {}
        for page in _pages(names):
            with self._connections.lend() as connection:
                cursor = connection.cursor(binary=True)
                cursor.execute(_FIND, self._columns(page))
                ids |= {page[ordinal - 1]: id_ for ordinal, id_ in cursor.fetchall()}
        return ids

    def case_references(self) -> dict[UUID, str]:
        """Return the agency's case number of every case id."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute("select id, reference from kvitto.identities where kind = %b", [CASE])
            return dict(cursor.fetchall())

    def _columns(self, names: Sequence[Name]) -> tuple[list[str], list[bytes]]:
        """Return what the database keeps of each name: its kind and its token."""
        return [name.kind for name in names], [self.token(name) for name in names]

    def token(self, name: Name) -> bytes:
        """Return by what a name is found again."""
        parts = ("kvitto/name/1", name.kind, name.scope, name.text)
        if any("\0" in part for part in parts):
            # It separates the parts: two names must never give one token.
            raise ValueError("a name holds the character NUL")
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256")


def _pages(names: Collection[Name]) -> Iterator[list[Name]]:
    """Yield each name once, in pages."""
    distinct = [Name(*name) for name in dict.fromkeys(names)]
    for start in range(0, len(distinct), MOST_AT_ONCE):
        yield distinct[start : start + MOST_AT_ONCE]


def key_proof(key: bytes) -> bytes:
    """Return what a database keeps to know its key by; it tells nothing of the key."""
    return hmac.digest(key, b"kvitto/key-check/1", "sha256")


def read_blind_index_key(path: Path) -> bytes:
    """
    Return the 32 bytes of the key file.

    Raises `StoreRefusedError` with a sentence when the file is missing, does
    not hold exactly 32 bytes, or may be read by others than its owner.
    """
    return read_raw_key(
        path,
        "The blind-index key",
        restore="Without it no name is found again. Restore the file that this database was made"
        " with; for a new database",
        danger="guess names",
    )


def write_blind_index_key(path: Path) -> bytes:
    """Return the key of this file; where there is none, make one that only its owner reads."""
    if not path.exists():
        make_key_file(path, secrets.token_bytes(KEY_BYTES))
    return read_blind_index_key(path)
