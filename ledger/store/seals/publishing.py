"""
What is published of a sealed log: its checkpoint, tiles, and entries straight from the rows.

The same bytes whether they are written to files or served; where each stands among static files
belongs to `ledger.proofs.tiles`.
"""

from collections.abc import Iterator, Sequence

from ledger.proofs.merkle import HASH_BYTES, TILE_WIDTH
from ledger.proofs.tiles import Tile, bundle
from ledger.store.connections import Connections
from ledger.store.seals.reading import Sealed, keys_of, latest_of, read_tiles
from ledger.store.seals.rows import entries
from ledger.store.seals.witnessing import Witnesses

#: Tiles that are read at once.
_AT_ONCE = 64


class Publishing:
    """Reads what is published of one log."""

    def __init__(self, connections: Connections) -> None:
        """Read over these connections, borrowing one for each call."""
        self._connections = connections

    def note(self, sealed: Sealed) -> bytes:
        """Return a checkpoint with every signature that it has: of both keys, of witnesses."""
        with self._connections.lend() as connection:
            begun = [key.note for key in keys_of(connection) if key.since_size == sealed.size]
        lines = Witnesses(self._connections).lines(sealed.size)
        return (begun or [sealed.note])[-1] + "".join(f"{line}\n" for line in lines).encode()

    def checkpoint(self) -> bytes | None:
        """Return the latest checkpoint, None before the first."""
        with self._connections.lend() as connection:
            latest = latest_of(connection)
        return None if latest is None else self.note(latest)

    def tile(self, tile: Tile) -> bytes | None:
        """Return a tile as far as its name says, None where the log is not sealed so far."""
        ((_, content),) = self.tiles([tile])
        return content

    def tiles(self, wanted: Sequence[Tile]) -> Iterator[tuple[Tile, bytes | None]]:
        """Yield tiles in their order, each read with some others."""
        for at in range(0, len(wanted), _AT_ONCE):
            page = wanted[at : at + _AT_ONCE]
            with self._connections.lend() as connection:
                places = {(tile.level or 0, tile.number) for tile in page}
                held = read_tiles(connection, places)
                for tile in page:
                    hashes = held.get((tile.level or 0, tile.number), b"")
                    whole = hashes[: tile.width * HASH_BYTES]
                    if len(whole) < tile.width * HASH_BYTES:
                        yield tile, None
                    elif tile.level is None:
                        after = tile.number * TILE_WIDTH
                        yield tile, bundle(entries(connection, after, after + tile.width))
                    else:
                        yield tile, whole
