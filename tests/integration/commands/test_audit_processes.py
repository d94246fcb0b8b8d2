"""One audit in several processes: the same bytes as in one, and nothing when one is lost."""

import os
import pickle
import signal
import threading
from collections.abc import Iterator

import psycopg
import pytest

from ledger.store import StoreUnreachableError, UnknownEventError, UnreadableEventError, load
from ledger.store.load import Range
from ops.auditing import Part, Task, may_copy, processes_for
from ops.cli import main
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "40", "--months", "3", "--seed", "11", "--faults", "0.2")
AUDIT = ("audit", "--known-at", "2026-06-30")
needs_copies = pytest.mark.skipif(
    not may_copy(), reason="this process cannot be copied, so there is only this one"
)


@pytest.fixture(scope="module")
def ledger(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A ledger with a world in it, to which the environment leads; its superuser's address."""
    folder = tmp_path_factory.mktemp("world")
    key = folder / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KVITTO_DATABASE_URL", address := cluster.create(name))
        patch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
        # Some tens of ranges in a small world.
        patch.setattr(load, "EVENTS_AT_ONCE", 100)
        assert main(["generate", str(folder / "in"), *WORLD]) == 0
        assert main(["ingest", str(folder / "in")]) == 0
        yield address
    cluster.drop(name)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main([*AUDIT, *arguments])
    return code, capsys.readouterr().out


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("arguments", [("--json",), ("--payday", "2026-02-20", "--json"), ()])
def test_several_processes_write_the_same_bytes_as_one(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    alone = shown(capsys, *arguments, "--processes", "1")
    assert alone[0] == 1
    assert "PAID_TWICE" in alone[1] or "--json" not in arguments
    for count in ("2", "3"):
        assert shown(capsys, *arguments, "--processes", count) == alone


def in_the_middle(task: Task) -> int:
    return len(load.ranges(task.up_to)) // 2


@needs_copies
@pytest.mark.usefixtures("ledger")
def test_a_killed_process_fails_the_audit_and_nothing_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    audited, here = Task.part, os.getpid()

    def part(self: Task, of: Range) -> Part:
        # Never the process of the tests, should it have made no copy of itself.
        if of == load.ranges(self.up_to)[in_the_middle(self)] and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return audited(self, of)

    monkeypatch.setattr(Task, "part", part)
    capsys.readouterr()
    assert main([*AUDIT, "--json", "--processes", "2"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "ended from outside" in said.err
    assert "--processes 1" in said.err


@needs_copies
def test_a_database_that_fails_one_process_fails_the_audit(
    ledger: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    audited = Task.part

    def part(self: Task, of: Range) -> Part:
        found = audited(self, of)
        if of == load.ranges(self.up_to)[in_the_middle(self)]:
            with psycopg.connect(ledger, autocommit=True) as other:
                other.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
            audited(self, of)
        return found

    monkeypatch.setattr(Task, "part", part)
    capsys.readouterr()
    assert main([*AUDIT, "--json", "--processes", "2"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert "The database did not answer" in said.err


@pytest.mark.parametrize(
    "failure",
    [
        UnknownEventError("time-report-received/9"),
        UnreadableEventError("bill-received/1", ValueError("no JSON")),
        StoreUnreachableError("The database did not answer."),
    ],
)
def test_a_failure_says_the_same_in_another_process(failure: Exception) -> None:
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)  # noqa: S301 - our own bytes


def test_a_small_ledger_is_audited_in_one_process_unless_more_are_wanted() -> None:
    assert processes_for(100, None) == 1
    assert processes_for(100, 3) in {1, 3}
    assert processes_for(10_000_000, None) >= 1


def test_there_is_only_one_process_where_a_thread_runs_beside() -> None:
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    assert processes_for(10_000_000, 2) == 1
    done.set()
    beside.join()
