"""
The Merkle tree of RFC 6962 and RFC 9162, over tiles of 256 hashes.

A tile (level L, number N) holds the hashes of the nodes 8·L levels above the leaves, from
256·N on, as far as their subtrees are full; so a tree is extended by growing tiles and never by
changing a hash. Every proof reads a few tiles. Where tiles are kept belongs to whoever gives a
`ReadTile`; paths to `ledger.proofs.tiles`.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

#: Bytes of a hash, and hashes of a full tile.
HASH_BYTES: Final = 32
TILE_WIDTH: Final = 256
_TILE_HEIGHT: Final = 8

#: The root of a tree without leaves (RFC 9162, 2.1.1).
EMPTY_ROOT: Final = sha256().digest()

#: Returns the hashes of the tile at a level and number, one after the other, as far as there are.
ReadTile = Callable[[int, int], bytes]


class ProofDoesNotHoldError(Exception):
    """A proof does not show what it should; the sentence says what, and what that means."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two nodes' parent."""
    return sha256(b"\x01" + left + right).digest()


def subtree_root(hashes: bytes) -> bytes:
    """
    Return the root over one or more hashes that stand one after the other.

    As the tree has it: a perfect tree over a power of two of them, else the largest such tree on
    the left, and the rest on the right.
    """
    count = len(hashes) // HASH_BYTES
    assert count * HASH_BYTES == len(hashes) > 0, "whole hashes"
    while count > 1:
        pairs = count // 2
        above = [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, pairs * 64, 64)]
        # The last of an odd number goes up as it is, which is RFC 9162's split.
        hashes = b"".join(above) + hashes[pairs * 64 :]
        count -= pairs
    return hashes


def tree_root(size: int, read: ReadTile) -> bytes:
    """Return the root of the tree's first `size` leaves."""
    return _Nodes(read).root(0, size) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: ReadTile) -> list[bytes]:
    """Return the proof that the leaf at `index` is among the first `size`, from the leaf up."""
    assert 0 <= index < size, "a leaf of the tree"
    nodes = _Nodes(read)
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        split = first + _split(end - first)
        if index < split:
            path.append(nodes.root(split, end))
            end = split
        else:
            path.append(nodes.root(first, split))
            first = split
    return path[::-1]


def consistency_proof(old: int, new: int, read: ReadTile) -> list[bytes]:
    """Return the proof that the first `old` leaves of the first `new` are the older tree."""
    assert 0 <= old <= new, "a tree and what it grew to"
    if old in {0, new}:
        return []
    nodes = _Nodes(read)
    path: list[bytes] = []
    first, end = 0, new
    is_whole = True
    while old != end:
        split = first + _split(end - first)
        if old <= split:
            path.append(nodes.root(split, end))
            end = split
        else:
            path.append(nodes.root(first, split))
            first, is_whole = split, False
    return [*([] if is_whole else [nodes.root(first, end)]), *path[::-1]]


def grow(size: int, leaf_hashes: bytes, read: ReadTile) -> dict[tuple[int, int], bytes]:
    """
    Return the tiles that change when leaves are appended to a tree of `size`, in full.

    `leaf_hashes` stand one after the other; the keys are (level, number).
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, added = 0, leaf_hashes
    while added:
        number, width = divmod(size, TILE_WIDTH)
        before = read(level, number)[: width * HASH_BYTES] if width else b""
        assert len(before) == width * HASH_BYTES, "the tile holds what the size says"
        whole, above = before + added, list[bytes]()
        for at in range(0, len(whole), TILE_WIDTH * HASH_BYTES):
            tile = whole[at : at + TILE_WIDTH * HASH_BYTES]
            changed[level, number + at // (TILE_WIDTH * HASH_BYTES)] = tile
            if len(tile) == TILE_WIDTH * HASH_BYTES:
                above.append(subtree_root(tile))
        level, size, added = level + 1, number, b"".join(above)
    return changed


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """
    Raise `ProofDoesNotHoldError` unless the leaf of this hash is at `index` in the root's tree.

    Source: RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofDoesNotHoldError(f"There is no leaf {index} in a tree of {size}.")
    at, last, reached = index, size - 1, leaf
    for hash_ in proof:
        if last == 0 or len(hash_) != HASH_BYTES:
            raise ProofDoesNotHoldError(_NOT_INCLUDED.format(index, size))
        if at & 1 or at == last:
            reached = node_hash(hash_, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, hash_)
        at, last = at >> 1, last >> 1
    if last != 0 or reached != root:
        raise ProofDoesNotHoldError(_NOT_INCLUDED.format(index, size))


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """
    Raise `ProofDoesNotHoldError` unless the newer tree begins with all of the older one.

    Source: RFC 9162, 2.1.4.2.
    """
    refused = ProofDoesNotHoldError(
        f"The tree of {new} leaves does not begin with the tree of {old}: they are two histories."
    )
    if not 0 <= old <= new or any(len(hash_) != HASH_BYTES for hash_ in proof):
        raise refused
    if old in {0, new}:
        is_same = old_root == (new_root if old else EMPTY_ROOT)
        if proof or not is_same:
            raise refused
        return
    # A power of two of leaves is itself a node, and no proof needs to say it.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if _both_roots(old, new, path) != (old_root, new_root):
        raise refused


def _both_roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two roots that a consistency proof leads to, none where it is of other trees."""
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path:
        return None
    older = newer = path[0]
    for hash_ in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            older, newer = node_hash(hash_, older), node_hash(hash_, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, hash_)
        at, last = at >> 1, last >> 1
    return (older, newer) if last == 0 else None


_NOT_INCLUDED: Final = (
    "The proof does not lead from leaf {} to the root of the tree of {}: the event is not what was"
    " sealed there, or the proof is another's."
)


class _Nodes:
    """The hashes of whole ranges of leaves; reads each tile once."""

    def __init__(self, read: ReadTile) -> None:
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self, first: int, end: int) -> bytes:
        """Return the root over the leaves from `first` to before `end`, a node of some tree."""
        whole: list[bytes] = []
        while first < end:
            height = (end - first).bit_length() - 1
            whole.append(self._node(first, height))
            first += 1 << height
        reached = whole.pop()
        while whole:
            reached = node_hash(whole.pop(), reached)
        return reached

    def _node(self, first: int, height: int) -> bytes:
        """Return the root of a full subtree: `height` levels above the leaves, from `first` on."""
        level, inside = divmod(height, _TILE_HEIGHT)
        number, offset = divmod(first >> (level * _TILE_HEIGHT), TILE_WIDTH)
        tile = self._tiles.get((level, number))
        if tile is None:
            tile = self._tiles[level, number] = self._read(level, number)
        hashes = tile[offset * HASH_BYTES : (offset + (1 << inside)) * HASH_BYTES]
        assert len(hashes) == HASH_BYTES << inside, "the tile holds what the size says"
        return subtree_root(hashes)


def _split(count: int) -> int:
    """Return the largest power of two below a count of at least two."""
    return 1 << (count - 1).bit_length() - 1
