"""
C2SP tlog-tiles: where a tile stands among static files, and how entries stand in a bundle.

Source: c2sp.org/tlog-tiles.
"""

import re
from collections.abc import Iterable
from struct import Struct
from typing import Final, NamedTuple

from ledger.proofs.merkle import TILE_WIDTH

#: The path of the newest checkpoint.
CHECKPOINT: Final = "checkpoint"
#: Levels of a log that has at most 2**63 leaves.
_MOST_LEVELS: Final = 8
_MOST_TILES: Final = 2**63 // TILE_WIDTH
_MOST_ENTRY_BYTES: Final = 65_535
_LENGTH: Final = Struct(">H")
_PATH: Final = re.compile(
    r"tile/(?P<level>0|[1-9][0-9]?|entries)"
    r"/(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class MalformedBundleError(Exception):
    """The bytes are no bundle of entries; the sentence says where they end wrongly."""


class Tile(NamedTuple):
    """A tile of hashes, or of entries where `level` is `None`; `width` is how many it holds."""

    level: int | None
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it stands: three digits at a time, all but the last three after an x."""
        groups = [f"{self.number % 1000:03}"]
        left = self.number // 1000
        while left:
            groups.insert(0, f"x{left % 1000:03}")
            left //= 1000
        level = "entries" if self.level is None else self.level
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"


def read_path(path: str) -> Tile | None:
    """Return the tile that a path names, or none where it is no such path, written exactly so."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = None if found["level"] == "entries" else int(found["level"])
    number = int(re.sub(r"[x/]", "", found["number"]))
    tile = Tile(level, number, int(found["width"] or TILE_WIDTH))
    # One tile has one path: no further zeros, and a full tile is no part of one.
    is_written_so = tile.path == path and tile.width <= TILE_WIDTH
    can_be = (level or 0) < _MOST_LEVELS and tile.number < _MOST_TILES
    return tile if is_written_so and can_be else None


def tiles_of(size: int) -> Iterable[Tile]:
    """Yield every tile of hashes, and every bundle of entries, of a tree, level by level."""
    level, left = 0, size
    while left:
        full, rest = divmod(left, TILE_WIDTH)
        widths = [TILE_WIDTH] * full + [rest] * bool(rest)
        for number, width in enumerate(widths):
            yield Tile(level, number, width)
            if level == 0:
                yield Tile(None, number, width)
        level, left = level + 1, full


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return a bundle: each entry after its length, two bytes big-endian."""
    parts: list[bytes] = []
    for entry in entries:
        assert len(entry) <= _MOST_ENTRY_BYTES, "a longer state stands by its hash"
        parts += (_LENGTH.pack(len(entry)), entry)
    return b"".join(parts)


def unbundle(written: bytes) -> list[bytes]:
    """Return the entries of a bundle; raise `MalformedBundleError` where one is cut off."""
    entries: list[bytes] = []
    at = 0
    while at < len(written):
        start = at + _LENGTH.size
        length = _LENGTH.unpack_from(written, at)[0] if start <= len(written) else None
        if length is None or start + length > len(written):
            raise MalformedBundleError(
                f"The bundle of {len(written)} bytes ends in the middle of entry {len(entries)}:"
                " it was cut off or changed. Fetch it anew."
            )
        at = start + length
        entries.append(written[start:at])
    return entries
