"""A log that nobody seals, and a key that is not its own, are found."""

from pathlib import Path

import pytest

from ops.cli import main
from tests.integration.doctor.conftest import Doctor, Patient
from tests.integration.doctor.told import the_fault


@pytest.fixture
def key(patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key with which a log was sealed."""
    del patient
    path = tmp_path / "sealing.key"
    path.touch(0o600)
    path.write_bytes(bytes(range(32)))
    monkeypatch.setenv("KVITTO_SEALING_KEY_FILE", str(path))
    assert main(["seal"]) == 0
    return path


def test_a_sealed_log_is_right_wherever_its_key_is(
    doctor: Doctor, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"sealing-key", "not-sealed"}.isdisjoint(doctor().faults)
    key.unlink()
    monkeypatch.delenv("KVITTO_SEALING_KEY_FILE")
    assert {"sealing-key", "not-sealed"}.isdisjoint(doctor().faults)


def test_a_key_of_another_log_is_found(doctor: Doctor, key: Path) -> None:
    key.write_bytes(bytes(32))
    fault = the_fault(doctor(), "sealing-key")
    assert "is not the one that this log is sealed with" in fault["what"]
    assert f"kvitto seal --rotate {key}" in fault["what_now"]


def test_a_key_that_cannot_be_read_is_found(doctor: Doctor, key: Path) -> None:
    key.chmod(0o644)
    assert f"chmod 600 {key}" in the_fault(doctor(), "sealing-key")["what_now"]
    key.unlink()
    fault = the_fault(doctor(), "sealing-key")
    assert "cannot be read" in fault["what"]
    assert "Restore the file" in fault["what_now"]


def test_what_waits_for_its_seal_is_found_after_a_while(doctor: Doctor, patient: Patient) -> None:
    assert "not-sealed" not in doctor().faults
    patient.spoil(
        "set session_replication_role = replica",
        "update kvitto.events set recorded_at = recorded_at - interval '1 hour'",
    )
    fault = the_fault(doctor(), "not-sealed")
    assert "sealed up to position 0; 4 events after it wait since" in fault["what"]
    assert "kvitto seal --follow" in fault["what_now"]
