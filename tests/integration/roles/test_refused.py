"""
What each role must not do, tried on a real session of it: the database itself refuses.
"""

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from ledger.store import Store, open_store
from ops.cli import main
from ops.postgres import Database, DatabaseRefusedError
from ops.postgres.migrations import Migration, migrate, read_migrations
from ops.postgres.roles import (
    APPLICATION,
    CUSTODIAN,
    OWNER,
    PROJECTOR,
    READER,
    ROLES,
    SEALER,
    WRITER,
    acting_as,
)
from tests.contracts.store_events import document
from tests.integration.roles.conftest import LoginOf
from tests.postgres_fixtures import KEY

APPEND = (
    "select * from kvitto.append(array[1], array[gen_random_uuid()], array[1], array['x/1'],"
    " array[gen_random_uuid()], array['{}'::bytea], array[null]::uuid[], array[now()])"
)
SEAL = "insert into kvitto.tiles (level, number, hashes) values (0, 0, sha256(''))"
PROJECT = (
    "insert into kvitto.projections (name, side, is_shown, made_by, position)"
    " values ('balances', 'a', true, 'x', 0)"
)
#: Nobody at all does this.
NOBODY = (
    "update kvitto.events set state = ''",
    "delete from kvitto.events",
    "truncate kvitto.events",
    "insert into kvitto.events select * from kvitto.events",
    "drop table kvitto.events",
    "alter table kvitto.events disable trigger all",
    "drop trigger events_only_grow on kvitto.events",
    "alter table kvitto.events add column more text",
    (
        "create trigger more before insert on kvitto.events"
        " for each row execute function kvitto.refuse_change()"
    ),
    "create rule more as on insert to kvitto.events do instead nothing",
    "update kvitto.head set position = 0",
    "delete from kvitto.head",
    "update kvitto.trackings set position = 0",
    "update kvitto.log set origin = 'other'",
    "delete from kvitto.migrations",
    "select * from kvitto.staging",
    "select kvitto.clear_staging(gen_random_uuid())",
    "select kvitto.write_batch(gen_random_uuid(), 0, now())",
    "select kvitto.lock_identities()",
    "select token from kvitto.identities",
    "insert into kvitto.identities values ('pnr', sha256(''), gen_random_uuid())",
    "delete from kvitto.identities",
    "select * from kvitto.key_checks",
    "update kvitto.key_checks set proof = ''",
    "update kvitto.person_keys set wrapped = ''",
    "delete from kvitto.person_fields",
    "delete from kvitto.persons_forgotten",
    "update kvitto.tiles set number = 7",
    "delete from kvitto.tiles",
    "delete from kvitto.checkpoints",
    "update kvitto.checkpoints set root = ''",
    "update kvitto.audits set findings = 0",
    "create table kvitto.more (id integer)",
    "create table public.more (id integer)",
    "create function kvitto.more() returns integer language sql return 1",
    (
        "create or replace function kvitto.is_shown(text, text) returns boolean"
        " language sql return true"
    ),
    "alter function kvitto.append security invoker",
    "alter function kvitto.append set search_path = public",
    "drop function kvitto.append",
    "grant select on kvitto.identities to public",
    "alter schema kvitto owner to current_user",
    "create role more",
    "set session_replication_role = replica",
    "alter database postgres set fsync = off",
    "select pg_read_file('postgresql.conf')",
    "copy (select 1) to program 'true'",
    "set session authorization postgres",
)
#: What reads as who looked, but for the key that each test puts in.
SAID: dict[str, Any] = {
    "envelope": {
        "event_id": "", "known_at": "2026-01-01T00:00:00Z", "sender": "kvitto",
        "document_id": "access-1", "replaces": None, "rests_on": [], "actor": "anna",
        "command_id": None,
    },
    "event": {"case": str(UUID(int=7)), "door": "explain", "asked": "", "why": None},
}  # fmt: skip
MANY: dict[str, Any] = {
    "door": "audit", "selection": "every case", "asked": "", "cases": 3, "municipality": None,
    "person": None, "named": [str(UUID(int=7)), str(UUID(int=8))], "why": None,
}  # fmt: skip


