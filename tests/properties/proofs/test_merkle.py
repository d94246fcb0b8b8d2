"""
The tree over tiles is the tree of RFC 9162: beside its definition, written down as it stands there.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proofs.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    ProofDoesNotHoldError,
    consistency_proof,
    grow,
    inclusion_proof,
    leaf_hash,
    subtree_root,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

Tiles = dict[tuple[int, int], bytes]
#: Around the edges of tiles, of one level and of two, and what lies between.
SIZES = [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 1023, 65_535, 65_536, 65_537, 66_000]
small = st.integers(1, 1_100)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def grown(hashes: Sequence[bytes], steps: Sequence[int] = ()) -> Tiles:
    """Tiles of a tree to which leaves were appended up to each of some sizes."""
    tiles: Tiles = {}
    size = 0
    for step in [*steps, len(hashes)]:
        tiles |= grow(size, b"".join(hashes[size:step]), reading(tiles))
        size = step
    return tiles


def reading(tiles: Tiles) -> Callable[[int, int], bytes]:
    return lambda level, number: tiles[level, number]


# The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, over hashes of leaves.


def split(count: int) -> int:
    return max(1 << bit for bit in range(count.bit_length()) if 1 << bit < count)


def defined_root(d: Sequence[bytes]) -> bytes:
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha256(b"\x01" + defined_root(d[:k]) + defined_root(d[k:])).digest()


def defined_path(m: int, d: Sequence[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*defined_path(m, d[:k]), defined_root(d[k:])]
    return [*defined_path(m - k, d[k:]), defined_root(d[:k])]


def defined_subproof(m: int, d: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    if m == len(d):
        return [] if whole else [defined_root(d)]
    k = split(len(d))
    if m <= k:
        return [*defined_subproof(m, d[:k], whole=whole), defined_root(d[k:])]
    return [*defined_subproof(m - k, d[k:], whole=False), defined_root(d[:k])]


@pytest.mark.parametrize("size", SIZES)
def test_roots_at_the_edges_of_tiles_are_the_defined_ones(size: int) -> None:
    hashes = leaves(size)
    assert tree_root(size, reading(grown(hashes))) == defined_root(hashes)
    if hashes:
        assert subtree_root(b"".join(hashes)) == defined_root(hashes)


@given(small, st.data())
def test_a_tree_is_the_same_however_it_was_grown(size: int, draws: st.DataObject) -> None:
    steps = sorted(draws.draw(st.sets(st.integers(0, size), max_size=5)))
    assert grown(leaves(size), steps) == grown(leaves(size))


@given(small, st.data())
def test_a_larger_tree_still_gives_the_root_of_a_smaller(size: int, draws: st.DataObject) -> None:
    hashes = leaves(size)
    older = draws.draw(st.integers(0, size))
    assert tree_root(older, reading(grown(hashes))) == defined_root(hashes[:older])


@given(small, st.data())
def test_inclusion_proofs_are_the_defined_ones_and_hold(size: int, draws: st.DataObject) -> None:
    hashes = leaves(size)
    index = draws.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, reading(grown(hashes)))
    assert proof == defined_path(index, hashes)
    verify_inclusion(index, size, hashes[index], proof, defined_root(hashes))


@given(small, st.data())
def test_consistency_proofs_are_the_defined_ones_and_hold(size: int, draws: st.DataObject) -> None:
    hashes = leaves(size)
    older = draws.draw(st.integers(1, size))
    proof = consistency_proof(older, size, reading(grown(hashes)))
    assert proof == defined_subproof(older, hashes)
    verify_consistency(older, size, defined_root(hashes[:older]), defined_root(hashes), proof)


@cache
def root_of_equal_leaves(size: int) -> bytes:
    if size == 1:
        return leaf_hash(b"")
    k = split(size)
    return sha256(b"\x01" + root_of_equal_leaves(k) + root_of_equal_leaves(size - k)).digest()


@pytest.mark.parametrize(
    "size", [65_535, 65_536, 65_537, 2**24 - 1, 2**24, 2**24 + 1, 2**40 + 3, 2**63 - 1]
)
def test_a_proof_reads_few_tiles_however_large_the_tree(size: int) -> None:
    read: list[tuple[int, int]] = []

    def reader(level: int, number: int) -> bytes:
        # A tree of equal leaves: every full subtree of one height has the same root.
        read.append((level, number))
        count = min(256, (size >> 8 * level) - 256 * number)
        return root_of_equal_leaves(1 << 8 * level) * count

    root = tree_root(size, reader)
    assert root == root_of_equal_leaves(size)
    read.clear()
    proof = inclusion_proof(size // 3, size, reader)
    verify_inclusion(size // 3, size, leaf_hash(b""), proof, root)
    older = size - size // 3
    verify_consistency(
        older, size, tree_root(older, reader), root, consistency_proof(older, size, reader)
    )
    assert len(read) <= 8 * (size.bit_length() // 8 + 1)


@settings(max_examples=40)
@given(st.integers(2, 40), st.data())
def test_no_changed_proof_of_inclusion_holds(size: int, draws: st.DataObject) -> None:
    hashes = leaves(size)
    index = draws.draw(st.integers(0, size - 1))
    root, proof = defined_root(hashes), defined_path(index, hashes)
    bit = draws.draw(st.integers(0, len(proof) * HASH_BYTES * 8 - 1))
    changed = [bytearray(node) for node in proof]
    changed[bit // 256][bit % 256 // 8] ^= 1 << bit % 8
    wrong = [
        (index, size, hashes[index], [bytes(node) for node in changed], root),
        (index, size, hashes[index], proof[:-1], root),
        (index, size, hashes[index], [*proof, proof[-1]], root),
        (index, size, hashes[index], [proof[0][:-1], *proof[1:]], root),
        ((index + 1) % size, size, hashes[index], proof, root),
        (index, size, hashes[index - 1], proof, root),
        (index, size, hashes[index], proof, hashes[0]),
        (size, size, hashes[index], proof, root),
        (-1, size, hashes[index], proof, root),
    ]
    for each in wrong:
        with pytest.raises(ProofDoesNotHoldError):
            verify_inclusion(*each)


@settings(max_examples=40)
@given(st.integers(3, 40), st.data())
def test_no_changed_proof_of_consistency_holds(size: int, draws: st.DataObject) -> None:
    hashes = leaves(size)
    older = draws.draw(st.integers(1, size - 1))
    old_root, root = defined_root(hashes[:older]), defined_root(hashes)
    proof = defined_subproof(older, hashes)
    bit = draws.draw(st.integers(0, len(proof) * HASH_BYTES * 8 - 1))
    changed = [bytearray(node) for node in proof]
    changed[bit // 256][bit % 256 // 8] ^= 1 << bit % 8
    wrong = [
        (older, size, old_root, root, [bytes(node) for node in changed]),
        (older, size, old_root, root, proof[:-1]),
        (older, size, old_root, root, [*proof, proof[-1]]),
        (older, size, root, root, proof),
        (older, size, old_root, old_root, proof),
        (size + 1, size, old_root, root, proof),
        (size, size, old_root, root, []),
        (0, size, old_root, root, []),
    ]
    for each in wrong:
        with pytest.raises(ProofDoesNotHoldError):
            verify_consistency(*each)


@pytest.mark.parametrize("size", [2, 8, 13])
def test_no_proof_holds_with_any_one_bit_changed(size: int) -> None:
    hashes = leaves(size)
    root = defined_root(hashes)
    for index in range(size):
        for changed in with_one_bit_changed(defined_path(index, hashes)):
            with pytest.raises(ProofDoesNotHoldError):
                verify_inclusion(index, size, hashes[index], changed, root)
    for older in range(1, size):
        for changed in with_one_bit_changed(defined_subproof(older, hashes)):
            with pytest.raises(ProofDoesNotHoldError):
                verify_consistency(older, size, defined_root(hashes[:older]), root, changed)


def with_one_bit_changed(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    whole = int.from_bytes(b"".join(proof))
    for bit in range(len(proof) * HASH_BYTES * 8):
        changed = (whole ^ 1 << bit).to_bytes(len(proof) * HASH_BYTES)
        yield [changed[at : at + HASH_BYTES] for at in range(0, len(changed), HASH_BYTES)]


def test_every_tree_begins_with_the_empty_one_and_with_itself() -> None:
    hashes = leaves(5)
    root = defined_root(hashes)
    verify_consistency(0, 5, EMPTY_ROOT, root, consistency_proof(0, 5, reading(grown(hashes))))
    verify_consistency(5, 5, root, root, [])
