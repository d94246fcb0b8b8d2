"""
The bytes of an event under its seal: all of a row, so that nothing of it can change unseen.

`event_id`, `command_id` and `known_at` stand in the envelope, which is part of the state.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from typing import Final
from uuid import UUID

#: The first byte: the state stands in the entry, or its SHA-256 does.
WHOLE: Final = 1
HASHED: Final = 2
#: A longer state stands by its hash, as an entry of a bundle has at most 65 535 bytes.
MOST_STATE_BYTES: Final = 60_000

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
# Format; 8 and position; 16 and stream; 8 and version; length of the name.
_BEFORE_NAME: Final = Struct(">BIqI16sIqI").pack
# 8 and recorded_at; length of the state.
_BEFORE_STATE: Final = Struct(">IqI").pack


def leaf_bytes(  # noqa: PLR0913, PLR0917 - the columns of a row
    position: int, stream: UUID, version: int, name: str, recorded_at: datetime, state: bytes
) -> bytes:
    """
    Return the entry of one event: what is hashed into the tree, and stands in an entry bundle.

    One byte for the format, then six fields in this order, each preceded by its length in bytes
    as a four-byte integer: position (8 bytes), stream (the 16 bytes of the UUID), version (8),
    name (UTF-8), recorded_at (8: microseconds since 1970-01-01T00:00Z), state. Every integer is
    big-endian, those of 8 bytes are signed. Format 1 holds the state itself, which is at most
    60 000 bytes long; format 2 holds the 32 bytes of its SHA-256 in its place, and is used for
    longer states only. No two rows have the same entry, but by a collision of SHA-256.
    """
    written = name.encode()
    held, form = (state, WHOLE) if len(state) <= MOST_STATE_BYTES else (_digest(state), HASHED)
    return b"".join(
        (
            _BEFORE_NAME(form, 8, position, 16, stream.bytes, 8, version, len(written)),
            written,
            _BEFORE_STATE(8, (recorded_at - _EPOCH) // _MICROSECOND, len(held)),
            held,
        )
    )


def _digest(state: bytes) -> bytes:
    return sha256(state).digest()
