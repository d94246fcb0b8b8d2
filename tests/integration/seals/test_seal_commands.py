"""
`kvitto seal`, `verify` and `checkpoint` on a ledger of their own: what they say, keep and refuse.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from ledger.proofs.checkpoints import Checkpoint, cosign, sign_checkpoint
from ledger.proofs.merkle import EMPTY_ROOT
from ledger.proofs.notes import COSIGNATURE, Signer
from ledger.store import Store
from ops.cli import main
from ops.postgres import Database
from tests.contracts.store_events import document
from tests.integration.seals.sealed import OTHER_KEY, SEALING_KEY, SealedLog, recorded
from tests.postgres_fixtures import KEY

WITNESS = Signer.of("witness.example", OTHER_KEY, COSIGNATURE)


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]


def key_file(folder: Path, name: str, key: bytes) -> str:
    file = folder / name
    file.touch(0o600)
    file.write_bytes(key)
    return str(file)


@pytest.fixture
def run(
    log: SealedLog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Run:
    monkeypatch.setenv("KVITTO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KVITTO_DATABASE_URL", log.superuser)
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", key_file(tmp_path, "blind", KEY))
    monkeypatch.setenv("KVITTO_SEALING_KEY_FILE", key_file(tmp_path, "seal", SEALING_KEY))

    def runs(*arguments: str) -> Ran:
        capsysbinary.readouterr()
        code = main(list(arguments))
        out, err = capsysbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return runs


@pytest.fixture
def kept(run: Run, store: Store, tmp_path: Path) -> Path:
    """A checkpoint of 300 events in a file, of a log that went on to 310."""
    recorded(store, 300)
    run("seal")
    file = tmp_path / "kept"
    assert run("checkpoint", "--keep", str(file)).code == 0
    recorded(store, 10, first=300)
    run("seal")
    return file


def test_sealing_says_how_far_it_came(run: Run, store: Store) -> None:
    assert "nothing to seal" in run("seal").out
    recorded(store, 30)
    assert "Not sealed yet: 30 events" not in run("verify").out
    ran = run("seal", "--json")
    assert (ran.code, ran.json["size"], ran.json["sealed_now"]) == (0, 30, 30)
    assert "Nothing new to seal." in run("seal").out


def test_a_log_of_its_own_server_is_not_sealed_without_its_key(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KVITTO_SEALING_KEY_FILE")
    ran = run("seal")
    assert ran.code == 2
    assert "KVITTO_SEALING_KEY_FILE is missing" in ran.err


def test_verifying_reads_only_what_is_new_the_next_time(run: Run, kept: Path, store: Store) -> None:
    del kept
    assert run("verify", "--json").json["first_read"] == 1
    again = run("verify", "--json").json
    assert (again["first_read"], again["findings"]) == (257, [])
    assert run("verify", "--whole", "--json").json["first_read"] == 1
    store.append(document("late"))
    assert run("verify", "--json").json["unsealed"] == 1


def test_what_was_altered_is_named_and_not_kept(
    run: Run, log: SealedLog, kept: Path, tmp_path: Path
) -> None:
    log.tampered("update kvitto.events set name = 'bill-received/1' where position = 7")
    ran = run("verify", "--kept", str(kept), "--whole")
    assert ran.code == 1
    assert "row changed" in ran.out
    assert not list((tmp_path / "home").glob("verified/*"))
    (finding,) = run("verify", "--json").json["findings"]
    assert (finding["position"], finding["columns"]) == (7, ["name"])


def test_a_restored_backup_is_known_by_the_checkpoint_that_is_ahead_of_it(
    run: Run, log: SealedLog, kept: Path
) -> None:
    log.tampered(
        "delete from kvitto.events where position > 200",
        "delete from kvitto.tiles",
        "delete from kvitto.checkpoints",
        "update kvitto.head set position = 200",
    )
    log.sealer.seal()
    ran = run("verify", "--kept", str(kept), "--json")
    (finding,) = ran.json["findings"]
    assert (ran.code, finding["position"]) == (1, 201)
    assert "100 events are missing" in finding["says"]
    ran = run("checkpoint", "--keep", str(kept))
    assert ran.code == 2
    assert "it would forget what you know" in ran.err
    assert "lacks what you know" in run("checkpoint", "--prove", str(kept)).err


def test_a_kept_checkpoint_is_proven_to_be_the_beginning(run: Run, kept: Path) -> None:
    proven = run("checkpoint", "--prove", str(kept)).out
    assert proven.startswith("old 300\n")
    assert proven.endswith(run("checkpoint").out)
    assert len(run("checkpoint", "--prove", str(kept), "--json").json["proof"]) > 1
    assert run("checkpoint", "--size", "300").out == kept.read_text("utf-8")
    assert "next one is of size 300" in run("checkpoint", "--size", "299").err
    assert "not sealed so far" in run("checkpoint", "--size", "999").err
    assert run("checkpoint", "--keep", str(kept)).code == 0
    assert kept.read_text("utf-8") == run("checkpoint").out


def forged(log: SealedLog, what: str) -> bytes:
    note, origin = log.note(), log.seals.log.origin
    match what:
        case "another origin":
            signer = Signer.of(origin, SEALING_KEY)
            return sign_checkpoint(Checkpoint("other.example/log", 1, EMPTY_ROOT), [signer])
        case "an unknown key":
            signer = Signer.of(origin, OTHER_KEY)
            return sign_checkpoint(Checkpoint(origin, 1, EMPTY_ROOT), [signer])
        case "a signature of the wrong length":
            lines = note.decode().split("\n")
            lines[-2] = lines[-2][:-12]
            return "\n".join(lines).encode()
        case "cut in half":
            return note[: len(note) // 2]
        case _:
            return note.replace(b"310", b"309")


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("another origin", "The checkpoint is of the log other.example/log"),
        ("an unknown key", "No known key signed the note"),
        ("a signature of the wrong length", "bytes and not"),
        ("cut in half", "This is no signed note"),
        ("another size", "did not sign this text"),
    ],
)
def test_a_checkpoint_that_is_none_of_ours_is_refused(
    run: Run, log: SealedLog, kept: Path, what: str, says: str
) -> None:
    kept.write_bytes(forged(log, what))
    for option in (("verify", "--kept"), ("checkpoint", "--prove"), ("checkpoint", "--keep")):
        ran = run(*option, str(kept))
        assert ran.code == 2
        assert says in ran.err


def test_keys_are_shown_and_changed(run: Run, kept: Path, tmp_path: Path) -> None:
    before = run("checkpoint", "--vkey").out
    new = key_file(tmp_path, "new", OTHER_KEY)
    assert "Next: put" in run("seal", "--rotate", new).out
    assert run("checkpoint", "--vkey").out.startswith(before)
    assert len(run("checkpoint", "--vkey", "--json").json["keys"]) == 2
    assert run("checkpoint").out.count("— ") == 2
    assert run("verify", "--kept", str(kept), "--whole").code == 0
    refused = run("seal", "--rotate", new)
    assert refused.code == 2
    assert "not the one that this log goes by" in refused.err


@pytest.mark.parametrize(
    "tampering",
    [
        "delete from kvitto.sealing_keys",
        "delete from kvitto.sealing_keys where number = 2",
        "update kvitto.log set origin = 'kvitto.local/' || gen_random_uuid()",
        "update kvitto.log set id = gen_random_uuid()",
        "delete from kvitto.checkpoints",
        "delete from kvitto.checkpoints; delete from kvitto.sealing_keys",
        "truncate kvitto.checkpoints, kvitto.cosignatures, kvitto.sealing_keys, kvitto.tiles",
    ],
)
def test_what_a_kept_checkpoint_no_longer_fits_is_a_finding_and_no_failure(
    run: Run, log: SealedLog, store: Store, kept: Path, tampering: str
) -> None:
    log.sealer.rotate(OTHER_KEY)
    recorded(store, 5, first=310)
    log.sealer.seal()
    files = str(kept.with_name("files"))
    assert run("tiles", files).code == 0
    # The one that is kept was signed by the second key.
    assert run("checkpoint", "--keep", str(kept)).code == 0
    assert run("verify").code == 0
    log.tampered(tampering)
    for asked in ((), ("--kept", str(kept)), ("--against", files)):
        ran = run("verify", *asked, "--json")
        assert (ran.code, bool(ran.json["findings"])) == (1, True), asked


def test_a_witness_cosigns_a_checkpoint(run: Run, log: SealedLog, kept: Path) -> None:
    line = cosign(log.note(), WITNESS, 1_800_000_000).line
    kept.write_text(line, "utf-8")
    assert "None of the signatures" in run("checkpoint", "--cosign", str(kept)).err
    assert run("checkpoint", "--witness", WITNESS.key.written).code == 0
    assert "Cosigned by witness.example" in run("checkpoint", "--cosign", str(kept)).out
    assert run("checkpoint").out == log.note().decode() + line
    assert run("verify", "--whole").code == 0


def test_a_log_whose_key_is_gone_fails_by_itself_and_the_kept_note_is_not_blamed(
    run: Run, log: SealedLog, store: Store, tmp_path: Path
) -> None:
    recorded(store, 5)
    run("seal")
    kept = tmp_path / "kept"
    assert run("checkpoint", "--keep", str(kept)).code == 0
    assert run("verify").code == 0
    log.tampered("delete from kvitto.sealing_keys")
    for arguments in ((), ("--kept", str(kept))):
        found = run("verify", *arguments)
        assert found.code == 1, found.err
        assert "none is ever removed" in " ".join(found.out.split())


@contextlib.contextmanager
def follower() -> Generator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ops", "seal", "--follow"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def following(run: Run) -> Iterator[subprocess.Popen[str]]:
    del run
    with follower() as process:
        yield process


def test_a_log_is_served_until_somebody_ends_it(run: Run, store: Store) -> None:
    recorded(store, 5)
    run("seal")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = run("serve", "--port", port)
    assert refused.code == 2
    assert "Name a free one with --port" in refused.err
    process = subprocess.Popen(
        [sys.executable, "-m", "ops", "serve", "--port", port], stdout=subprocess.PIPE, text=True
    )
    ended = time.monotonic() + 20
    while time.monotonic() < ended:
        with (
            contextlib.suppress(ConnectionError),
            contextlib.closing(HTTPConnection("127.0.0.1", int(port))) as connection,
        ):
            connection.request("GET", "/checkpoint")
            assert connection.getresponse().read().decode() == run("checkpoint").out
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Serving kvitto.local/" in out


def wait_for(log: SealedLog, size: int, seconds: float = 20) -> float:
    """Wait until so many events are sealed, and return how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        latest = log.seals.latest()
        if latest is not None and latest.size >= size:
            return time.monotonic() - started
        time.sleep(0.02)
    raise AssertionError(f"not sealed up to {size} within {seconds} s")


