"""
Paths and bundles of tlog-tiles: one tile has one path, and a bundle is read as it was written.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proofs.tiles import MalformedBundleError, Tile, bundle, read_path, tiles_of, unbundle


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        # Source: the examples of c2sp.org/tlog-tiles.
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(1, 273, 3), "tile/1/273.p/3"),
        (Tile(None, 1_000, 255), "tile/entries/x001/000.p/255"),
    ],
)
def test_a_tile_has_this_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert read_path(path) == tile


@given(
    st.builds(Tile, st.none() | st.integers(0, 7), st.integers(0, 2**55 - 1), st.integers(1, 256))
)
def test_every_path_is_read_back(tile: Tile) -> None:
    assert read_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/0",
        "tile/00/000",
        "tile/8/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/",
        "tile/entries/../0/000",
        "tile/0/\u0660\u0660\u0660",
        "tile/0/000\n",
        # No log has so many tiles, and no server looks for them.
        Tile(0, 2**55).path,
        f"tile/entries/{'x999/' * 6}999",
        f"tile/0/{'x001/' * 1_500}000",
    ],
)
def test_no_other_path_is_a_tile(path: str) -> None:
    assert read_path(path) is None


def test_a_tree_has_these_tiles() -> None:
    paths = {tile.path for tile in tiles_of(70_000)}
    # The example of c2sp.org/tlog-tiles: a tree of 70 000 leaves.
    assert {"tile/0/x000/000", "tile/0/255"} & paths == {"tile/0/255"}
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17"} <= paths
    assert "tile/2/000.p/1" in paths
    assert sum(path.startswith("tile/entries/") for path in paths) == 274


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_is_read_as_it_was_written(entries: list[bytes]) -> None:
    written = bundle(entries)
    assert unbundle(written) == entries
    if written:
        with pytest.raises(MalformedBundleError, match=r"Fetch it anew\."):
            unbundle(written[:-1])
        with pytest.raises(MalformedBundleError):
            unbundle(written + b"\x01")


def test_an_entry_may_have_every_length_that_two_bytes_can_say() -> None:
    assert unbundle(bundle([b"", b"x" * 65_535])) == [b"", b"x" * 65_535]
