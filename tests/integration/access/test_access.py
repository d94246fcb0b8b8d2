"""Whoever reads a case is recorded first, by every command; without a record nothing is shown."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest
import typer.main

from ledger.store import open_store
from ops.cli import command_line, main
from ops.commands.access.doors import DOORS, Nobody
from ops.postgres.database import prepare
from ops.postgres.roles import READER, WRITER
from schemas.access import CaseRead, CasesRead
from schemas.decisions import GrantDecided
from schemas.register import PersonRegistered
from tests.integration.projections.ledgers import as_superuser, fill
from tests.postgres_fixtures import KEY, Cluster, fresh_name

CASE = "FK-000003"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = fresh_name()
    address = cluster.create(name)
    prepare(address, "external")
    fill(address, tmp_path_factory.mktemp("world"), recipients=8, months=2)
    yield name
    cluster.drop(name)


@pytest.fixture
def address(
    cluster: Cluster, world: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A ledger of its own, to which the environment leads; its superuser's address."""
    for variable, file in (("BLIND_INDEX_KEY", "key"), ("SEALING_KEY", "seal")):
        (tmp_path / file).touch(0o600)
        (tmp_path / file).write_bytes(KEY)
        monkeypatch.setenv(f"KVITTO_{variable}_FILE", str(tmp_path / file))
    name = fresh_name()
    monkeypatch.setenv("KVITTO_DATABASE_URL", address := cluster.create(name, world))
    monkeypatch.setenv("KVITTO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KVITTO_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    monkeypatch.setenv("KVITTO_ACTOR", "anna")
    monkeypatch.chdir(tmp_path)
    yield address
    cluster.drop(name)


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Run:
    del address

    def runs(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return runs


def looked(address: str) -> list[Any]:
    """Return all events of access in the order in which they were recorded."""
    with open_store(prepare(address, "external").acting_as(READER), KEY) as store:
        every = store.follow(0, 100_000)
    return [of for of in every if isinstance(of.event, CaseRead | CasesRead)]


@pytest.fixture
def commands(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """How each command that reads is given here, so that it shows something."""
    # What serves until it is ended ends at once.
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    person = person_in(address)
    claim = tmp_path / "command.json"
    claim.write_text(json.dumps({"command": "withdraw-grant", "case_ref": CASE}))
    return {
        "audit": ["audit"],
        "explain": ["explain", CASE, "2025-10"],
        "balances": ["balances", "--case", CASE],
        "anomalies": ["anomalies"],
        "transfers": ["transfers", "--municipality", "0180"],
        "reimbursements": ["reimbursements"],
        "sick-pay": ["sick-pay"],
        "debits": ["debits", "--case", CASE],
        "recoveries": ["recoveries"],
        "followup": ["followup"],
        "trial-balance": ["trial-balance"],
        "export": ["export", "hledger", "--out", "books.journal"],
        "diff": ["diff", CASE],
        "whatif": ["whatif", "rate-plus-1"],
        "command": ["command", str(claim)],
        "receipt": ["receipt", CASE, "2025-10"],
        "tiles": ["tiles", "tiles"],
        "serve": ["serve", "--port", str(port)],
        "segments": ["segments", "history", "--unfinished"],
        "access": ["access", CASE],
        "person": ["person", str(person)],
        "forget": ["forget", str(person), "--why", "kept long enough", "--dry-run"],
    }


def person_in(address: str) -> UUID:
    with open_store(prepare(address, "external").acting_as(WRITER), KEY) as store:
        registered = (of.event for of in store.load_register())
        return next(of.person for of in registered if isinstance(of, PersonRegistered))


def test_every_command_is_in_the_table_of_what_is_read() -> None:
    commands: Any = typer.main.get_command(command_line())
    assert set(commands.commands) == set(DOORS)


def test_every_command_that_reads_is_recorded_once(
    run: Run, address: str, commands: dict[str, list[str]]
) -> None:
    assert run("keys", "new").code == 0
    assert run("seal").code == 0
    reads = {name for name, door in DOORS.items() if not isinstance(door, Nobody)}
    assert set(commands) == reads
    for name, typed in commands.items():
        before = len(looked(address))
        ran = run(*typed, "--why", "a question") if name != "forget" else run(*typed)
        # A receipt waits for the sealer, and is not written before it; the look is recorded.
        assert ran.out or name == "receipt", (name, ran)
        (of,) = looked(address)[before:]
        assert (of.event.door, of.envelope.actor) == (name, "anna")
        assert of.event.why == ("kept long enough" if name == "forget" else "a question")
        assert isinstance(of.event, CaseRead) == (CASE in typed or name == "command")


def test_what_cannot_be_recorded_is_not_shown(
    run: Run, address: str, commands: dict[str, list[str]]
) -> None:
    run("keys", "new")
    run("seal")
    run("balances")
    as_superuser(
        address,
        "create or replace function kvitto.append_access(actor_token bytea, fresh uuid, name text,"
        " event_id uuid, state bytea, known_at timestamptz)"
        " returns table (outcome text, at_position bigint) language plpgsql as"
        " $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$",
    )
    for name, typed in commands.items():
        ran = run(*typed)
        assert (ran.code, ran.out) == (2, ""), name
        assert "Nothing is shown" in ran.err, (name, ran.err)


def test_a_command_that_forgets_to_record_whom_it_reads_shows_nothing(
    run: Run, commands: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a person, and of an actor's looks, only the command itself knows which cases they are."""
    run("keys", "new")
    for records, typed in (
        ("persons.person.record_person_read", commands["person"]),
        ("persons.forget.record_person_read", commands["forget"]),
        ("access.access.record_looks_read", ["access", "--actor", "anna"]),
    ):
        monkeypatch.setattr(f"ops.commands.{records}", lambda *_: None)
        ran = run(*typed)
        assert (ran.code, ran.out) == (2, ""), typed
        assert "A fault in Kvitto, AssertionError" in ran.err


def test_who_read_a_case_is_told_newest_first(run: Run) -> None:
    run("explain", CASE, "2025-10", "--why", "the first")
    run("explain", "FK-000002", "2025-10", "--why", "another case")
    run("audit", "--why", "all of them", "--actor", "boss")
    found = run("access", CASE, "--json").json["read"]
    assert [(of["command"], of["actor"], of["why"]) for of in found] == [
        ("access", "anna", None),
        ("audit", "boss", "all of them"),
        ("explain", "anna", "the first"),
    ]
    assert found[1]["selection"] == "every case"
    assert found[2]["asked"] == "--month 2025-10"
    shown = run("access", CASE)
    assert "all of them" in shown.out
    assert run("access", CASE, "--until", "2020-01-01", "--json").json["read"] == []
    by = run("access", "--actor", "anna", "--json").json["read"]
    assert {of["case"] for of in by} == {CASE, "FK-000002"}
    assert run("access", "--actor", "boss", "--json").json["read"][0]["case"] is None
    # What anna read was told, and that is told of the cases in it.
    newest = run("access", "FK-000002", "--json").json["read"][1]
    assert newest["selection"] == "what anna looked at"


def test_a_selection_covers_the_cases_it_speaks_of_and_no_others(run: Run, address: str) -> None:
    with open_store(prepare(address, "external").acting_as(READER), KEY) as store:
        number = store.case_references()
        codes = {
            number[case]: {
                of.event.municipality for of in events if isinstance(of.event, GrantDecided)
            }
            for case, events in store.load_cases()
        }
    one, code = next((ref, next(iter(of))) for ref, of in sorted(codes.items()) if of)
    other = next(ref for ref, of in sorted(codes.items()) if of and code not in of)
    run("debits", "--municipality", code)

    def doors(ref: str) -> list[str]:
        return [of["command"] for of in run("access", ref, "--json").json["read"]]

    assert doors(one) == ["access", "debits"]
    assert doors(other) == ["access"]
    run("anomalies")
    assert doors(other) == ["access", "anomalies", "access"]


def test_looking_changes_no_answer(run: Run, address: str) -> None:
    def answers() -> list[str]:
        named = ["--known-at", "2026-06-01T12:00", "--reckon", "2026-06-01", "--json"]
        day = ["--reckon", "2026-06-01", "--json"]
        return [run("audit", *named).out, run("balances", *day).out, run("diff", CASE, *named).out]

    before = answers()

    def followed() -> tuple[Any, ...] | None:
        with psycopg.connect(address) as connection:
            query = "select min(position), max(position) from kvitto.projections"
            return connection.execute(query).fetchone()

    for _ in range(5):
        run("explain", CASE, "2025-10")
    assert answers() == before
    # Who looked is nothing that a read model follows.
    run("trial-balance")
    reached = followed()
    run("explain", CASE, "2025-10")
    run("balances")
    assert followed() == reached != (None, None)


def test_a_reason_is_asked_for_where_the_settings_say_so(
    run: Run, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITTO_WHY_REQUIRED", "1")
    refused = run("explain", CASE, "2025-10")
    assert (refused.code, refused.out) == (2, "")
    assert "--why" in refused.err
    monkeypatch.setenv("KVITTO_WHY", "the yearly control")
    assert run("explain", CASE, "2025-10").code in (0, 1)
    assert looked(address)[-1].event.why == "the yearly control"
    for why in ("for 19670804-2392", " ", "x" * 501):
        wrong = run("explain", CASE, "2025-10", "--why", why)
        assert (wrong.code, wrong.out) == (2, "")
        assert "2392" not in wrong.err
    assert len(looked(address)) == 1


def test_nothing_else_enters_by_the_way_of_who_looked(address: str) -> None:
    event_id, state = uuid4(), b'{"envelope":{"sender":"kvitto","event_id":"%s"}}'
    with psycopg.connect(prepare(address, "external").acting_as(READER)) as connection:
        call = "select * from kvitto.append_access(%s, %s, %s, %s, %s, now())"
        for name, said in (("grant-decided/2", event_id), ("case-read/1", uuid4())):
            asked = [b"x" * 32, uuid4(), name, event_id, state % str(said).encode()]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(call, asked)
            connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select kvitto.append('{}','{}','{}','{}','{}','{}','{}','{}')")
