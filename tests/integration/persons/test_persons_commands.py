"""`kvitto keys`, `person` and `forget` on the command line: what they say, and what they refuse."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from ledger.store import StoreError
from ops.cli import main
from ops.postgres.refused import DatabaseRefusedError
from tests.integration.persons.test_vault import ACCOUNT, CALLED, account, person
from tests.integration.test_ingest import NUMBER, OTHER, opened, write
from tests.integration.test_ingest_commands import grant
from tests.postgres_fixtures import KEY, Cluster, fresh_name


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]
Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def run(
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Run commands on an empty ledger that has no master keys yet."""
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    monkeypatch.setenv("KVITTO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KVITTO_SEALING_KEY_FILE", str(key))
    monkeypatch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    monkeypatch.setenv("KVITTO_MASTER_KEY_FILE", str(tmp_path / "master.key"))

    def runs(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    yield runs
    cluster.drop(name)


@pytest.fixture
def rows(run: Run) -> Rows:
    """Ask the database that the commands run on."""
    del run

    def asked(query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(os.environ["KVITTO_DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    return asked


@pytest.fixture
def papers(tmp_path: Path) -> str:
    return str(write(tmp_path / "a.ndjson", person(), account()))


def test_keys_are_made_listed_and_changed(run: Run, papers: str, tmp_path: Path) -> None:
    refused = run("ingest", papers)
    assert refused.code == 2
    assert "The master keys cannot be read" in refused.err
    first = run("keys", "new", "--json").json["current"]
    assert run("ingest", papers).code == 0
    second = run("keys", "new")
    assert "kvitto keys rotate" in " ".join(second.out.split())
    listed = run("keys", "list", "--json").json["keys"]
    assert [(key["is_current"], key["persons"]) for key in listed] == [(True, 0), (False, 1)]
    assert listed[1]["id"] == first
    assert run("keys", "rotate", "--json").json["wrapped"] == 1
    said = run("keys", "rotate")
    assert said.out.startswith("0 data keys wrapped again; all 1 lie under")
    file = tmp_path / "master.key"
    file.write_text(file.read_text().splitlines()[0] + "\n")
    assert CALLED in run("person", OTHER).out


def test_a_lost_key_is_given_up_and_the_documents_keep_anew(
    run: Run, rows: Rows, papers: str, tmp_path: Path
) -> None:
    run("keys", "new")
    run("ingest", papers)
    (tmp_path / "master.key").unlink()
    lost = run("person", OTHER)
    assert lost.code == 2
    assert "kvitto keys rotate --lost" in lost.err
    # What was counted and sealed does not rest on the keys.
    assert [run(*of).code for of in (["seal"], ["verify", "--whole"], ["audit"])] == [0, 0, 0]
    run("keys", "new")
    refused = run("keys", "rotate")
    assert refused.code == 2
    assert "none of the keys in the file is known" in refused.err
    # A mistaken file must not destroy anything: it is said first of how many.
    asked = run("keys", "rotate", "--lost")
    assert asked.code == 2
    assert "Nothing was done" in asked.err
    command = asked.err.strip().rpartition("kvitto ")[2].split()
    assert command == ["keys", "rotate", "--lost", "--give-up", "1", "--why", "TEXT"]
    unsaid = run(*command[:-2])
    assert unsaid.code == 2
    assert "needs a reason" in unsaid.err
    assert run("keys", "rotate", "--give-up", "1").code == 2
    assert run(*command[:-1], f"about {OTHER}").code == 2
    given_up = run(*command[:-1], "the disk broke", "--actor", "bo", "--json").json
    assert (given_up["given_up"], given_up["rows_left"]) == (1, 0)
    assert rows("select actor, why, persons from kvitto.masters_given_up") == [
        ("bo", "the disk broke", 1)
    ]
    assert run("person", OTHER, "--json").json["kept"] == []
    assert run("ingest", papers).code == 0
    kept = run("person", OTHER, "--json").json["kept"]
    assert {(of["field"], of["text"]) for of in kept} == {
        ("number", OTHER), ("name", CALLED), ("account", ACCOUNT)
    }  # fmt: skip


def test_a_command_that_is_recorded_and_not_kept_says_so_and_is_given_again(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "grant.json"
    file.write_text(json.dumps(grant("FK-000123", payee=f"pnr:{NUMBER}")))
    run("keys", "new")
    assert run("ingest", str(write(tmp_path / "a.ndjson", opened()))).code == 0
    key = tmp_path / "master.key"
    right = key.read_text()
    key.write_text(f"mk-other {'A' * 43}=\n")
    failed = run("command", str(file))
    assert failed.code == 2
    said = " ".join(failed.err.split())
    assert "The command itself is done and recorded" in said
    assert "give the same file again" in said
    key.write_text(right)
    assert "Done before" in run("command", str(file)).out
    kept = run("person", NUMBER, "--json").json["kept"]
    assert [(of["field"], of["text"]) for of in kept] == [("number", NUMBER)]


def test_without_master_keys_ids_alone_are_kept_and_it_is_said(
    run: Run, papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KVITTO_MASTER_KEY_FILE")
    taken = run("ingest", papers)
    assert taken.code == 0
    assert "were not kept, ids alone: KVITTO_MASTER_KEY_FILE is not set" in " ".join(
        taken.out.split()
    )
    assert "No identity number, name or account is kept" in run("person", OTHER).out
    assert "KVITTO_MASTER_KEY_FILE is not set" in run("keys", "list").err
    assert run("forget", OTHER, "--why", "kept long enough").code == 0
    assert run("person", OTHER).code == 2


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ([f"{OTHER[:-1]}4"], "The identity number has a wrong check digit"),
        (["ref:A1"], "Add: --sender NAME"),
        (["ref:A1", "--sender", "nobody"], "Nobody is known by that"),
        (["2dd70dab-06e5-4504-8e21-842590192e0d"], "Nobody is known by that"),
        (["Påhitta"], "PERSON is no identity number"),
        ([OTHER[2:]], "PERSON is no identity number"),
    ],
)
def test_who_is_nobody_is_refused_without_repeating_what_was_typed(
    run: Run, papers: str, asked: list[str], why: str
) -> None:
    run("keys", "new")
    run("ingest", papers)
    for command in (["person", *asked], ["forget", *asked, "--why", "kept long enough"]):
        ran = run(*command)
        assert ran.code == 2
        assert why in ran.err
        assert asked[0] not in ran.err + ran.out or not asked[0][0].isdigit()


def test_looking_and_forgetting_are_recorded_with_who_and_why(run: Run, papers: str) -> None:
    run("keys", "new")
    run("ingest", papers)
    id_ = run("person", OTHER, "--actor", "anna", "--why", "asked by her", "--json").json["person"]
    assert run("forget", id_, "--why", "kept long enough", "--actor", "bo").code == 0
    read = run("access", "--actor", "anna").out
    assert "asked by her" in " ".join(read.split())
    assert OTHER not in read
    refused = run("person", id_, "--why", f"about {OTHER}")
    assert refused.code == 2
    assert OTHER not in refused.err


def test_a_look_is_recorded_before_anything_is_destroyed(
    run: Run, rows: Rows, papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("keys", "new")
    run("ingest", papers)

    def stopped(*_: object) -> None:
        raise StoreError("Nothing is shown, as it could not be recorded.")

    with monkeypatch.context() as only_now:
        only_now.setattr("ops.commands.persons.forget.record_person_read", stopped)
        assert run("forget", OTHER, "--why", "kept long enough").code == 2
    assert rows("select count(*) from kvitto.persons_forgotten") == [(0,)]
    assert CALLED in run("person", OTHER).out


def test_a_clearing_that_was_broken_off_is_found_and_finished(
    run: Run, rows: Rows, papers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("keys", "new")
    run("ingest", papers)

    def stopped(*_: object) -> int:
        raise DatabaseRefusedError("Deleted.", "The server went away.", "Give it again.")

    with monkeypatch.context() as only_now:
        only_now.setattr("ops.commands.persons.forget.clear_away", stopped)
        assert run("forget", OTHER, "--why", "kept long enough").code == 2
    ((id_,),) = rows("select person::text from kvitto.persons_forgotten where cleared_at is null")
    assert f"kvitto forget {id_}" in " ".join(run("doctor").out.split())
    asked = "forget", id_, "--why", "clearing away"
    assert "Without --dry-run" in run(*asked, "--dry-run").out
    before = rows("select pg_relation_filenode('kvitto.person_fields')")
    done = run(*asked, "--json")
    assert (done.code, done.json["result"], done.json["rows_left"]) == (0, "forgotten_before", 0)
    assert rows("select pg_relation_filenode('kvitto.person_fields')") != before
    assert rows("select count(*) from kvitto.persons_forgotten where cleared_at is null") == [(0,)]
    assert "forgotten" not in run("doctor").out
    assert run("person", id_).code == 2


def test_no_other_command_shows_what_is_kept(run: Run, papers: str) -> None:
    run("keys", "new")
    shown = [
        run("ingest", papers),
        run("keys", "list"),
        run("forget", OTHER, "--why", "kept long enough", "--dry-run"),
        run("doctor"),
        run("status"),
        run("forget", OTHER, "--why", "kept long enough"),
        run("ingest", papers),
    ]
    every = "".join(ran.out + ran.err for ran in shown)
    assert not any(secret in every for secret in (OTHER, OTHER[2:], CALLED, ACCOUNT))
