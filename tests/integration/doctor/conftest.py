"""
Installations for the doctor: one with a database to spoil, and one in a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import conninfo

from consumers.files import ingest
from ledger.store import open_store
from ops.cli import main
from ops.postgres import Database
from ops.postgres.roles import WRITER, acting_as
from tests.integration.bad_input.papers import bill, grant, order, report, write
from tests.postgres_fixtures import KEY, Cluster, fresh_name, quick_folder

ROOT = Path(__file__).parents[3]
#: The tests' servers wait for no disk, and the doctor says so each time.
OF_THE_TESTS = {"keeps-what-it-confirms"}


class Found(NamedTuple):
    """What the doctor found: its exit code, and each fault by the check that found it."""

    code: int
    faults: dict[str, list[dict[str, str]]]
    left_out: dict[str, str]
    text: str


def found_in(code: int, text: str) -> Found:
    said: dict[str, Any] = json.loads(text)
    faults: dict[str, list[dict[str, str]]] = {}
    for fault in said["faults"]:
        faults.setdefault(fault["check"], []).append(fault)
    assert not said["failures"], said["failures"]
    left_out = {out["check"]: out["why"] for area in said["areas"] for out in area["left_out"]}
    return Found(code, faults, left_out, text)


Doctor = Callable[[], Found]


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Ask the doctor in this process."""

    def asks() -> Found:
        capsys.readouterr()
        code = main(["doctor", "--json"])
        return found_in(code, capsys.readouterr().out)

    return asks


@dataclass(frozen=True)
class Patient:
    """An installation with a few events, whose database a superuser may spoil."""

    address: str
    key: Path

    def spoil(self, *statements: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as superuser:
            for statement in statements:
                superuser.execute(statement.encode())


@pytest.fixture
def patient(
    cluster: Cluster, template: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Patient]:
    key = tmp_path / "blind-index.key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    made = conninfo.conninfo_to_dict(template.url_owner)["dbname"]
    address = cluster.create(name, str(made))
    with open_store(acting_as(address, WRITER), KEY) as store:
        papers = write(tmp_path / "a.ndjson", grant(), report(), bill(), order())
        assert ingest([papers], store).stored == 4
    monkeypatch.setenv("KVITTO_DATABASE_URL", address)
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    yield Patient(address, key)
    cluster.drop(name)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for an embedded database; not pytest's own, which its user may not enter."""
    with tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as folder:
        monkeypatch.setenv("KVITTO_HOME", str(Path(folder) / "home"))
        yield Path(folder) / "home"


def elsewhere(folder: Path, *before: Path, **environment: str) -> Found:
    """Ask the doctor in a process of its own, with folders that come before the libraries."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KVITTO_")}
    path = os.pathsep.join(map(str, before))
    ran = subprocess.run(
        [sys.executable, "-m", "ops", "doctor", "--json"],
        cwd=folder,
        env={**kept, "KVITTO_HOME": str(folder / "none"), "PYTHONPATH": path, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.stdout, ran.stderr
    return found_in(ran.returncode, ran.stdout)