def test_what_is_recorded_is_sealed_while_somebody_follows(
    log: SealedLog, store: Store, database: Database, following: subprocess.Popen[str]
) -> None:
    del database
    store.append(document("first"))
    wait_for(log, 1)
    for number in range(2, 5):
        store.append(document(number))
        wait_for(log, number)
    with psycopg.connect(log.superuser, autocommit=True) as connection:
        # The server ends its sessions, as it does when it is started anew.
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name like 'kvitto seal%' and datname = current_database()"
        )
    store.append(document("after"))
    wait_for(log, 5)
    following.send_signal(signal.SIGTERM)
    out, err = following.communicate(timeout=20)
    assert following.returncode == 0, err
    assert "Sealed up to 5" in out


def test_a_second_one_waits_and_takes_over_when_the_first_is_killed(
    log: SealedLog, store: Store, following: subprocess.Popen[str]
) -> None:
    store.append(document("first"))
    wait_for(log, 1)
    with follower() as second:
        assert second.stderr is not None
        assert "takes over when that one ends" in second.stderr.readline()
        store.append(document("beside it"))
        wait_for(log, 2)
        following.kill()
        store.append(document("after"))
        wait_for(log, 3)
        second.send_signal(signal.SIGTERM)
        out, err = second.communicate(timeout=20)
    assert second.returncode == 0, err
    assert "Sealed up to 3; sealing what comes." in out