def looked(name: str, envelope: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return the statement that records who looked, in these bytes."""
    event_id = uuid4()
    said = {"envelope": {**SAID["envelope"], "event_id": str(event_id), **envelope}, "event": event}
    return recording(name, event_id, json.dumps(said))


def recording(name: str, event_id: UUID, state: str) -> str:
    return (
        f"select * from kvitto.append_access(sha256(''), gen_random_uuid(), '{name}', '{event_id}',"
        f" convert_to($said${state}$said$, 'UTF8'), '2026-01-01T00:00:00Z')"
    )


LOOKED = looked("case-read/1", {}, SAID["event"])
#: Some do this, and those named here do not.
OTHERS = {
    LOOKED: {SEALER},
    APPEND: {READER, PROJECTOR, SEALER, CUSTODIAN},
    "insert into kvitto.staging (batch) values (gen_random_uuid())": {
        READER, PROJECTOR, SEALER, CUSTODIAN,
    },
    "select * from kvitto.resolve(array['pnr'], array[sha256('')], array[gen_random_uuid()],"
    " array[null]::text[])": {READER, PROJECTOR, SEALER, CUSTODIAN},
    "select kvitto.import_batch(gen_random_uuid())": {READER, PROJECTOR, SEALER, CUSTODIAN},
    "select kvitto.track('x', 1)": {READER, SEALER, CUSTODIAN},
    PROJECT: {READER, WRITER, SEALER, CUSTODIAN},
    "delete from kvitto.balances_a": {READER, WRITER, SEALER, CUSTODIAN},
    "select * from kvitto.balances": {WRITER, SEALER, CUSTODIAN},
    "insert into kvitto.audits default values": {READER, WRITER, SEALER, CUSTODIAN},
    SEAL: {READER, WRITER, PROJECTOR, CUSTODIAN},
    "update kvitto.tiles set hashes = ''": {READER, WRITER, PROJECTOR, CUSTODIAN},
    "insert into kvitto.checkpoints values (1, sha256(''), '', now())": {
        READER, WRITER, PROJECTOR, CUSTODIAN,
    },
    "insert into kvitto.witnesses (vkey) values ('x')": {READER, WRITER, PROJECTOR, CUSTODIAN},
    "select reference from kvitto.identities": {SEALER},
    "select * from kvitto.person_fields": {READER, WRITER, PROJECTOR, SEALER},
    "select * from kvitto.person_keys": {READER, WRITER, PROJECTOR, SEALER},
    "select kvitto.data_keys(array[]::uuid[], array[]::bytea[], 'x')": {
        READER, PROJECTOR, SEALER,
    },
    "select kvitto.keep_masters(array[]::text[], array[]::bytea[], 0, 'x', 'x')": {
        READER, WRITER, PROJECTOR, SEALER,
    },
    "select kvitto.forget(0, array[]::uuid[], array[]::bytea[], array[]::text[],"
    " array[]::uuid[], array[]::uuid[], gen_random_uuid(), 'x',"
    " gen_random_uuid(), '', now())": {READER, WRITER, PROJECTOR, SEALER},
}  # fmt: skip


def refusals(address: str, statements: list[str]) -> dict[str, str | None]:
    """Return the SQLSTATE with which each statement was refused; None where it was done."""
    found: dict[str, str | None] = {}
    with psycopg.connect(address, autocommit=True) as session:
        for statement in statements:
            try:
                with session.transaction(force_rollback=True):
                    session.execute(statement.encode())
                found[statement] = None
            except psycopg.Error as error:
                found[statement] = error.sqlstate
    return found


def test_a_role_is_refused_whatever_is_not_its_work(
    store: Store, login_of: LoginOf, role: str
) -> None:
    store.append(document(1))
    others = [statement for statement, roles in OTHERS.items() if role in roles]
    # Each other role, and the one of earlier versions, which has nothing any more.
    others += [f"set role {other}" for other in (OWNER, APPLICATION, *ROLES[2:]) if other != role]
    tried = refusals(login_of(role).address, [*NOBODY, *others])
    assert {what: code for what, code in tried.items() if code != "42501"} == {}
    assert store.count() == 1


def test_what_is_somebodys_work_is_refused_to_the_others_only(
    store: Store, login_of: LoginOf
) -> None:
    """A statement with a mistake in it would be refused to everybody, and show nothing."""
    store.append(document(1))
    roles = (READER, WRITER, PROJECTOR, SEALER, CUSTODIAN)
    logins = {role: login_of(role).address for role in roles}
    for statement, role in product(OTHERS, roles):
        if role not in OTHERS[statement]:
            (code,) = refusals(logins[role], [statement]).values()
            assert code != "42501", (role, statement)


def test_a_login_of_one_role_opens_the_ledger_and_does_that_work(
    store: Store, login_of: LoginOf
) -> None:
    store.append(document(1))
    reader = acting_as(login_of(READER).address, READER)
    with open_store(reader, KEY, "tests") as reading:
        assert reading.head().position == 1
        assert [event.position for event in reading.follow(0)] == [1]
        with pytest.raises(errors.InsufficientPrivilege):
            reading.append(document(2))
    with open_store(acting_as(login_of(WRITER).address, WRITER), KEY, "tests") as writing:
        assert writing.append(document(2)).position == 2


def test_a_login_of_one_role_gives_the_commands_of_that_role_and_no_others(
    store: Store, login_of: LoginOf, key_file: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    store.append(document(1))
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key_file))
    monkeypatch.setenv("KVITTO_DATABASE_URL", login_of(READER).address)
    assert main(["anomalies"]) == 0
    capsys.readouterr()
    assert main(["ingest", str(key_file.parent)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "work of kvitto_writer, and the database user may only act as kvitto_reader" in said
    assert "GRANT kvitto_writer TO that user;" in said
    assert store.count() == 2  # The document, and that it was looked for.


def test_a_login_that_may_not_run_migrations_is_told_who_must(
    login_of: LoginOf,
) -> None:
    further = [*read_migrations(), Migration(9999, "9999_next.sql", "")]
    with pytest.raises(DatabaseRefusedError, match="lacks 1 of this version's migrations"):
        migrate(login_of(READER).address, further)
    assert migrate(login_of(READER).address) == 0


#: What a session may make for itself, to be found in the place of ours.
SHADOWS = """
create temp table events (like kvitto.events);
create temp table head (like kvitto.head);
create temp table identities (kind text, token bytea, id uuid, reference text);
create temp table key_checks (name text, proof bytea);
create function hostile.caught() returns boolean language plpgsql as $$
begin raise exception 'ran as %', current_user; end $$;
create function hostile.clock_timestamp() returns timestamptz language plpgsql as $$
begin perform hostile.caught(); return now(); end $$;
create function hostile.pg_notify(text, text) returns void language plpgsql as $$
begin perform hostile.caught(); end $$;
create function hostile.same(uuid, uuid) returns boolean language plpgsql as $$
begin return hostile.caught(); end $$;
create operator hostile.= (function = hostile.same, leftarg = uuid, rightarg = uuid);
set search_path = hostile, pg_temp, pg_catalog, kvitto;
"""


def test_what_a_session_puts_in_the_way_is_not_found_by_what_runs_as_the_owner(
    store: Store, database: Database, login_of: LoginOf
) -> None:
    login = login_of(WRITER)
    with psycopg.connect(database.address) as superuser:
        superuser.execute(f"create schema hostile authorization {login.name}".encode())
    with psycopg.connect(login.address, autocommit=True) as session:
        session.execute(SHADOWS.encode())
        for caught in ("select clock_timestamp()", "select gen_random_uuid() = gen_random_uuid()"):
            with pytest.raises(errors.RaiseException, match="ran as kvitto_test"):
                session.execute(caught.encode())
        session.execute(APPEND.encode())
        found = session.execute(
            "select r.id from kvitto.resolve(array['pnr'], array[sha256('')],"
            " array[gen_random_uuid()], array[null]::text[]) r"
        ).fetchall()
        named = "select n.id from kvitto.find_names(array['pnr'], array[sha256('')]) n"
        assert session.execute(named.encode()).fetchall() == found
        for table in ("events", "head", "identities", "key_checks"):
            assert session.execute(f"select from {table}".encode()).fetchall() == []
    assert store.count() == 1


#: What would be stored for ever, and could not be read as who looked.
WITHOUT_FORM: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
    ("cases-read/1", {}, {}),
    ("cases-read/1", {}, SAID["event"]),
    ("case-read/1", {}, MANY),
    ("case-read/1", {}, {**SAID["event"], "case": "7"}),
    ("case-read/1", {}, {**SAID["event"], "door": None}),
    ("case-read/1", {}, {**SAID["event"], "why": 1}),
    ("case-read/1", {}, {**SAID["event"], "more": 1}),
    ("case-read/1", {}, {**SAID["event"], "asked": "\0"}),
    ("case-read/1", {}, {"asked string, case": SAID["event"]["case"], "door": "x", "why": None}),
    ("case-read/1", {"known_at": "2026-01-01T00:00:01Z"}, SAID["event"]),
    ("case-read/1", {"known_at": "2025-12-31T24:00:00Z"}, SAID["event"]),
    ("case-read/1", {"rests_on": [1]}, SAID["event"]),
    ("case-read/1", {"actor": 1}, SAID["event"]),
    ("case-read/1", {"more": 1}, SAID["event"]),
    ("cases-read/1", {}, {**MANY, "cases": 1.5}),
    ("cases-read/1", {}, {**MANY, "cases": -1}),
    ("cases-read/1", {}, {**MANY, "person": "anna"}),
    ("cases-read/1", {}, {**MANY, "named": [7]}),
    ("cases-read/1", {}, {**MANY, "named": {}}),
    ("cases-read/1", {}, {**MANY, "named": [MANY["named"]]}),
]


def test_who_looked_is_taken_in_its_own_form_only(store: Store, login_of: LoginOf) -> None:
    """Of each case all that was read of many is decoded: one row in another form would stop it."""
    twice = json.dumps(SAID["event"])[:-1] + ', "door": 1, "door": "x"}'
    event_id = uuid4()
    envelope = json.dumps({**SAID["envelope"], "event_id": str(event_id)})
    states = ["{}", "[]", "1", "no json", f'{{"envelope": {envelope}, "event": {twice}}}']
    tried = [looked(*said) for said in WITHOUT_FORM]
    tried += [recording("case-read/1", event_id, state) for state in states]
    login = login_of(READER).address
    refused = refusals(login, tried)
    assert {what: code for what, code in refused.items() if code != "42501"} == {}
    with psycopg.connect(login, autocommit=True) as session:
        for name, event in (
            ("case-read/1", SAID["event"]),
            ("cases-read/1", MANY),
            ("cases-read/1", {**MANY, "named": [], "municipality": "0180", "why": "a question"}),
            ("cases-read/1", {**MANY, "named": MANY["named"][:1], "person": str(UUID(int=9))}),
        ):
            session.execute(looked(name, {}, event).encode())
    assert len(store.follow(0)) == 4
