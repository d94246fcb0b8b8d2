"""
The sealed log as static files: whole by themselves, added to, and what a log is held against.
"""

from pathlib import Path

import pytest

from ledger.proofs.merkle import leaf_hash, tree_root
from ledger.proofs.tiles import Tile, tiles_of, unbundle
from ledger.store import Store
from tests.integration.seals.sealed import SealedLog, recorded
from tests.integration.seals.test_seal_commands import Run, run

__all__ = ["run"]

CHANGE = "update kvitto.events set"
OTHER_SHIFT = "replace(convert_from(state, 'UTF8'), '480', '481')::bytea"


@pytest.fixture
def published(run: Run, store: Store, tmp_path: Path) -> Path:
    recorded(store, 600)
    run("seal")
    folder = tmp_path / "published"
    assert run("tiles", str(folder)).code == 0
    return folder


def test_the_files_hold_the_whole_tree_and_every_entry(log: SealedLog, published: Path) -> None:
    latest = log.seals.latest()
    assert latest is not None
    assert (published / "checkpoint").read_bytes() == latest.note
    paths = {tile.path for tile in tiles_of(600)} | {"checkpoint"}
    written = {str(file.relative_to(published)) for file in published.rglob("*") if file.is_file()}
    assert written == paths

    def read(level: int, number: int) -> bytes:
        width = min(256, (600 >> 8 * level) - 256 * number)
        return (published / Tile(level, number, width).path).read_bytes()

    assert tree_root(600, read) == latest.root
    for number, width in ((0, 256), (1, 256), (2, 88)):
        entries = unbundle((published / Tile(None, number, width).path).read_bytes())
        assert b"".join(map(leaf_hash, entries)) == read(0, number)


def test_only_what_is_new_is_added(run: Run, store: Store, published: Path) -> None:
    assert run("tiles", str(published), "--json").json["written"] == 0
    recorded(store, 200, first=600)
    run("seal")
    # The third tile and its entries are full now, a fourth of each begins, and one above grows.
    assert run("tiles", str(published), "--json").json["written"] == 5
    assert run("verify", "--against", str(published)).code == 0


def test_files_of_a_log_that_went_further_are_not_overwritten(
    run: Run, log: SealedLog, published: Path
) -> None:
    log.tampered(
        "delete from kvitto.events where position > 200",
        "delete from kvitto.tiles",
        "delete from kvitto.checkpoints",
        "update kvitto.head set position = 200",
    )
    log.sealer.seal()
    before = (published / "checkpoint").read_bytes()
    ran = run("tiles", str(published))
    assert (ran.code, (published / "checkpoint").read_bytes()) == (2, before)
    assert "it would forget what you know" in ran.err


@pytest.mark.parametrize(
    ("statement", "columns", "says"),
    [
        (
            f"{CHANGE} name = 'bill-received/1', recorded_at = 'epoch' where position = 300",
            ["name", "recorded_at"],
            "name was time-report-received/2 and is bill-received/1; recorded_at was",
        ),
        (
            f"{CHANGE} state = {OTHER_SHIFT} where position = 300",
            ["state"],
            "the state differs in event.rows",
        ),
        ("delete from kvitto.events where position = 300", [], "Kept of position 300: time-report"),
    ],
)
def test_kept_entries_name_the_very_fields_that_differ(  # noqa: PLR0917 - three are fixtures
    run: Run, log: SealedLog, published: Path, statement: str, columns: list[str], says: str
) -> None:
    log.tampered(statement)
    ran = run("verify", "--whole", "--against", str(published), "--json")
    last = ran.json["findings"][-1]
    assert (ran.code, last["position"], last["columns"]) == (1, 300, columns)
    assert says in last["says"]


def test_kept_files_say_where_another_history_begins(
    run: Run, log: SealedLog, store: Store, published: Path
) -> None:
    log.tampered(
        "delete from kvitto.events where position > 400",
        "delete from kvitto.tiles",
        "delete from kvitto.checkpoints",
        "update kvitto.head set position = 400",
    )
    recorded(store, 300, first=900)
    log.sealer.seal()
    assert run("verify").code == 0
    ran = run("verify", "--against", str(published), "--json")
    assert ran.code == 1
    history, changed = ran.json["findings"]
    assert history["sort"] == "another history than what was kept"
    assert changed["position"] == 401


def test_a_tile_with_one_bit_changed_is_not_believed(run: Run, published: Path) -> None:
    tile = published / Tile(0, 0).path
    content = bytearray(tile.read_bytes())
    content[40] ^= 1
    tile.write_bytes(content)
    ran = run("verify", "--against", str(published), "--json")
    (finding,) = ran.json["findings"]
    assert (ran.code, finding["position"]) == (1, 2)
    assert "the kept files were changed" in finding["says"]
    (published / Tile(None, 1).path).write_bytes(b"")
    tile.unlink()
    ran = run("verify", "--against", str(published))
    assert ran.code == 2
    assert "cannot be read" in ran.err
