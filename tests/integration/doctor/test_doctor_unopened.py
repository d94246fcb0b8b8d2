"""
Databases that cannot be opened, or are not there yet: what the doctor and `status` say of them.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from ops.cli import main
from ops.doctor.table import CHECKS
from ops.postgres.embedded import running_server
from ops.postgres.inspection import inspected
from tests.integration.bad_input.papers import bill, grant, order, report, write
from tests.integration.doctor.conftest import Doctor, Patient
from tests.integration.doctor.told import the_fault
from tests.postgres_fixtures import Cluster, fresh_name


@contextmanager
def without(path: Path) -> Generator[None]:
    """Move a file away for the length of a block."""
    away = path.with_name(f"{path.name}.away")
    path.rename(away)
    yield
    away.rename(path)


def test_damaged_embedded_data_are_found_and_never_made_anew(
    doctor: Doctor, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = write(tmp_path / "a.ndjson", grant(), report(), bill(), order())
    assert main(["ingest", str(papers)]) == 0
    data = home / "postgres" / "data"
    before = {path.name for path in data.iterdir()} - {"PG_VERSION"}
    for part in ("PG_VERSION", "global/pg_control", "pg_wal"):
        with without(data / part):
            found = doctor()
            fault = the_fault(found, "reachable")
            assert fault["what"] == f"The embedded database in {data} is damaged."
            assert f"It lacks {part}, without which" in fault["why"]
            assert fault["what_now"].startswith(f"Restore the folder {data} from a backup; or")
            assert found.left_out["gaps"] == "no database: it cannot be opened"
            needs_no_database = {"python-version", "disk-full", "key-usable", "rate-today"}
            assert not needs_no_database & set(found.left_out)
            assert len(found.left_out) < len(CHECKS)
            for command in (["status"], ["ingest", str(papers)]):
                assert main(command) == 2
                said = capsys.readouterr().err
                assert "is damaged. It lacks" in said
                assert "move it away and import the files again." in said
            assert not (home / "postgres" / "data.making").exists()
    assert before <= {path.name for path in data.iterdir()}
    assert (doctor().code, main(["status"])) == (0, 0)
    assert "4 events" in capsys.readouterr().out
    # The other way out that was named: an empty ledger, and the same files.
    data.rename(home / "postgres" / "away")
    assert main(["ingest", str(papers)]) == 0
    assert doctor().code == 0


def test_data_without_the_database_in_them_are_a_ledger_still_to_be_made(
    doctor: Doctor, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["balances"]) == 0
    key = home / "blind-index.key"
    # As where the first command was stopped before it had made the database.

    with (
        running_server(home / "postgres") as server,
        psycopg.connect(server.address(), autocommit=True) as superuser,
    ):
        superuser.execute("drop database kvitto")
    found = doctor()
    assert (found.code, found.faults) == (0, {})
    assert found.left_out["gaps"] == "no database: there is none yet; the first command makes one"
    assert main(["status"]) == 0
    assert "There is no ledger yet" in capsys.readouterr().out
    # With data there, no other key is made: a lost one is found.
    key.unlink()
    assert "There is no blind-index key" in the_fault(doctor(), "key-usable")["what"]


def test_a_server_without_the_database_or_the_role_is_told_from_one_that_is_silent(
    doctor: Doctor, patient: Patient, cluster: Cluster, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    name = fresh_name()
    silent = conninfo.make_conninfo(patient.address, host="127.0.0.1", hostaddr="", port=1)
    told = {
        cluster.address(name): (f"has no database {name}.", f'CREATE DATABASE "{name}" ENCODING'),
        f"{patient.address} user={name}": (f"has no role {name}.", f'CREATE ROLE "{name}" LOGIN;'),
        silent: ("does not answer.", "that the server runs"),
    }
    for address, (what, what_now) in told.items():
        monkeypatch.setenv("KVITTO_DATABASE_URL", address)
        fault = the_fault(doctor(), "reachable")
        assert fault["what"].endswith(what)
        assert what_now in fault["what_now"]
        for command in ("status", "audit"):
            assert main([command]) == 2
            said = capsys.readouterr().err
            assert what in said
            assert what_now in said
            assert ".." not in said
            assert "?" not in said


def test_status_of_what_holds_no_ledger_says_so_and_makes_nothing(
    home: Path, patient: Patient, cluster: Cluster, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    del patient
    name = fresh_name()
    address = cluster.create(name)
    monkeypatch.setenv("KVITTO_DATABASE_URL", address)
    assert main(["status"]) == 0
    assert "There is no ledger yet" in capsys.readouterr().out
    with inspected(address) as looking:
        assert looking.applied() is None
    cluster.drop(name)
    monkeypatch.delenv("KVITTO_DATABASE_URL")
    monkeypatch.delenv("KVITTO_BLIND_INDEX_KEY_FILE")
    assert main(["status"]) == 0
    shown = capsys.readouterr().out
    assert f"There is no ledger yet at {home}" in " ".join(shown.split())
    assert "ingest PATH" in shown
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["database"] is None
    assert not home.exists()
