"""
Writing segments: each sealed month into a file of its own, whose rows lead to the signed root.

Nothing leaves that does not prove itself: the tree is grown from the rows that are written, and
held against the checkpoint. A file appears under its name when it is whole.
"""

import json
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from ledger.proofs.checkpoints import open_checkpoint
from ledger.proofs.merkle import (
    HASH_BYTES,
    TILE_WIDTH,
    ProofDoesNotHoldError,
    grow,
    leaf_hash,
    subtree_root,
    tree_root,
    verify_consistency,
)
from ledger.proofs.notes import VerifierKey
from ledger.store.connections import Connections
from ledger.store.load import Loader
from ledger.store.seals import Sealed, Seals
from ledger.store.seals.reading import TILE_BITS, TileMissingError, tile_reader
from ledger.store.seals.rows import SealedRow, rows
from ledger.store.segments import Month, months
from ops.segments import balances
from ops.segments.manifest import NAME, Manifest, Segment, SegmentsError, digest_of, read_manifest
from ops.segments.parquet import GROUP_ROWS, SegmentFile, segment_file

#: What goes with the files.
_LEAVING: Final = Path(__file__).parent / "leaving"
_WITH_THEM: Final = (_LEAVING / "README.txt", _LEAVING / "count_balances.py")

Tell = Callable[[int, int], None]


class Wanted(NamedTuple):
    """Which segments: all that are sealed and over up to a month, and also the one that is not."""

    until: str | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What a folder holds now, what of it is new, and the months that are not over or sealed."""

    manifest: Manifest
    new: tuple[Segment, ...]
    left: tuple[Month, ...]
    changed: tuple[str, ...] = ()


def write_segments(connections: Connections, folder: Path, wanted: Wanted, tell: Tell) -> Written:
    """
    Write the months that a folder does not hold yet, and the balances of all that it then holds.

    Where a file that was written before is not what it was, nothing is written, and `changed` says
    which. Raises `SegmentsError` with a sentence.
    """
    seals = Seals(connections)
    manifest = _manifest(seals, folder)
    changed = tuple(_changed(folder, manifest))
    if changed:
        return Written(manifest, (), (), changed)
    sealed = seals.latest()
    kept = tuple(of for of in manifest.segments if of.finished)
    ready, left = _ready(months(connections, manifest.last), sealed, wanted)
    _refuse_other_months(kept, [*ready, *left])
    new: list[Segment] = []
    if ready and not (folder / NAME).exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Before all else, so that whoever is stopped can go on in the same folder.
        _write(folder, manifest)
    for month in ready:
        new.append(_Writing(connections, month, tell).segment(folder))
        manifest = replace(manifest, segments=(*kept, *new))
        # After each month, so that whoever is stopped keeps what was written.
        _write(folder, manifest)
    if manifest.segments and manifest.balances_up_to != manifest.segments[-1].last:
        manifest = _with_balances(connections, folder, manifest, tell)
    return Written(manifest, tuple(new), tuple(left))


def _manifest(seals: Seals, folder: Path) -> Manifest:
    """Return the manifest that is there, or a new one; refuse a folder of something else."""
    keys = tuple(key.vkey for key in seals.sealing_keys())
    found = read_manifest(folder)
    if found is None:
        if folder.exists() and any(of.name != f"{NAME}.part" for of in folder.iterdir()):
            raise SegmentsError(
                f"{folder} holds other files and no {NAME}, so nothing is written into it. Give a"
                " folder that is empty, or that does not exist yet."
            )
        return Manifest(origin=seals.log.origin, vkeys=keys)
    if found.origin != seals.log.origin:
        raise SegmentsError(
            f"{folder} holds segments of another log, {found.origin}; this one is"
            f" {seals.log.origin}. Give each log a folder of its own."
        )
    return replace(found, vkeys=keys)


def _changed(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield the files that are gone or are not what was written."""
    held = {of.file: of.sha256 for of in manifest.segments}
    if manifest.balances_sha256:
        held[balances.NAME] = manifest.balances_sha256
    held |= dict(manifest.beside)
    for name, digest in held.items():
        file = folder / name
        if not file.exists() or digest_of(file) != digest:
            yield name


def _ready(
    found: list[Month], sealed: Sealed | None, wanted: Wanted
) -> tuple[list[Month], list[Month]]:
    """Return the months to be written, in order, and those that must wait."""
    size = 0 if sealed is None else sealed.size
    ready: list[Month] = []
    for at, month in enumerate(found):
        if wanted.until is not None and month.name > wanted.until:
            break
        if not (month.is_over and month.last <= size):
            if not (wanted.unfinished and month.first <= size):
                return ready, found[at:]
            ready.append(month._replace(last=min(month.last, size), is_over=False))
            return ready, []
        ready.append(month)
    return ready, []


def _refuse_other_months(kept: tuple[Segment, ...], found: list[Month]) -> None:
    if kept and found and found[0].name <= kept[-1].month:
        raise SegmentsError(
            f"Position {found[0].first} was recorded in {found[0].name}, which was written as"
            f" over, up to position {kept[-1].last}: the server's clock went back. The files stand"
            " as they are. Let the clock reach the next month, or begin a new folder."
        )


