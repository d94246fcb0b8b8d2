"""
Reading what was sealed: checkpoints, the keys that signed them, tiles, and proofs made of tiles.

Every answer is one short query or two, whatever the size of the log. Whether what stands here is
true of the rows belongs to `checking`, sealing to `sealing`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from ledger.proofs.merkle import (
    HASH_BYTES,
    TILE_WIDTH,
    ReadTile,
    consistency_proof,
    inclusion_proof,
)
from ledger.store.connections import Connection, Connections
from ledger.store.seals.rows import SealedRow, rows

#: A tile has 2 ** 8 hashes.
TILE_BITS: Final = 8
#: Tiles that are remembered between proofs: two megabytes at most.
_MOST_REMEMBERED: Final = 256

_NAMED: Final = (
    "select event_id, position, stream, version, name, recorded_at, state from kvitto.events"
    " where event_id = any (%b::uuid[])"
)
_CHECKPOINT: Final = "select size, root, note, sealed_at from kvitto.checkpoints"
# A subquery for each tile is answered from the index, whatever the statistics say.
_TILES: Final = (
    "select u.level, u.number, (select t.hashes from kvitto.tiles t"
    " where t.level = u.level and t.number = u.number)"
    " from unnest(%b::smallint[], %b::bigint[]) as u (level, number)"
)

Place = tuple[int, int]


class Log(NamedTuple):
    """What this log is called."""

    id: UUID
    origin: str


class Sealed(NamedTuple):
    """A checkpoint that was stored: the tree's size and root, and the note that says so."""

    size: int
    root: bytes
    note: bytes
    sealed_at: datetime


class SealingKey(NamedTuple):
    """A key, and the checkpoint since which it signs: signed by it and by the key before it."""

    number: int
    vkey: str
    since_size: int
    note: bytes


class Proven(NamedTuple):
    """A row with the proof that a tree holds its leaf."""

    row: SealedRow
    proof: list[bytes]


class TileMissingError(LookupError):
    """A tile is not there, or not whole, though the log was sealed beyond it."""


def tiles_at(index: int, size: int) -> Iterable[Place]:
    """Yield the tiles on the way from a leaf, counted from 0, to the root of a tree."""
    level = 0
    while size > 0:
        index >>= TILE_BITS
        yield level, index
        size >>= TILE_BITS
        level += 1


def read_tiles(connection: Connection, places: Collection[Place]) -> dict[Place, bytes]:
    """Return the hashes of those of these tiles that are there."""
    levels, numbers = [level for level, _ in places], [number for _, number in places]
    cursor = connection.cursor(binary=True)
    cursor.execute(_TILES, [levels, numbers], prepare=True)
    return {(level, at): hashes for level, at, hashes in cursor.fetchall() if hashes is not None}


def tile_reader(
    connection: Connection, *leaves: int, size: int, known: dict[Place, bytes] | None = None
) -> ReadTile:
    """
    Return what reads tiles of a tree; those on the way from these leaves are fetched at once.

    `known` holds tiles from before, and gets these: a tile only grows, so it is used again where
    it is wide enough.
    """
    held: dict[Place, bytes] = {} if known is None else known

    def is_whole(place: Place) -> bool:
        level, number = place
        width = min(TILE_WIDTH, (size >> TILE_BITS * level) - TILE_WIDTH * number)
        return len(held.get(place, b"")) >= HASH_BYTES * width

    def fetch(places: Iterable[Place]) -> None:
        lacking = [place for place in places if not is_whole(place)]
        if lacking:
            held.update(read_tiles(connection, lacking))

    def read(level: int, number: int) -> bytes:
        fetch([(level, number)])
        if not is_whole((level, number)):
            raise TileMissingError(f"tile {number} of level {level} is missing or cut off")
        return held[level, number]

    fetch({place for leaf in leaves if leaf >= 0 for place in tiles_at(leaf, size)})

    return read


def log_of(connection: Connection) -> Log:
    """Return what the log behind this connection is called."""
    ((id_, origin),) = connection.cursor(binary=True).execute("select id, origin from kvitto.log")
    return Log(id_, origin)


def latest_of(connection: Connection) -> Sealed | None:
    """Return the checkpoint of the largest tree, None before the first."""
    return _first(connection, f"{_CHECKPOINT} order by size desc limit 1")


def keys_of(connection: Connection) -> list[SealingKey]:
    """Return the keys of the log, each after the one it followed."""
    cursor = connection.cursor(binary=True)
    cursor.execute("select number, vkey, since_size, note from kvitto.sealing_keys order by number")
    return [SealingKey(*row) for row in cursor.fetchall()]


def _first(connection: Connection, query: str, values: Sequence[object] = ()) -> Sealed | None:
    cursor = connection.cursor(binary=True)
    row = cursor.execute(query.encode(), values, prepare=True).fetchone()
    return None if row is None else Sealed(*row)


class Seals:
    """Reads what was sealed of one log."""

    def __init__(self, connections: Connections) -> None:
        """Read over these connections, borrowing one for each call."""
        self._connections = connections
        self._log: Log | None = None
        self._tiles: dict[Place, bytes] = {}

    @property
    def log(self) -> Log:
        """What the log is called; it never changes."""
        if self._log is None:
            with self._connections.lend() as connection:
                self._log = log_of(connection)
        return self._log

    def latest(self) -> Sealed | None:
        """Return the checkpoint of the largest tree, None before the first."""
        with self._connections.lend() as connection:
            return latest_of(connection)

    def checkpoint(self, size: int) -> Sealed | None:
        """Return the checkpoint of exactly this size, None where there is none."""
        with self._connections.lend() as connection:
            return _first(connection, f"{_CHECKPOINT} where size = %b", [size])

    def covering(self, position: int) -> Sealed | None:
        """Return the first checkpoint that holds this position, None before it is sealed."""
        with self._connections.lend() as connection:
            return _first(
                connection, f"{_CHECKPOINT} where size >= %b order by size limit 1", [position]
            )

    def sealing_keys(self) -> list[SealingKey]:
        """Return the keys of the log, each after the one it followed."""
        with self._connections.lend() as connection:
            return keys_of(connection)

    def row(self, position: int) -> SealedRow | None:
        """Return the row of a position as its leaf holds it, None where there is none."""
        with self._connections.lend() as connection:
            return next(iter(list(rows(connection, position - 1, position))), None)

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """
        Return the proof that the tree of this size holds the leaf of a position.

        Positions begin at 1, leaves at 0.
        """
        with self._connections.lend() as connection:
            read = tile_reader(
                connection, position - 1, size - 1, size=size, known=self._remembered()
            )
            return inclusion_proof(position - 1, size, read)

    def proven(self, event_ids: Collection[UUID], size: int) -> dict[UUID, Proven]:
        """Return the row of each event with its proof; all lie in the tree of this size."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            found = cursor.execute(_NAMED, [list(event_ids)]).fetchall()
            named = {id_: SealedRow(*row) for id_, *row in found}
            leaves = {id_: row.position - 1 for id_, row in named.items()}
            read = tile_reader(connection, *leaves.values(), size - 1, size=size)
            return {
                id_: Proven(row, inclusion_proof(leaves[id_], size, read))
                for id_, row in named.items()
            }

    def _remembered(self) -> dict[Place, bytes]:
        """Return the tiles that were read last, of which every proof needs some again."""
        if len(self._tiles) > _MOST_REMEMBERED:
            self._tiles = {}
        return self._tiles

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return the proof that the tree of one size begins as that of a smaller one."""
        with self._connections.lend() as connection:
            read = tile_reader(connection, old - 1, new - 1, size=new)
            return consistency_proof(old, new, read)
