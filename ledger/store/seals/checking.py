"""
Checking rows against tiles, a run of tiles at a time, in whatever process.

Everything is hashed anew from the rows. A part is small however many rows it was made from: a
root for each tile, and where something differs. What that is, is asked afterwards (`naming`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from ledger.proofs.checkpoints import open_checkpoint
from ledger.proofs.merkle import HASH_BYTES, TILE_WIDTH, subtree_root, tree_root
from ledger.proofs.notes import NoteRefusedError, VerifierKey
from ledger.store.connections import Connection, Connections
from ledger.store.seals.findings import Finding, Sort
from ledger.store.seals.reading import (
    TILE_BITS,
    Place,
    Sealed,
    SealingKey,
    TileMissingError,
    read_tiles,
    tile_reader,
)
from ledger.store.seals.rows import hashed, rows

#: Tiles that are checked in one part.
TILES_AT_ONCE: Final = 64
_FULL: Final = TILE_WIDTH * HASH_BYTES
#: Stands where a row is missing; no leaf has this hash.
MISSING: Final = bytes(HASH_BYTES)

_CHECKPOINTS: Final = (
    "select size, root, note, sealed_at from kvitto.checkpoints"
    " where size > %b and size <= %b order by size"
)

# One statement, so that a sealer at work is seen before a step or after it.
_LAYOUT: Final = (
    "select level, max(number), ((sum(length(hashes)) + 31) / 32)::bigint,"
    " (select coalesce(max(size), 0) from kvitto.checkpoints)"
    " from kvitto.tiles group by level order by level"
)
_EARLIER: Final = (
    "select size from (select size, sealed_at, lag(sealed_at) over (order by size) as before"
    " from kvitto.checkpoints where size >= %b) as c where sealed_at < before order by size"
)

#: Tiles from the first up to the last, which is left out.
Run = tuple[int, int]

_BELOW: Final = "select count(*), min(position) from kvitto.events where position < 1"
_AFTER: Final = (
    "select count(*), (select min(e.position) + 1 from (select %b::bigint as position union all"
    " select position from kvitto.events where position > %b) e where not exists"
    " (select from kvitto.events n where n.position = e.position + 1))"
    " from kvitto.events where position > %b"
)


class Wrong(NamedTuple):
    """A checkpoint that does not hold, why, and whether the tiles may be to blame."""

    size: int
    why: str
    is_of_tiles: bool


class Part(NamedTuple):
    """What rows came to: the root of each full tile, the leaves of the last, what differs."""

    roots: bytes
    last: bytes
    #: In each tile that differs, the first position that does.
    differing: list[int]
    #: Positions whose columns beside the leaf are not their envelope's.
    odd: list[int]
    checkpoints: int
    wrong: list[Wrong]


@dataclass(frozen=True, slots=True)
class Checking:
    """How rows are checked: up to which size, against which keys."""

    connections: Connections
    origin: str
    keys: Sequence[SealingKey]
    size: int
    #: Checkpoints up to this size are known to hold.
    since: int = 0

    def elsewhere(self) -> "Checking":
        """Return the same for another process, with connections of its own."""
        return replace(self, connections=self.connections.elsewhere())

    def part(self, run: Run) -> Part:
        """Check the rows, tiles and checkpoints of a run of tiles."""
        first, end = run
        after, up_to = first * TILE_WIDTH, min(end * TILE_WIDTH, self.size)
        with self.connections.lend() as connection:
            hashes, odd = leaf_hashes(connection, after, up_to)
            differing = _differing(connection, first, hashes)
            checked, wrong = self._checkpoints(connection, max(after, self.since), up_to)
        full = len(hashes) // _FULL * _FULL
        roots = [subtree_root(hashes[at : at + _FULL]) for at in range(0, full, _FULL)]
        return Part(b"".join(roots), hashes[full:], differing, odd, checked, wrong)

    def _checkpoints(
        self, connection: Connection, after: int, up_to: int
    ) -> tuple[int, list[Wrong]]:
        cursor = connection.cursor(binary=True)
        cursor.execute(_CHECKPOINTS, [after, up_to])
        stored = cursor.fetchall()
        tiles: dict[Place, bytes] = {}
        faults = [self._fault(connection, Sealed(*row), tiles) for row in stored]
        return len(stored), [fault for fault in faults if fault is not None]

    def _fault(
        self, connection: Connection, sealed: Sealed, tiles: dict[Place, bytes]
    ) -> Wrong | None:
        """Return why a stored checkpoint does not hold against the tiles, None where it does."""
        size = sealed.size
        # A key signs what is larger than the tree at which it began.
        signing = [key for key in self.keys if key.since_size < size][-1:]
        try:
            known = [VerifierKey.read(key.vkey) for key in signing]
            said, _ = open_checkpoint(sealed.note, known, self.origin)
        except NoteRefusedError as refused:
            return Wrong(size, str(refused).rstrip("."), is_of_tiles=False)
        if (said.size, said.root) != (size, sealed.root):
            why = "its note speaks of another tree than its row"
            return Wrong(size, why, is_of_tiles=False)
        try:
            root = tree_root(size, tile_reader(connection, size - 1, size=size, known=tiles))
        except TileMissingError as missing:
            return Wrong(size, str(missing), is_of_tiles=True)
        if root != sealed.root:
            return Wrong(size, "the tiles give another root", is_of_tiles=True)
        return None


def leaf_hashes(connection: Connection, after: int, up_to: int) -> tuple[bytes, list[int]]:
    """Return a leaf hash for each position, `MISSING` where there is no row; and odd positions."""
    found = hashed(connection, after, up_to)
    if len(found.hashes) == HASH_BYTES * (up_to - after):
        return found.hashes, found.odd
    # Rows are missing, so what was read stands at other places than it seems to.
    places = [MISSING] * (up_to - after)
    positions: list[int] = []
    for at, row in enumerate(rows(connection, after, up_to)):
        places[row.position - after - 1] = found.hashes[HASH_BYTES * at : HASH_BYTES * (at + 1)]
        positions.append(row.position)
    return b"".join(places), [positions[odd - after - 1] for odd in found.odd]


def _differing(connection: Connection, first: int, hashes: bytes) -> list[int]:
    """Return the first position that differs in each tile that does."""
    numbers = range(first, first - (-len(hashes) // _FULL))
    stored = read_tiles(connection, [(0, number) for number in numbers])
    differing: list[int] = []
    for number in numbers:
        at = (number - first) * _FULL
        ours, held = hashes[at : at + _FULL], stored.get((0, number), b"")
        if held[: len(ours)] != ours:
            differing.append(number * TILE_WIDTH + first_difference(ours, held) + 1)
    return differing


def first_difference(ours: bytes, held: bytes) -> int:
    """Return the index of the first hash that differs."""
    for at in range(0, len(ours), HASH_BYTES):
        if ours[at : at + HASH_BYTES] != held[at : at + HASH_BYTES]:
            return at // HASH_BYTES
    raise AssertionError("they differ")


def out_of_place(connection: Connection, size: int, head: int) -> Iterator[Finding]:
    """
    Yield where rows stand at positions that the log never gives.

    They are in no tree: it holds the positions from 1 to its size, and those after it follow on
    without a gap, up to the last.
    """
    ((count, first),) = connection.execute(_BELOW)
    if count:
        yield Finding(
            Sort.ROW_INSERTED,
            first,
            f"Of positions below 1, which the log never gives, {count} hold a row.",
        )
    ((after, gap),) = connection.execute(_AFTER, [size, size, size])
    if after < head - size:
        yield Finding(
            Sort.ROW_MISSING,
            gap,
            f"After position {size}, the last that is sealed, {head - size} positions are said to"
            f" be taken and {after} hold a row: rows were removed, or one was put far ahead.",
        )


def beyond(connection: Connection) -> Iterator[Finding]:
    """Yield where there are more tiles, or more in them, than a tree of the last checkpoint has."""
    for level, last, hashes, size in connection.execute(_LAYOUT).fetchall():
        width = size >> TILE_BITS * level
        tiles = -(-width // TILE_WIDTH)
        if level == 0 and hashes > size and last < -(-hashes // TILE_WIDTH):
            ends = f"the last checkpoint speaks of {size}" if size else "no checkpoint is there"
            yield Finding(
                Sort.CHECKPOINT_MISSING,
                size + 1,
                f"The tiles hold the hashes of {hashes} events, and {ends}: checkpoints were"
                " removed, or hashes were added. A kept checkpoint tells which:"
                " kvitto verify --kept FILE",
            )
            return
        if last >= tiles:
            says = f"has a tile {last}, and a tree of {size} events has {tiles} tiles there"
        elif hashes > width:
            says = f"holds {hashes} hashes, and a tree of {size} events has {width} there"
        else:
            continue
        yield Finding(
            Sort.TILE_CHANGED, None, f"Level {level} of the tiles {says}. It proves nothing."
        )


def out_of_time(connection: Connection, since: int) -> Iterator[Finding]:
    """Yield the first checkpoint that is said to be sealed before the one before it."""
    for (size,) in connection.execute(_EARLIER, [since]).fetchmany(1):
        yield Finding(
            Sort.CHECKPOINT_CHANGED,
            size,
            f"The checkpoint of size {size} is said to be sealed before the one before it, which"
            " never happens: the time of one of them was changed.",
        )
