"""Texts of persons that cannot be read are found, with what stands without them."""

from pathlib import Path

import pytest

from ledger.store import make_master_keys, read_master_keys
from ledger.store.vault.master_keys import add_master_key
from ops.cli import main
from tests.integration.doctor.conftest import Doctor, Patient
from tests.integration.doctor.told import the_fault
from tests.integration.persons.test_vault import person
from tests.integration.test_ingest import write


@pytest.fixture
def keys(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of master keys of a ledger that keeps one person."""
    del patient
    path = tmp_path / "master.key"
    make_master_keys(path)
    monkeypatch.setenv("KVITTO_MASTER_KEY_FILE", str(path))
    assert main(["ingest", str(write(tmp_path / "p.ndjson", person()))]) == 0
    return path


def test_master_keys_that_fit_are_right_also_while_they_change(doctor: Doctor, keys: Path) -> None:
    assert "master-keys" not in doctor().faults
    add_master_key(keys)
    assert "master-keys" not in doctor().faults
    assert main(["keys", "rotate"]) == 0
    new = keys.read_text().splitlines()[0]
    keys.write_text(f"{new}\n")
    assert "master-keys" not in doctor().faults


def test_lost_master_keys_are_found_and_what_stands_is_said(doctor: Doctor, keys: Path) -> None:
    keys.unlink()
    fault = the_fault(doctor(), "master-keys")
    assert "The master keys cannot be read from" in fault["what"]
    assert "the log, totals and proofs stand without it" in fault["why"]
    assert "kvitto keys rotate --lost" in fault["what_now"]
    assert main(["audit"]) in (0, 1)


def test_a_key_that_is_another_one_is_found(doctor: Doctor, keys: Path) -> None:
    id_ = read_master_keys(keys).current
    keys.write_text(f"{id_} {'A' * 43}=\n")
    assert (
        f"The master key {id_} of this database is another"
        in the_fault(doctor(), "master-keys")["what"]
    )
    keys.write_text(f"mk-other {'A' * 43}=\n")
    fault = the_fault(doctor(), "master-keys")
    assert f"The master key {id_} of this database is not in" in fault["what"]
    assert "What is kept of 1 id cannot be read" in fault["why"]


def test_texts_without_the_setting_are_found(
    doctor: Doctor, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keys.exists()
    monkeypatch.delenv("KVITTO_MASTER_KEY_FILE")
    fault = the_fault(doctor(), "master-keys")
    assert "KVITTO_MASTER_KEY_FILE is not set" in fault["what"]
