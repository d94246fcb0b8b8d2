"""
Naming what differs at a position: which of a row's columns, or which other row stands there.

Only hashes were sealed, so a change is named by undoing it: what gives the sealed hash is what
was sealed. Where nothing that can be tried does, that much is said.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from ledger.proofs.merkle import HASH_BYTES, TILE_WIDTH, leaf_hash
from ledger.store.codec import UnknownEventError, UnreadableEventError, load
from ledger.store.connections import Connection
from ledger.store.seals.findings import Finding, Sort
from ledger.store.seals.reading import read_tiles
from ledger.store.seals.rows import SealedRow, rows
from schemas.catalogue import EVENTS, UPCASTS

#: Other positions that a row is tried at.
_MOST_PLACES: Final = 20_000
#: Instants that are tried between those of two neighbours.
_MOST_INSTANTS: Final = 1_000_000
_MICROSECOND: Final = timedelta(microseconds=1)
_STREAMS: Final = (
    "select stream from kvitto.events group by stream"
    " having max(version) <> count(*) or max(version) = %b - 1"
)
_VERSIONS: Final = "select version from kvitto.events where stream = %b order by version"


class Naming:
    """Names what differs between the rows and the tiles of one log."""

    def __init__(self, connection: Connection, size: int, differing: list[int]) -> None:
        """`differing` holds the first position that differs in each tile that does."""
        self._connection = connection
        self._size = size
        self._differing = differing
        self._tiles: dict[int, bytes] = {}

    def named(self, position: int) -> Finding:
        """Return what differs at the first position that does."""
        sealed = self._sealed(position)
        row = self._row(position)
        after = self._row(position + 1)
        if row is None:
            if after is None and self._is_end(position):
                gone = self._size - position + 1
                return Finding(
                    Sort.ROW_MISSING,
                    position,
                    f"The rows from position {position} on are gone: {gone} that were sealed.",
                )
            return Finding(
                Sort.ROW_MISSING, position, f"The row of position {position} is not there."
            )
        next_sealed = self._sealed(position + 1)
        if next_sealed is not None and _hash(row._replace(position=position + 1)) == next_sealed:
            return Finding(
                Sort.ROW_MISSING,
                position,
                f"The row of position {position} was removed: what was sealed at {position + 1}"
                " stands in its place.",
            )
        if after is not None and _hash(after._replace(position=position)) == sealed:
            return Finding(
                Sort.ROW_INSERTED,
                position,
                f"A row was inserted at position {position}: what was sealed there stands at"
                f" {position + 1}.",
            )
        return self._swapped(row, sealed) or self._changed(row, sealed)

    def _swapped(self, row: SealedRow, sealed: bytes | None) -> Finding | None:
        """Return where else the row was sealed, if it was, and what was sealed here."""
        for place in self._places(row.position):
            if _hash(row._replace(position=place)) != self._sealed(place):
                continue
            other = self._row(place)
            both = other is not None and _hash(other._replace(position=row.position)) == sealed
            return Finding(
                Sort.ROWS_SWAPPED,
                row.position,
                f"The rows of positions {row.position} and {place} were swapped."
                if both
                else f"What stands at position {row.position} was sealed at {place}.",
            )
        return None

    def _changed(self, row: SealedRow, sealed: bytes | None) -> Finding:
        for column, before in self._tried(row):
            if _hash(before) == sealed:
                was = getattr(before, column)
                return Finding(
                    Sort.ROW_CHANGED,
                    row.position,
                    f"The column {column} of position {row.position} was changed: sealed was"
                    f" {was}, and the row holds {getattr(row, column)}.",
                    (column,),
                )
        columns, why = self._signs(row)
        return Finding(
            Sort.ROW_CHANGED,
            row.position,
            f"The row of position {row.position} is not the one that was sealed: {why}.",
            columns,
        )

    def _tried(self, row: SealedRow) -> Iterator[tuple[str, SealedRow]]:
        """Yield the row as it may have been, one column changed back."""
        for name in (*EVENTS, *UPCASTS):
            yield "name", row._replace(name=name)
        for version in self._versions(row):
            yield "version", row._replace(version=version)
        for stream in self._connection.execute(_STREAMS, [row.version]).fetchall():
            yield "stream", row._replace(stream=stream[0])
        before, after = self._row(row.position - 1), self._row(row.position + 1)
        beside = [one.recorded_at for one in (before, after) if one is not None]
        for instant in beside:
            yield "recorded_at", row._replace(recorded_at=instant)
        if len(beside) == 2:  # noqa: PLR2004 - a neighbour on either side
            first, last = beside
            for step in range(1, min((last - first) // _MICROSECOND, _MOST_INSTANTS)):
                yield "recorded_at", row._replace(recorded_at=first + step * _MICROSECOND)

    def _versions(self, row: SealedRow) -> list[int]:
        """Return the versions that the row's stream lacks."""
        found = {version for (version,) in self._connection.execute(_VERSIONS, [row.stream])}
        return sorted(set(range(1, max(found) + 2)) - found)

    def _signs(self, row: SealedRow) -> tuple[tuple[str, ...], str]:
        """Return which columns give themselves away, and what is wrong with them."""
        before, after = self._row(row.position - 1), self._row(row.position + 1)
        is_early = before is not None and row.recorded_at < before.recorded_at
        is_late = after is not None and row.recorded_at > after.recorded_at
        if is_early or is_late:
            return ("recorded_at",), "it was recorded at another time than its neighbours allow"
        try:
            load(row.name, row.state)
        except UnknownEventError:
            return ("name",), "its name is none that this version knows"
        except UnreadableEventError:
            return ("state",), "its state cannot be read as what its name says"
        if self._versions(row)[:-1]:
            return ("stream", "version"), "its stream has a gap"
        return ("state",), "its state, or several of its columns, hold something else"

    def _places(self, position: int) -> Iterator[int]:
        """Yield the other positions in tiles that differ."""
        tried = 0
        for first in self._differing:
            start = (first - 1) // TILE_WIDTH * TILE_WIDTH
            for place in range(start + 1, min(start + TILE_WIDTH, self._size) + 1):
                if place != position:
                    yield place
            tried += TILE_WIDTH
            if tried > _MOST_PLACES:
                return

    def _is_end(self, position: int) -> bool:
        (row,) = self._connection.execute(
            "select not exists (select from kvitto.events where position > %b)", [position]
        )
        return row == (True,)

    def _row(self, position: int) -> SealedRow | None:
        return next(iter(list(rows(self._connection, position - 1, position))), None)

    def _sealed(self, position: int) -> bytes | None:
        """Return the leaf hash that was sealed at a position, None beyond the end."""
        if position > self._size:
            return None
        number, at = divmod(position - 1, TILE_WIDTH)
        if number not in self._tiles:
            held = read_tiles(self._connection, [(0, number)])
            self._tiles[number] = held.get((0, number), b"")
        return self._tiles[number][at * HASH_BYTES : (at + 1) * HASH_BYTES] or None


def _hash(row: SealedRow) -> bytes:
    return leaf_hash(row.entry)
