"""
Verifying: everything that was sealed, made anew from the rows and compared with what is stored.

In parts, which any process may check (`checking`), and an end that puts them together. With a
checkpoint that an auditor kept, what it covers is held against it, and only what came after is
read again, unless all is asked for.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.proofs.checkpoints import open_checkpoint, read_checkpoint
from ledger.proofs.merkle import TILE_WIDTH, ReadTile, grow, tree_root
from ledger.proofs.notes import NoteRefusedError, VerifierKey, read_note
from ledger.store.connections import Connection, Connections
from ledger.store.seals.checking import (
    TILES_AT_ONCE,
    Checking,
    Part,
    Run,
    beyond,
    first_difference,
    out_of_place,
    out_of_time,
)
from ledger.store.seals.findings import Finding, Sort
from ledger.store.seals.holding import Held, cosignature_faults, key_faults, name_faults
from ledger.store.seals.naming import Naming
from ledger.store.seals.reading import (
    TILE_BITS,
    Log,
    Sealed,
    TileMissingError,
    keys_of,
    latest_of,
    log_of,
    read_tiles,
    tile_reader,
)

#: Findings of one sort that are said one by one.
_MOST_SAID: Final = 20


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification did, and what it found."""

    log: Log
    sealed: Sealed | None
    #: Rows that no checkpoint covers yet.
    unsealed: int
    #: The first position that was read: 1, or where the kept checkpoint ends.
    first: int
    checkpoints: int
    findings: list[Finding] = field(default_factory=list[Finding])


