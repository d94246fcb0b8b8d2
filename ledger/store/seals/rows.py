"""
Rows of the log as leaves of the tree: read as bytes, and hashed as they come.

What a leaf is belongs to `ledger.proofs.leaf`. Its fields, each after its length, are what
PostgreSQL writes of a row in binary COPY, so no value is made of them on the way.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import Final, NamedTuple
from uuid import UUID

from ledger.proofs.leaf import leaf_bytes
from ledger.store.connections import Connection

#: The last column says whether the columns beside the leaf are those of the envelope.
_ROWS: Final = (
    "copy (select position, stream, version::bigint, name,"
    " (extract(epoch from recorded_at) * 1000000)::bigint, state,"
    " coalesce(substr(state, 26, 36) = convert_to(event_id::text, 'UTF8')"
    " and position(convert_to('\"command_id\":' || coalesce('\"' || command_id || '\"', 'null')"
    " || '}}', 'UTF8') in state) > 0, false)"
    " from kvitto.events where position > {after} and position <= {up_to} order by position)"
    " to stdout (format binary)"
)
_HEADER: Final = 19
#: Bytes of a row before the fields (how many there are), and of its last column.
_BEFORE: Final = 2
_FLAG: Final = 5
#: Format 1 of a leaf, after the byte that RFC 6962 puts before every leaf.
_PREFIX: Final = b"\x00\x01"
#: A row that is no longer than this holds its state itself.
_SHORT: Final = 60_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class SealedRow(NamedTuple):
    """A row as its leaf holds it, and whether the columns beside it are its envelope's."""

    position: int
    stream: UUID
    version: int
    name: str
    recorded_at: datetime
    state: bytes
    is_whole: bool = True

    @property
    def entry(self) -> bytes:
        """The bytes of its leaf."""
        return leaf_bytes(*self[:6])


class Hashed(NamedTuple):
    """The leaf hashes of rows one after another, and the rows whose other columns differ."""

    hashes: bytes
    odd: list[int]


def hashed(connection: Connection, after: int, up_to: int) -> Hashed:
    """Return the leaf hashes of the rows after one position, up to another."""
    hashes: list[bytes] = []
    odd: list[int] = []
    add = hashes.append
    for row in _raw(connection, after, up_to):
        if len(row) > _SHORT:
            add(sha256(b"\0" + _parsed(row).entry).digest())
        else:
            add(sha256(_PREFIX + row[_BEFORE:-_FLAG]).digest())
        if not row[-1]:
            odd.append(after + len(hashes))
    return Hashed(b"".join(hashes), odd)


def entries(connection: Connection, after: int, up_to: int) -> Iterator[bytes]:
    """Yield the bytes of the leaves after one position, up to another."""
    for row in _raw(connection, after, up_to):
        if len(row) > _SHORT:
            yield _parsed(row).entry
        else:
            yield _PREFIX[1:] + row[_BEFORE:-_FLAG]


def rows(connection: Connection, after: int, up_to: int) -> Iterator[SealedRow]:
    """Yield the rows after one position, up to another."""
    return map(_parsed, _raw(connection, after, up_to))


def _raw(connection: Connection, after: int, up_to: int) -> Iterator[bytes]:
    statement = _ROWS.format(after=int(after), up_to=int(up_to)).encode()
    with connection.cursor().copy(statement) as copied:
        messages = iter(copied)
        first = bytes(next(messages))[_HEADER:]
        for message in chain([first], messages):
            # The last message has no row, only the mark of the end.
            if len(message) > _BEFORE:
                yield bytes(message)


def _parsed(row: bytes) -> SealedRow:
    fields: list[bytes] = []
    at = _BEFORE
    while at < len(row):
        length = int.from_bytes(row[at : at + 4])
        fields.append(row[at + 4 : at + 4 + length])
        at += 4 + length
    position, stream, version, name, micros, state, whole = fields
    return SealedRow(
        int.from_bytes(position),
        UUID(bytes=stream),
        int.from_bytes(version, signed=True),
        name.decode(),
        _EPOCH + int.from_bytes(micros, signed=True) * _MICROSECOND,
        state,
        whole != b"\0",
    )
