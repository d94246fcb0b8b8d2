"""Any order, two imports at once, and an import killed at any moment end in the same ledger."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import conninfo

from consumers.files import ingest
from ledger.services.intake import name_of
from ledger.store import Name, Store, open_store
from ops.postgres import Database
from ops.postgres.roles import WRITER, acting_as
from schemas.catalogue import NAMES
from tests.postgres_fixtures import KEY, Cluster, fresh_name

ROOT = Path(__file__).parents[2]
NUMBERS = ("201701012393", "202402292383", "202601612381")
SENDER = "provider.a"

#: Run by another process, which a test kills.
IMPORT = """
import sys
from pathlib import Path
from consumers.files import ingest
from ledger.store import open_store
with open_store(sys.argv[1], sys.argv[3].encode()) as store:
    report = ingest([Path(sys.argv[2])], store)
print(report.stored, report.unchanged, report.rejected)
"""


Opening = Callable[[], AbstractContextManager[Store]]


@pytest.fixture
def another(cluster: Cluster, template: Database) -> Opening:
    """Open one more empty log, as often as a test wants."""

    @contextmanager
    def opening() -> Generator[Store]:
        name = fresh_name()
        made = conninfo.conninfo_to_dict(template.url_owner)["dbname"]
        url = acting_as(cluster.create(name, str(made)), WRITER)
        with open_store(url, KEY) as store:
            yield store
        cluster.drop(name)

    return opening


def document(kind: str, number: int, **own: object) -> dict[str, Any]:
    return {
        "type": f"{kind}/1",
        "document_id": f"{kind}-{number}",
        "sender": SENDER,
        "received_at": f"2026-02-03T10:{number % 60:02d}:00+01:00",
        **own,
    }


def written(folder: Path, reports: int) -> Path:
    """Write files in which assistants are named in two ways and cases by many."""
    folder.mkdir(parents=True)
    register = [
        document(
            "assistant-registered", n, assistant=f"ref:a-{n}", also=f"pnr:{number}",
            employer="org:2021005521",
        )
        for n, number in enumerate(NUMBERS)
    ]  # fmt: skip
    cases = [
        document("case-opened", n, case_ref=f"FK-{n}", recipient=f"ref:r-{n}") for n in range(20)
    ]
    month = [
        document(
            "time-report-received", n, case_ref=f"FK-{n % 20}", employer="org:2021005521",
            assistant=f"ref:a-{n % 3}" if n % 2 else f"pnr:{NUMBERS[n % 3]}",
            month="2026-01", rows=[[day, 480, 960, 0] for day in range(1, 12)],
        )
        for n in range(reports)
    ]  # fmt: skip
    for name, rows in (("register", register), ("cases", cases), ("month", month)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.ndjson").write_text(text)
    return folder


def content(store: Store) -> Counter[str]:
    """Return what the ledger says, with people by all their names in place of random ids."""
    names = [name_of(f"pnr:{number}", SENDER) for number in NUMBERS]
    names += [Name("ref", f"{kind}-{n}", SENDER) for kind in "ar" for n in range(20)]
    names += [Name("org", "2021005521"), *(Name("case", f"FK-{n}") for n in range(20))]
    known: dict[UUID, set[Name]] = {}
    for name, id_ in store.find(names).items():
        known.setdefault(id_, set()).add(name)
    for recorded in store.load_register():
        also: UUID | None = getattr(recorded.event, "also", None)
        if also is not None:
            one = known[recorded.originator_id] | known[also]
            known[recorded.originator_id] = known[also] = one
    said: Counter[str] = Counter()
    for recorded in store.follow(0, limit=100_000):
        values = {
            field.name: _said(getattr(recorded.event, field.name), known)
            for field in fields(recorded.event)
            if field.name != "also"
        }
        stream = _said(recorded.originator_id, known)
        said[f"{NAMES[type(recorded.event)]} {stream} {recorded.envelope} {values}"] += 1
    return said


def _said(value: object, known: dict[UUID, set[Name]]) -> object:
    return sorted(known[value]) if isinstance(value, UUID) else value


def test_any_order_of_files_gives_the_same_content(another: Opening, tmp_path: Path) -> None:
    files = sorted(written(tmp_path / "in", 60).iterdir())
    found: list[Counter[str]] = []
    for order in permutations(files):
        with another() as store:
            for file in order:
                # One call each: a single call would put them in order itself.
                assert ingest([file], store).is_complete
            found.append(content(store))
    assert sum(found[0].values()) == 83
    assert all(other == found[0] for other in found)


def test_two_imports_at_once_store_each_document_once(database: Database, tmp_path: Path) -> None:
    source = written(tmp_path / "in", 6000)

    def run(_: int) -> tuple[int, int, int]:
        with open_store(database.url_writer, KEY) as store:
            report = ingest([source], store)
            return report.stored, report.unchanged, report.rejected

    with ThreadPoolExecutor(2) as pool:
        (one, same_one, bad_one), (two, same_two, bad_two) = pool.map(run, range(2))
    assert one + two == 6023
    assert same_one + same_two == 6023
    assert bad_one + bad_two == 0
    with open_store(database.url_writer, KEY) as store:
        assert store.count() == 6023


def test_an_import_killed_five_times_and_run_twice_is_whole(
    database: Database, another: Opening, tmp_path: Path
) -> None:
    source = written(tmp_path / "in", 9_000)
    with (source / "month.ndjson").open("a") as month:
        month.write("not a document\n")
    seed = random.randrange(1000)
    dice = random.Random(seed)
    counts: list[int] = []
    for kill in range(5):
        importing = subprocess.Popen(
            [sys.executable, "-c", IMPORT, database.url_writer, str(source), KEY.decode()],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        with open_store(database.url_writer, KEY) as store:
            # Each is killed a moment after it has recorded more than the one before; where
            # that is so from the start, at a moment while it starts or checks.
            moments = 1.0
            while store.count() < kill * 1800 and importing.poll() is None:
                moments = 0.15
                time.sleep(0.01)
            time.sleep(dice.uniform(0, moments))
            importing.send_signal(signal.SIGKILL)
            importing.wait()
            counts.append(store.count())
    with open_store(database.url_writer, KEY) as store:
        first, second = ingest([source], store), ingest([source], store)
        assert store.count() == store.head().position == 9_023, f"seed {seed}, {counts}"
        assert first.stored == 9_023 - counts[-1]
        assert (second.stored, second.unchanged, second.rejected) == (0, 9_023, 1)
        positions = [recorded.position for recorded in store.follow(0, limit=100_000)]
        assert positions == list(range(1, 9_024))
        killed = content(store)
    with another() as store:
        ingest([source], store)
        assert content(store) == killed
    assert set(counts) - {0, 9_023}, "no import was killed on its way"
    assert {path.name for path in source.iterdir()} == {
        "cases.ndjson", "month.ndjson", "month.ndjson.rejected", "register.ndjson",
    }  # fmt: skip