class Verifying:
    """One verification, from what is stored at its beginning."""

    def __init__(
        self,
        connections: Connections,
        kept: bytes | None,
        *,
        whole: bool,
        is_ours: bool = False,
    ) -> None:
        """
        Look at what is stored, and hold `kept`, a note that somebody kept, against it.

        Raises `NoteRefusedError` when the note is none of this log's, unless the log fails at its
        own name or keys, or `is_ours`: then we kept the note ourselves.
        """
        self._connections = connections
        self._findings: list[Finding] = []
        self._since = 0
        with connections.lend() as connection:
            self.log = log_of(connection)
            self.sealed = latest_of(connection)
            self._keys = keys_of(connection)
            ((self.head,),) = connection.execute(
                "select coalesce(max(position), 0) from kvitto.events"
            )
            self._findings += name_faults(self.log, self.sealed, self._keys)
            self._findings += key_faults(connection, self.log, self._keys)
            if kept is not None:
                self._hold(connection, kept, is_ours=is_ours)
        if whole:
            self._since = 0
        self.size = 0 if self.sealed is None else self.sealed.size

    def _hold(self, connection: Connection, kept: bytes, *, is_ours: bool) -> None:
        held = Held(self.log, self._keys, self.sealed, self.head)
        try:
            self._since, fault = held.against(connection, kept)
        except NoteRefusedError as refused:
            if not (is_ours or self._findings or self._has_lost_its_keys(kept)):
                raise
            fault = Finding(
                Sort.SIGNATURE_WRONG,
                None,
                f"The checkpoint that was kept is no longer one of this log: {refused} The name of"
                " the log or its keys were changed since it was kept. Compare both with what you"
                " know of them: kvitto checkpoint --vkey",
            )
        self._findings += [] if fault is None else [fault]

    def _has_lost_its_keys(self, kept: bytes) -> bool:
        """Tell whether there is none, or none that signed the last checkpoint that is stored."""
        if not self._keys:
            return read_checkpoint(read_note(kept).text).origin == self.log.origin
        if self.sealed is None:
            return False
        try:
            known = [VerifierKey.read(key.vkey) for key in self._keys]
            open_checkpoint(self.sealed.note, known, self.log.origin)
        except NoteRefusedError:
            return True
        return False

    @property
    def task(self) -> Checking:
        """What every part is checked with."""
        return Checking(self._connections, self.log.origin, self._keys, self.size, self._since)

    @property
    def runs(self) -> list[Run]:
        """The parts, in order."""
        first, end = self._since // TILE_WIDTH, -(-self.size // TILE_WIDTH)
        return [(at, min(at + TILES_AT_ONCE, end)) for at in range(first, end, TILES_AT_ONCE)]

    def end(self, parts: Iterable[Part]) -> Verified:
        """Put the parts together, in their order, and return what was found."""
        whole = Part(b"", b"", [], [], 0, [])
        roots: list[bytes] = []
        for part in parts:
            roots.append(part.roots)
            whole = Part(
                b"",
                part.last,
                whole.differing + part.differing,
                whole.odd + part.odd,
                whole.checkpoints + part.checkpoints,
                whole.wrong + part.wrong,
            )
        with self._connections.lend() as connection:
            self._findings += out_of_place(connection, self.size, self.head)
            self._findings += beyond(connection)
            self._findings += out_of_time(connection, self._since)
        if self.sealed is not None:
            with self._connections.lend() as connection:
                whole = whole._replace(roots=b"".join(roots))
                self._findings += cosignature_faults(connection, self._since)
                try:
                    self._findings += self._compared(connection, self.sealed, whole)
                except TileMissingError as missing:
                    self._findings.append(
                        Finding(Sort.TILE_CHANGED, None, f"The tiles are not whole: {missing}.")
                    )
        first = self._since // TILE_WIDTH * TILE_WIDTH + 1 if self.size else 1
        unsealed = max(0, self.head - self.size)
        return Verified(self.log, self.sealed, unsealed, first, whole.checkpoints, self._findings)

    def _compared(self, connection: Connection, sealed: Sealed, whole: Part) -> Iterator[Finding]:
        """Yield what differs between the rows, the tiles and the checkpoints."""
        tiles, root = self._rebuilt(connection, sealed, whole)
        places = list(tiles)
        stored = read_tiles(connection, places)
        above = [
            place
            for place, hashes in tiles.items()
            if stored.get(place, b"")[: len(hashes)] != hashes
        ]
        rows_hold = root == sealed.root
        if rows_hold:
            yield from self._tiles_changed(whole.differing, above)
        elif whole.differing:
            naming = Naming(connection, sealed.size, whole.differing)
            first = naming.named(min(whole.differing))
            more = len(whole.differing) - 1
            yield (
                first
                if not more
                else first._replace(
                    says=f"{first.says} Of the tiles after it, {more} differ as well."
                )
            )
        elif above:
            yield self._both_changed(min(above), stored, tiles)
        for odd in whole.odd[:_MOST_SAID]:
            yield from self._odd(connection, odd)
        # Where tiles were changed, the checkpoints over them need no finding of their own.
        tiles_fail = bool(whole.differing or above)
        wrongs = [wrong for wrong in whole.wrong if not (tiles_fail and wrong.is_of_tiles)]
        for wrong in wrongs[:_MOST_SAID]:
            yield Finding(
                Sort.CHECKPOINT_CHANGED,
                wrong.size,
                f"The checkpoint of size {wrong.size} does not hold: {wrong.why}.",
            )
        if not rows_hold and not tiles_fail and not wrongs:
            yield Finding(
                Sort.CHECKPOINT_CHANGED,
                sealed.size,
                f"The rows and the tiles agree, and the checkpoint of size {sealed.size} holds"
                " another root.",
            )

    def _rebuilt(
        self, connection: Connection, sealed: Sealed, whole: Part
    ) -> tuple[dict[tuple[int, int], bytes], bytes]:
        """Return the tiles above the leaves as the rows give them, and the root."""
        begun = self._since // TILE_WIDTH
        held: ReadTile = tile_reader(connection, begun * TILE_WIDTH - 1, size=sealed.size)
        grown = grow(begun, whole.roots, lambda level, number: held(level + 1, number))
        tiles = {(level + 1, number): hashes for (level, number), hashes in grown.items()}

        def read(level: int, number: int) -> bytes:
            return whole.last if level == 0 else tiles.get((level, number)) or held(level, number)

        if not whole.last and not whole.roots:
            return tiles, sealed.root
        return tiles, tree_root(sealed.size, read)

    def _tiles_changed(
        self, differing: list[int], above: list[tuple[int, int]]
    ) -> Iterator[Finding]:
        for position in differing[:_MOST_SAID]:
            tile = (position - 1) // TILE_WIDTH
            yield Finding(
                Sort.TILE_CHANGED,
                position,
                f"Tile {tile} of level 0 holds another hash for position {position}. The rows are"
                " those that were sealed: the tile alone was changed.",
            )
        for level, number in above[:_MOST_SAID]:
            yield Finding(
                Sort.TILE_CHANGED,
                (number << TILE_BITS * (level + 1)) + 1,
                f"Tile {number} of level {level} was changed. The rows are those that were sealed.",
            )

    def _both_changed(
        self,
        place: tuple[int, int],
        stored: dict[tuple[int, int], bytes],
        tiles: dict[tuple[int, int], bytes],
    ) -> Finding:
        level, number = place
        held, ours = stored.get(place, b""), tiles[place]
        width = TILE_WIDTH**level
        start = (number * TILE_WIDTH + first_difference(ours, held)) * width
        return Finding(
            Sort.ROWS_AND_TILES,
            start + 1,
            f"Among positions {start + 1} to {start + width} rows were changed, and their tile with"
            f" them: the tile above it, {number} of level {level}, holds what was sealed.",
        )

    def _odd(self, connection: Connection, position: int) -> Iterator[Finding]:
        cursor = connection.execute(
            "select event_id::text, command_id::text, state from kvitto.events where position = %b",
            [position],
        )
        for event_id, command_id, state in cursor:
            try:
                envelope = json.loads(state)["envelope"]
                sealed = (envelope["event_id"], envelope["command_id"])
            except (ValueError, LookupError, TypeError):
                # What cannot be read as an envelope is told by whoever reads it.
                continue
            both = zip(("event_id", "command_id"), (event_id, command_id), sealed, strict=True)
            columns = tuple(column for column, ours, theirs in both if ours != theirs)
            if columns:
                yield Finding(
                    Sort.COLUMN_CHANGED,
                    position,
                    f"The column {' and '.join(columns)} of position {position} is not what its"
                    " sealed envelope says.",
                    columns,
                )
