"""
Sealed months leave as plain files, and a program that knows nothing of ours counts them again.
"""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest

from ops.cli import main
from ops.segments.manifest import Manifest, digest_of, read_manifest
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "25", "--from", "2025-01", "--months", "3", "--seed", "11",
         "--faults", "0.3")  # fmt: skip
#: Months of recording, as if a third of the events had come in each.
MONTHS = ("2026-01", "2026-02", "2026-03")

Rows = list[dict[str, Any]]
Shown = Callable[..., tuple[int, dict[str, Any]]]


def counts(folder: Path, *kept: Path) -> tuple[int, str]:
    """Run what leaves with the files, as a stranger does: nothing of ours can be imported."""
    told = subprocess.run(
        [sys.executable, "-I", folder / "count_balances.py", folder, *kept],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
    )
    return told.returncode, told.stdout + told.stderr


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    keys = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patched:
        for name in ("BLIND_INDEX", "SEALING", "MASTER"):
            patched.setenv(f"KVITTO_{name}_KEY_FILE", str(keys / name))
            if name != "MASTER":
                (keys / name).touch(0o600)
                (keys / name).write_bytes(KEY)
        patched.setenv("KVITTO_HOME", str(keys / "home"))
        yield patched


@pytest.fixture(scope="module")
def original(
    cluster: Cluster, environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A sealed ledger of payments, recorded over three months that are over: to be copied."""
    name, world = fresh_name(), str(tmp_path_factory.mktemp("world") / "world")
    environment.setenv("KVITTO_DATABASE_URL", cluster.create(name))
    for command in (["keys", "new"], ["generate", world, *WORLD], ["ingest", world]):
        assert main(command) == 0
    with psycopg.connect(cluster.address(name)) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update kvitto.events set recorded_at = timestamptz '2026-01-31 23:59:59+00'"
            " + (position * 3 / (select position + 1 from kvitto.head)) * interval '28 days'"
            " + position * interval '1 microsecond'"
        )
    assert main(["seal"]) == 0
    yield name
    cluster.drop(name)


@pytest.fixture
def ledger(cluster: Cluster, environment: pytest.MonkeyPatch, original: str) -> Iterator[str]:
    """A copy of that ledger, to which the environment leads; its superuser's address."""
    name = fresh_name()
    address = cluster.create(name, original)
    environment.setenv("KVITTO_DATABASE_URL", address)
    yield address
    cluster.drop(name)


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    def runs(*arguments: object) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main([*map(str, arguments), "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else {"said": said.err}

    return runs


@pytest.fixture
def folder(ledger: str, tmp_path: Path, shown: Shown) -> Path:
    del ledger
    code, told = shown("segments", tmp_path / "history")
    assert (code, [of["month"] for of in told["segments"]]) == (0, list(MONTHS))
    return tmp_path / "history"


def held(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest


def rewritten(folder: Path, number: int, change: Callable[[Rows], object]) -> None:
    """Let somebody change a file and its digest in the manifest."""
    of = held(folder).segments[number]
    file = folder / of.file
    table = pq.read_table(file)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(type(table).from_pylist(rows, schema=table.schema), file,
                   row_group_size=of.group_rows)  # fmt: skip
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(of.sha256, digest_of(file)))


def test_every_month_holds_its_rows_exactly(folder: Path, ledger: str) -> None:
    columns = "position, stream, version, name, recorded_at, state, event_id"
    with psycopg.connect(ledger) as connection:
        rows = connection.execute(
            f"select {columns} from kvitto.events where position <= %s order by position",
            [held(folder).last],
        )
        stored = rows.fetchall()
    written = [
        tuple(row[column] for column in columns.split(", "))
        for of in held(folder).segments
        for row in pq.read_table(folder / of.file).to_pylist()
    ]
    assert written == stored
    assert {row[4].strftime("%Y-%m") for row in written} == set(MONTHS)


def test_a_stranger_counts_the_same(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert main(["checkpoint", "--keep", str(kept)]) == 0
    code, said = counts(folder, kept)
    assert (code, said.startswith("RIGHT / STÄMMER")) == (0, True), said
    assert "kept 1 of 1" in said
    with (folder / "balances.csv").open() as file:
        rows = list(csv.DictReader(file))
    sums = {name: sum(int(row[name]) for row in rows) for name in rows[0] if "_ore" in name}
    assert all(sums[f"{name}_ore"] > 0 for name in ("ordered", "settled", "paid"))
    assert f"'paid': {sums['paid_ore']}" in said


def test_what_is_counted_is_what_an_audit_says_was_paid(folder: Path, shown: Shown) -> None:
    _, told = shown("balances", "--reckon", "2030-01-01")
    with (folder / "balances.csv").open() as file:
        rows = list(csv.DictReader(file))
    matched = [row for row in rows if row["month"] or row["period_from"]]
    assert sum(int(row["paid_ore"]) for row in matched) == told["total"]["paid_ore"]


def test_a_second_run_writes_only_what_is_new(folder: Path, tmp_path: Path, shown: Shown) -> None:
    before = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.iterdir()}
    code, told = shown("segments", folder)
    assert (code, [of["new"] for of in told["segments"]]) == (0, [False] * 3)
    # Reading them all was recorded, in the month that goes on.
    assert len(told["waiting"]) == 1
    assert before == {
        file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.iterdir()
    }
    assert shown("segments", tmp_path / "part", "--month", "2026-01")[0] == 0
    code, told = shown("segments", tmp_path / "part")
    assert (code, [of["new"] for of in told["segments"]]) == (0, [False, True, True])
    # The same rows give the same bytes, in one run or in two.
    assert {name: content for name, (_, content) in before.items()} == {
        file.name: file.read_bytes() for file in (tmp_path / "part").iterdir()
    }


def test_the_month_that_goes_on_is_written_again(folder: Path, shown: Shown) -> None:
    for _ in range(2):
        assert main(["seal"]) == 0
        code, told = shown("segments", folder, "--unfinished")
        last = told["segments"][-1]
        assert (code, last["finished"], last["new"]) == (0, False, True)
        assert counts(folder)[0] == 0
    assert len(held(folder).segments) == 4


def test_a_file_that_was_changed_since_is_named(folder: Path, shown: Shown) -> None:
    (folder / "2026-02.parquet").write_bytes(b"other")
    (folder / "balances.csv").unlink()
    (folder / "count_balances.py").write_text("print('RIGHT / STÄMMER')")
    code, told = shown("segments", folder)
    assert (code, told["changed"]) == (1, ["2026-02.parquet", "balances.csv", "count_balances.py"])


KILLED = """
import os, signal, sys
from pathlib import Path
from ops.cli import main
from ops.segments import writing
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "manifest":
    Path.replace = killed
else:
    writing.digest_of = killed
main(["segments", sys.argv[2]])
"""


@pytest.mark.parametrize("at", ["manifest", "month"])
def test_a_first_run_that_was_killed_is_run_again(
    ledger: str, tmp_path: Path, shown: Shown, at: str
) -> None:
    """Killed as the first file is to be moved to its place, and after the first month was."""
    del ledger
    folder = tmp_path / "history"
    killed = subprocess.run([sys.executable, "-c", KILLED, at, folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = {file.name for file in folder.iterdir()}
    assert left == (
        {"manifest.json.part"} if at == "manifest" else {"manifest.json", "2026-01.parquet"}
    )
    code, told = shown("segments", folder)
    assert (code, [of["month"] for of in told["segments"]]) == (0, list(MONTHS))
    assert counts(folder)[0] == 0


def with_state(rows: Rows, at: int, old: bytes, new: bytes) -> None:
    rows[at]["state"] = rows[at]["state"].replace(old, new)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: with_state(rows, 7, b'"actor":"', b'"actor":"x'), "one was changed"),
        (lambda rows: rows[7].update(version=9), "one was changed"),
        (lambda rows: rows[7].update(name="bill-received/2"), "one was changed"),
        (lambda rows: rows[7].update(stream=rows[8]["stream"]), "one was changed"),
        (lambda rows: rows[7].update(event_id=rows[8]["event_id"]), "event_id of position 8 was"),
        (lambda rows: rows.pop(7), "position 9 stands where 8 belongs"),
        (lambda rows: rows.pop(), "positions 1 to"),
        (lambda rows: rows.insert(7, rows[6]), "position 7 stands where 8 belongs"),
        (lambda rows: rows.insert(7, rows.pop(8)), "position 9 stands where 8 belongs"),
    ],
    ids=["state", "version", "name", "stream", "event_id", "removed", "last", "doubled", "swapped"],
)
def test_a_row_that_was_changed_is_found(
    folder: Path, change: Callable[[Rows], object], said: str
) -> None:
    rewritten(folder, 0, change)
    code, told = counts(folder)
    assert (code, "DIFFERS / STÄMMER INTE: 2026-01.parquet" in told) == (1, True), told
    assert said in told


def test_a_balance_that_was_changed_is_named(folder: Path) -> None:
    file = folder / "balances.csv"
    lines = file.read_text().splitlines()
    cells = lines[5].split(",")
    file.write_text("\n".join([*lines[:5], ",".join([*cells[:-1], "7"]), *lines[6:]]) + "\n")
    code, told = counts(folder)
    assert code == 1
    assert f"'{cells[0]}'" in told
    assert "'7'] is told" in told


def test_another_history_is_found_by_a_checkpoint_that_was_kept(
    folder: Path, ledger: str, tmp_path: Path, shown: Shown
) -> None:
    """Somebody with the key changes an event, seals everything anew, and writes new files."""
    kept = tmp_path / "kept"
    assert main(["checkpoint", "--keep", str(kept)]) == 0
    with psycopg.connect(ledger) as connection:
        connection.execute("set session_replication_role = replica")
        for table in ("checkpoints", "tiles", "cosignatures"):
            connection.execute(f"delete from kvitto.{table}")
        connection.execute("update kvitto.events set version = version + 100 where position = 300")
    assert main(["seal"]) == 0
    assert shown("segments", tmp_path / "forged")[0] == 0
    assert counts(tmp_path / "forged")[0] == 0
    code, told = counts(tmp_path / "forged", kept)
    assert code == 1
    assert "is of another history" in told
    assert counts(folder, kept)[0] == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update kvitto.events set name = 'x/1' where position = 300", "do not lead to the root"),
        ("delete from kvitto.events where position = 300", "Position 300"),
        ("update kvitto.events set event_id = gen_random_uuid() where position = 2", "Position 2"),
    ],
)
def test_rows_that_are_not_what_was_sealed_do_not_leave(
    ledger: str, tmp_path: Path, shown: Shown, change: str, said: str
) -> None:
    with psycopg.connect(ledger) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(change.encode())
    code, told = shown("segments", tmp_path / "history")
    assert code == 2
    assert said in told["said"]
    assert "kvitto verify" in told["said"]
    assert not list((tmp_path / "history").glob("*.part"))


def test_where_no_month_is_over_no_folder_is_made(
    ledger: str, tmp_path: Path, shown: Shown
) -> None:
    with psycopg.connect(ledger) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update kvitto.events set recorded_at = clock_timestamp()")
    code, told = shown("segments", tmp_path / "history")
    assert (code, told["segments"]) == (0, [])
    assert not (tmp_path / "history").exists()


def test_a_folder_of_something_else_is_left_alone(
    ledger: str, tmp_path: Path, shown: Shown
) -> None:
    del ledger
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").touch()
    code, told = shown("segments", tmp_path / "mine")
    assert code == 2
    assert "holds other files" in told["said"]
    (tmp_path / "mine" / "manifest.json").write_text("{}")
    code, told = shown("segments", tmp_path / "mine")
    assert code == 2
    assert "cannot be read as the manifest" in told["said"]
