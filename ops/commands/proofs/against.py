"""
A log held against static files of it that somebody kept: which fields of which event differ.

The files hold every entry as it was, so nothing has to be guessed.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from ledger.proofs.leaf import HASHED
from ledger.proofs.merkle import HASH_BYTES, TILE_WIDTH, leaf_hash
from ledger.proofs.tiles import CHECKPOINT, MalformedBundleError, Tile, unbundle
from ledger.store.seals import Finding, Publishing, SealedRow, Sort
from ops.commands.failures import WrongUseError
from ops.commands.proofs.keeping import kept_note
from ops.commands.proofs.opened import OpenSeals
from ops.show.program import program

#: Positions whose fields are named.
_MOST: Final = 20
_FIELDS: Final = ("position", "stream", "version", "name", "recorded_at", "state")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Kept:
    """A folder that `kvitto tiles` wrote, as far as its own checkpoint says."""

    def __init__(self, seals: OpenSeals, folder: Path) -> None:
        """Open its checkpoint; raises `NoteRefusedError` when it is none of this log's."""
        self._folder = folder
        self.note = kept_note(folder / CHECKPOINT, must_be=True) or b""
        self.size = seals.opened(self.note).size

    def tile(self, level: int | None, number: int) -> bytes:
        """Return a tile as it was kept."""
        width = min(TILE_WIDTH, self.size - number * TILE_WIDTH)
        file = self._folder / Tile(level, number, width).path
        try:
            return file.read_bytes()
        except OSError as failure:
            raise WrongUseError(
                f"{file} cannot be read: {failure.strerror}, and its checkpoint says that it is"
                f" there. Name a folder that was written whole: {program()} tiles DIR"
            ) from failure

    def entry(self, position: int) -> bytes | None:
        """Return the entry of a position, None where it does not fit its own hash."""
        number, at = divmod(position - 1, TILE_WIDTH)
        try:
            entry = unbundle(self.tile(None, number))[at]
        except (MalformedBundleError, IndexError):
            return None
        held = self.tile(0, number)[at * HASH_BYTES : (at + 1) * HASH_BYTES]
        return entry if leaf_hash(entry) == held else None


def differences(seals: OpenSeals, folder: Path, found: list[Finding]) -> list[Finding]:
    """Return what differs between the rows and kept files, for each finding that has a position."""
    kept = Kept(seals, folder)
    positions = {finding.position for finding in found if finding.position is not None}
    first = _first_difference(seals, kept)
    if first is not None:
        positions.add(first)
    named = (_named(seals, kept, position) for position in sorted(positions))
    return list(islice((finding for finding in named if finding is not None), _MOST))


def _first_difference(seals: OpenSeals, kept: Kept) -> int | None:
    """Return the first position at which the stored tiles are not the kept ones."""
    tiles = [
        Tile(0, number, min(TILE_WIDTH, kept.size - number * TILE_WIDTH))
        for number in range(-(-kept.size // TILE_WIDTH))
    ]
    for tile, stored in Publishing(seals.connections).tiles(tiles):
        ours, theirs = stored or b"", kept.tile(0, tile.number)
        for at in range(0, len(theirs), HASH_BYTES):
            if ours[at : at + HASH_BYTES] != theirs[at : at + HASH_BYTES]:
                return tile.number * TILE_WIDTH + at // HASH_BYTES + 1
    return None


def _named(seals: OpenSeals, kept: Kept, position: int) -> Finding | None:
    if not 0 < position <= kept.size:
        return None
    entry = kept.entry(position)
    if entry is None:
        return Finding(
            Sort.TILE_CHANGED,
            position,
            f"What was kept of position {position} does not fit the hash kept beside it: the kept"
            " files were changed or cut off. Take them from another copy.",
        )
    row = seals.reader.row(position)
    if row is None:
        was = _fields(entry)
        return Finding(
            Sort.ROW_MISSING,
            position,
            f"Kept of position {position}: {was['name']}, version {was['version']} of the stream"
            f" {was['stream']}, recorded at {was['recorded_at']}.",
        )
    differing = list(_differing(_fields(entry), row, is_hashed=entry[0] == HASHED))
    if not differing:
        return None
    said = "; ".join(said for _, said in differing)
    columns = tuple(column for column, _ in differing)
    return Finding(
        Sort.ROW_CHANGED, position, f"By what was kept of position {position}: {said}.", columns
    )


def _fields(entry: bytes) -> dict[str, Any]:
    """Return the fields of an entry, as `ledger.proofs.leaf` says they stand in it."""
    raw: list[bytes] = []
    at = 1
    while at < len(entry):
        length = int.from_bytes(entry[at : at + 4])
        raw.append(entry[at + 4 : at + 4 + length])
        at += 4 + length
    position, stream, version, name, micros, state = raw
    return {
        "position": int.from_bytes(position),
        "stream": UUID(bytes=stream),
        "version": int.from_bytes(version, signed=True),
        "name": name.decode(),
        "recorded_at": _EPOCH + int.from_bytes(micros, signed=True) * timedelta(microseconds=1),
        "state": state,
    }


def _differing(
    was: dict[str, Any], row: SealedRow, *, is_hashed: bool
) -> Iterator[tuple[str, str]]:
    """Yield each column that differs, with what it was and is; of the state only where."""
    for column in _FIELDS:
        now = getattr(row, column)
        if column != "state":
            if was[column] != now:
                yield column, f"{column} was {was[column]} and is {now}"
        elif is_hashed:
            if sha256(now).digest() != was[column]:
                yield column, "the state is another"
        elif now != was[column]:
            where = ", ".join(_paths(_read(was[column]), _read(now))) or "its bytes"
            yield column, f"the state differs in {where}"


def _read(state: bytes) -> object:
    try:
        return json.loads(state)
    except ValueError:
        return None


def _paths(was: object, now: object, at: str = "") -> Iterator[str]:
    """Yield the paths at which two documents differ; what stands there is never said aloud."""
    if isinstance(was, dict) and isinstance(now, dict):
        before, after = cast("dict[str, object]", was), cast("dict[str, object]", now)
        for name in sorted({*before, *after}):
            path = f"{at}.{name}" if at else name
            yield from _paths(before.get(name), after.get(name), path)
    elif was != now:
        yield at or "everything"