def _with_balances(
    connections: Connections, folder: Path, manifest: Manifest, tell: Tell
) -> Manifest:
    """Write balances up to the last position, and what goes with the files."""
    up_to = manifest.segments[-1].last
    with _part_of(folder / balances.NAME) as part:
        balances.write_balances(Loader(connections), up_to, part, tell)
    for file in _WITH_THEM:
        shutil.copyfile(file, folder / file.name)
    manifest = replace(
        manifest,
        balances_sha256=digest_of(folder / balances.NAME),
        balances_up_to=up_to,
        beside=tuple((file.name, digest_of(folder / file.name)) for file in _WITH_THEM),
    )
    _write(folder, manifest)
    return manifest


def _write(folder: Path, manifest: Manifest) -> None:
    with _part_of(folder / NAME) as part:
        part.write_text(manifest.written(), "utf-8")


@contextmanager
def _part_of(file: Path) -> Generator[Path]:
    """Yield what is written beside its place and moved there, so that no part of it is read."""
    part = file.with_name(f"{file.name}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


class _Writing:
    """One month on its way into its file."""

    def __init__(self, connections: Connections, month: Month, tell: Tell) -> None:
        self._connections = connections
        self._seals = Seals(connections)
        self._month = month
        self._tell = tell
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._groups: list[str] = []

    def segment(self, folder: Path) -> Segment:
        """Write the file, and return what is to be known of it."""
        month, seals = self._month, self._seals
        sealed = seals.covering(month.last)
        assert sealed is not None, "the month is sealed"
        try:
            frontier = seals.inclusion(month.first, month.first)[::-1]
            with _part_of(folder / f"{month.name}.parquet") as part, segment_file(part) as file:
                self._copy(file)
                root = tree_root(month.last, self._read)
                self._prove(sealed, root)
                segment = Segment(
                    month=month.name,
                    file=f"{month.name}.parquet",
                    sha256="",
                    first=month.first,
                    last=month.last,
                    finished=month.is_over,
                    frontier=tuple(map(bytes.hex, frontier)),
                    root=root.hex(),
                    checkpoint_size=sealed.size,
                    checkpoint=sealed.note.decode(),
                    rest=tuple(self._rest(sealed.size)),
                    groups=tuple(self._groups),
                    group_rows=GROUP_ROWS,
                )
                file.tell({"kvitto.segment": json.dumps(asdict(segment), sort_keys=True)})
        except (ProofDoesNotHoldError, TileMissingError) as cause:
            raise SegmentsError(
                f"The rows of {month.name} do not lead to the root that was sealed ({cause})."
                " Nothing was written of it. Run kvitto verify --whole, which names what differs."
            ) from cause
        return replace(segment, sha256=digest_of(folder / segment.file))

    def _copy(self, file: SegmentFile) -> None:
        """Write the rows group by group, each in a short transaction, and let the tree grow."""
        first, last, _ = self._month[1:]
        for after in range(first - 1, last, GROUP_ROWS):
            up_to = min(last, after + GROUP_ROWS)
            with self._connections.lend() as connection:
                held = list(rows(connection, after, up_to))
            self._refuse_odd(held, after, up_to)
            hashes = b"".join(leaf_hash(row.entry) for row in held)
            self._groups.append(sha256(hashes).hexdigest())
            self._tiles |= grow(after, hashes, self._read)
            file.add(held)
            self._tell(up_to - first + 1, last - first + 1)

    def _refuse_odd(self, held: Sequence[SealedRow], after: int, up_to: int) -> None:
        for position, row in zip_longest(range(after + 1, up_to + 1), held):
            if row is None or row.position != position or not row.is_whole:
                raise SegmentsError(
                    f"Position {position} of {self._month.name} is missing, or its columns are not"
                    " those that it was sealed with. Nothing was written of the month. Run kvitto"
                    " verify --whole, which says what differs."
                )

    def _prove(self, sealed: Sealed, root: bytes) -> None:
        """Refuse rows with which the checkpoint's tree does not begin."""
        keys = [VerifierKey.read(key.vkey) for key in self._seals.sealing_keys()]
        said, _ = open_checkpoint(sealed.note, keys, self._seals.log.origin)
        proof = self._seals.consistency(self._month.last, said.size)
        verify_consistency(self._month.last, said.size, root, said.root, proof)

    def _rest(self, size: int) -> Iterator[tuple[int, str]]:
        """Yield the whole subtrees between the month's last leaf and the end of a tree."""
        at = self._month.last
        with self._connections.lend() as connection:
            read = tile_reader(connection, at, size - 1, size=size)
            while at < size:
                height = min((at & -at).bit_length(), (size - at).bit_length()) - 1
                level, inside = divmod(height, TILE_BITS)
                number, offset = divmod(at >> (level * TILE_BITS), TILE_WIDTH)
                hashes = read(level, number)[HASH_BYTES * offset :][: HASH_BYTES << inside]
                yield height, subtree_root(hashes).hex()
                at += 1 << height

    def _read(self, level: int, number: int) -> bytes:
        """Return a tile as the rows made it, or else as it was left of them."""
        found = self._tiles.get((level, number))
        if found is None:
            with self._connections.lend() as connection:
                before = self._month.first - 1
                found = tile_reader(connection, before - 1, size=before)(level, number)
            self._tiles[level, number] = found
        return found
