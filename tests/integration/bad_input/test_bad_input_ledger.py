"""
Bad input that only a ledger can tell, from a file through `kvitto ingest` to `kvitto audit`.

Single lines are tried in `tests/unit/bad_input`; reject files, encodings, paths and conflicts in
`tests/integration/test_ingest.py`; any order of files, killed imports, and importers as threads in
`tests/integration/test_ingest_again.py` and `tests/simulation`.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ops.world import generate
from schemas.boundary import Reason
from tests.integration.bad_input.conftest import Run
from tests.integration.bad_input.papers import (
    CASE,
    bill,
    grant,
    line,
    order,
    report,
    settled,
    write,
)
from tests.unit.bad_input.sentences import told

ROOT = Path(__file__).parents[3]
NIGHT = report("night", rows=[[3, 1320, 360, 0]])
LATER = report("later", received_at="2098-01-01T00:00:00Z")
#: Each is set aside, and says of what field it is.
BAD: dict[str, tuple[dict[str, Any] | bytes, str]] = {
    "a cut-off line": (line(report("cut"))[:-20] + b"\n", "line"),
    "a key twice": (line(report("twice")).replace(b"}", b', "part": 2, "part": 3}', 1), "part"),
    "an unknown field": (report("note", note="x"), "note"),
    "an unknown version": (report("version", type="time-report-received/9"), "type"),
    "a wrong check digit": (report("digit", assistant="pnr:201701012394"), "assistant"),
    "a night in one row": (NIGHT, "rows[0]"),
    "a forty-first row": (report("rows", rows=[[3, 480, 960, 0]] * 41), "rows"),
    "a month that is none": (report("month", month="2026-13"), "month"),
    "a bill for two months": (bill("both", month=["2026-01", "2026-02"]), "month"),
    "negative minutes": (bill("negative", active_minutes=-1), "active_minutes"),
    "a stamp of tomorrow's": (LATER, "received_at"),
    "another document's id": (report("report-1", part=2), "document_id"),
}


def owed(run: Run, month: str = "2026-01") -> int:
    """Return what is owed for a month of the case."""
    ran = run("explain", CASE, month, "--reckon", "2026-06-01")
    return int(ran.said["owed_ore"])


def test_bad_rows_are_set_aside_with_whole_answers_and_the_good_ones_counted(
    run: Run, tmp_path: Path
) -> None:
    rows = [row for row, _ in BAD.values()]
    source = write(tmp_path / "a.ndjson", grant(), report(), bill(), *rows)
    ran = run("ingest", source)
    assert ran.code == 1
    assert (ran.said["stored"], ran.said["rejected"]) == (3, len(BAD))
    found = {row["line"]: row["reasons"] for row in ran.said["rejected_rows"]}
    for number, (_, field) in enumerate(BAD.values(), start=4):
        reasons = [Reason(**reason) for reason in found[number]]
        assert field in {reason.field for reason in reasons}, reasons
        for reason in reasons:
            told(reason)
    kept = [row if isinstance(row, bytes) else line(row) for row in rows]
    assert Path(f"{source}.rejected").read_bytes() == b"".join(kept)
    # Nothing of a bad row counts.
    assert owed(run) == 347_700
    assert run("ingest", source).said["unchanged"] == 3


def test_a_payment_for_a_case_that_nobody_knows_is_stored_and_found(
    run: Run, tmp_path: Path
) -> None:
    assert run("ingest", write(tmp_path / "a.ndjson", order(), settled())).code == 0
    ran = run("audit", "--reckon", "2026-06-01")
    assert ran.code == 1
    # Nobody answers for the case, so neither has a municipality anything to pay.
    assert [(of["case"], of["month"], of["kind"], of["ore"]) for of in ran.said["findings"]] == [
        (CASE, "2026-01", "PAID_WITHOUT_GRANT", -347_700),
        (CASE, "2026-01", "WRONG_SPLIT", -347_700),
    ]
    assert run("explain", CASE, "2026-01", "--reckon", "2026-06-01").code == 1
    # The decision comes after the payment: what was paid is right from then on.
    late = write(tmp_path / "b.ndjson", grant(), report(), bill())
    assert run("ingest", late).code == 0
    assert run("audit", "--reckon", "2026-06-01").said["findings"] == []


def test_a_second_bill_of_a_month_is_a_correction_and_one_that_adds_adds(
    run: Run, tmp_path: Path
) -> None:
    first = [grant(), report(), bill("bill-1", active_minutes=120)]
    run("ingest", write(tmp_path / "a.ndjson", *first))
    assert owed(run) == 347_700 * 2 // 10
    added = bill("bill-2", "2026-02-04", active_minutes=60, adds=True)
    run("ingest", write(tmp_path / "b.ndjson", added))
    assert owed(run) == 347_700 * 3 // 10
    run("ingest", write(tmp_path / "c.ndjson", bill("bill-3", "2026-02-05", active_minutes=300)))
    assert owed(run) == 347_700 * 6 // 10


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(folder / "in", recipients=40, first_month="2025-10", months=3, seed=11, faults=0.1)
    return folder / "in"


def lines_of(world: Path) -> list[bytes]:
    return [
        row for path in sorted(world.glob("*.ndjson")) for row in path.read_bytes().splitlines(True)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_documents_out_of_order_end_in_the_same_audit(
    run: Run, another: Callable[[], str], world: Path, tmp_path: Path, seed: int
) -> None:
    point = ("audit", "--known-at", "2026-06-01", "--reckon", "2026-06-01", "--all")
    assert run("ingest", world).code == 0
    in_order = without_positions(run(*point).said)
    assert in_order["findings"]
    rows = lines_of(world)
    random.Random(seed).shuffle(rows)
    another()
    for number in range(4):
        part = write(tmp_path / f"{number}.ndjson", *rows[number::4])
        assert run("ingest", part).code == 0, f"seed {seed}"
    assert without_positions(run(*point).said) == in_order, f"seed {seed}"


def without_positions(said: Any) -> Any:  # noqa: ANN401
    """Return an answer without the places in the log, which are those of the order of arrival."""
    if isinstance(said, list):
        return [without_positions(part) for part in said]
    if not isinstance(said, dict):
        return said
    return {name: without_positions(of) for name, of in said.items() if name != "position"}


def importing(source: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ops", "ingest", str(source), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_import_at_once_store_each_document_once(
    run: Run, ledger: str, tmp_path: Path
) -> None:
    many = [report(f"r-{number}", part=number % 99 + 1) for number in range(6_000)]
    source = write(tmp_path / "a.ndjson", grant(), *many)
    with psycopg.connect(ledger) as holding, psycopg.connect(ledger, autocommit=True) as watching:
        # Neither gets past the head of the log before both have come to it.
        holding.execute("select from kvitto.head for update")
        both = [importing(source), importing(source)]
        ends = time.monotonic() + 60
        while sessions_that_wait(watching) < 2:
            assert time.monotonic() < ends, "the two imports never met"
            assert all(process.poll() is None for process in both)
            time.sleep(0.02)
        holding.rollback()
    said = [json.loads(process.communicate()[0]) for process in both]
    assert sum(one["stored"] for one in said) == len(many) + 1
    assert [one["stored"] + one["unchanged"] for one in said] == [len(many) + 1] * 2
    assert [one["rejected"] for one in said] == [0, 0]
    assert run("ingest", source).said["unchanged"] == len(many) + 1


def sessions_that_wait(watching: psycopg.Connection) -> int:
    """Return how many sessions of this database wait for a lock."""
    row = watching.execute(
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and wait_event_type = 'Lock'"
    ).fetchone()
    return 0 if row is None else int(row[0])
