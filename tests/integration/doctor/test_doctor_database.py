"""
Misconfigured databases, each really so, and what the doctor says of them.
"""

from datetime import UTC, datetime, timedelta

import pytest

from ops.cli import main
from ops.doctor import examined
from ops.doctor.seen import Seen
from ops.doctor.server import old_server
from ops.postgres.inspection import inspected
from ops.postgres.migrations import read_migrations
from tests.integration.doctor.conftest import OF_THE_TESTS, Doctor, Patient
from tests.integration.doctor.told import the_fault
from tests.postgres_fixtures import Cluster, fresh_name

LAST = len(read_migrations())
UNGUARDED = "alter table kvitto.events disable trigger all"
GUARDED = "alter table kvitto.events enable trigger all"
MODEL = (
    "insert into kvitto.projections (name, side, is_shown, made_by, position)"
    " values ('balances', 'a', true, 'x', {})"
)
PARKED = (
    "insert into kvitto.projection_parked"
    " values ('balances', 'a', gen_random_uuid(), 4, 'why', 347700)"
)
#: What was done to the database, which check finds it, what it says, and what to do.
SPOILED: dict[str, tuple[list[str], str, str, str]] = {
    "a right to change": (
        ["grant update on kvitto.events to kvitto_writer"],
        "rights",
        "kvitto_writer has the right to UPDATE ON kvitto.events",
        "REVOKE UPDATE ON kvitto.events FROM kvitto_writer;",
    ),
    "a right to read what is kept apart": (
        ["grant select (token) on kvitto.identities to kvitto_reader"],
        "rights",
        "kvitto_reader has the right to SELECT (token) ON kvitto.identities",
        "REVOKE SELECT (token) ON kvitto.identities FROM kvitto_reader;",
    ),
    "a function for everybody": (
        ["grant execute on function kvitto.append to public"],
        "rights",
        "everybody has the right to EXECUTE ON FUNCTION kvitto.append",
        "REVOKE EXECUTE ON FUNCTION kvitto.append FROM PUBLIC;",
    ),
    "rights that were taken": (
        ["revoke all on kvitto.tiles, kvitto.checkpoints from kvitto_sealer"],
        "rights",
        "kvitto_sealer lacks the right to INSERT ON kvitto.checkpoints, and 4 others.",
        "GRANT UPDATE (hashes) ON kvitto.tiles TO kvitto_sealer;",
    ),
    "the role of earlier versions at work again": (
        ["grant execute on function kvitto.append to kvitto_application"],
        "rights",
        "kvitto_application has the right to EXECUTE ON FUNCTION kvitto.append",
        "REVOKE EXECUTE ON FUNCTION kvitto.append FROM kvitto_application;",
    ),
    "a right for everybody": (
        ["grant insert on kvitto.head to public"],
        "rights",
        "everybody has the right to INSERT ON kvitto.head",
        "REVOKE INSERT ON kvitto.head FROM PUBLIC;",
    ),
    "another owner": (
        ["alter table kvitto.events owner to current_user"],
        "owners",
        "kvitto.events belongs to ",
        "OWNER TO kvitto_owner",
    ),
    "a trigger disabled": (
        [UNGUARDED],
        "triggers",
        "events_only_grow on kvitto.events is disabled",
        "ENABLE TRIGGER events_only_grow",
    ),
    "a trigger dropped": (
        ["drop trigger head_stays on kvitto.head"],
        "triggers",
        "head_stays on kvitto.head is disabled or missing",
        "ENABLE TRIGGER head_stays",
    ),
    "a migration that was changed": (
        ["update kvitto.migrations set hash = 'x' where number = 2"],
        "migrations",
        "0002_append.sql is not the file that was run",
        "Restore the file as it was released",
    ),
    "a newer database": (
        [f"insert into kvitto.migrations values ({LAST + 1}, '9999_next.sql', 'x')"],
        "migrations",
        "was made by a newer Kvitto",
        "Install the newer version",
    ),
    "an older database": (
        [f"delete from kvitto.migrations where number = {LAST}"],
        "migrations",
        "The database lacks 1 migration.",
        "Make a backup",
    ),
    "a head row that was moved": (
        ["update kvitto.head set position = 7"],
        "head-row",
        "The head row says position 7, and the last event has 4.",
        "restore it",
    ),
    "a head row that hides the last events from read models": (
        ["update kvitto.head set told = 2"],
        "head-row",
        "The head row says that position 2 was the last with news of a case, and it is 4.",
        "set told in kvitto.head to 4",
    ),
    "a head row that is missing": (
        ["alter table kvitto.head disable trigger all", "delete from kvitto.head",
         "alter table kvitto.head enable trigger all"],
        "head-row",
        "The head row of the log is missing.",
        "put it back",
    ),
    "a clock that was set back": (
        ["update kvitto.head set recorded_at = now() + interval '1 day'"],
        "head-row",
        "later than the server's clock",
        "by a time service",
    ),
    "an event removed": (
        [UNGUARDED, "delete from kvitto.events where position = 2", GUARDED],
        "gaps",
        "The log lacks 1 event, the first at position 2.",
        "restore it",
    ),
    "an event of an unknown name": (
        [UNGUARDED, "update kvitto.events set name = 'tea-served/1' where position = 2", GUARDED],
        "unknown-events",
        "The log holds 1 event named 'tea-served/1'.",
        "Install the newer version",
    ),
    "bytes that were changed": (
        [UNGUARDED, "update kvitto.events set state = '{}' where position = 3", GUARDED],
        "unreadable-events",
        "The event at position 3, a ",
        "Compare the position with a backup",
    ),
    "an event under another's id": (
        [UNGUARDED, "update kvitto.events set event_id = gen_random_uuid() where position = 3",
         GUARDED],
        "unreadable-events",
        "The event at position 3, a ",
        "Compare the position with a backup",
    ),
    "a case without its number": (
        ["delete from kvitto.identities where kind = 'case'"],
        "nameless-cases",
        "The log holds 1 case without a case number.",
        "Restore the table kvitto.identities",
    ),
    "a read model ahead of the log": (
        [MODEL.format(9)],
        "read-models",
        "balances stands at position 9, and the log ends at 4",
        "rebuild balances",
    ),
    "a case left out of a read model": (
        [MODEL.format(4), PARKED],
        "read-models",
        "balances left out 1 case",
        "status",
    ),
    "a lost key check": (
        ["update kvitto.key_checks set proof = 'x'"],
        "key-of-database",
        "is not the one of this database",
        "KVITTO_BLIND_INDEX_KEY_FILE",
    ),
}  # fmt: skip


def test_the_database_of_the_tests_only_waits_for_no_disk(
    doctor: Doctor, patient: Patient, cluster: Cluster
) -> None:
    del patient
    found = doctor()
    assert found.left_out == {}
    if not cluster.is_ours:
        assert (found.code, found.faults) == (0, {})
        return
    assert set(found.faults) == OF_THE_TESTS
    whats = [fault["what"] for fault in found.faults["keeps-what-it-confirms"]]
    names = ("fsync", "full_page_writes")
    assert whats == [f"The server runs with {name} off." for name in names]


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_database_is_found(doctor: Doctor, patient: Patient, what: str) -> None:
    statements, check, says, what_now = SPOILED[what]
    patient.spoil(*statements)
    fault = the_fault(doctor(), check)
    assert says in fault["what"]
    assert what_now in fault["what_now"]


def test_a_role_that_is_more_than_itself_is_found(
    doctor: Doctor, patient: Patient, cluster: Cluster
) -> None:
    if not cluster.is_ours:
        pytest.skip("roles belong to the whole server, and this one is used by others")
    patient.spoil("grant kvitto_writer to kvitto_reader", "alter role kvitto_sealer createdb")
    found = doctor()
    patient.spoil("revoke kvitto_writer from kvitto_reader", "alter role kvitto_sealer nocreatedb")
    told = {fault["what"]: fault["what_now"] for fault in found.faults["rights"]}
    assert told == {
        "The role kvitto_reader is a member of kvitto_writer.": (
            "As a superuser run: REVOKE kvitto_writer FROM kvitto_reader;"
        ),
        "The role kvitto_sealer has the attribute CREATEDB.": (
            "As a superuser run: ALTER ROLE kvitto_sealer NOCREATEDB;"
        ),
    }


def test_a_database_without_a_log_is_found_and_left_as_it_is(
    doctor: Doctor, patient: Patient, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    del patient
    name = fresh_name()
    address = cluster.create(name)
    monkeypatch.setenv("KVITTO_DATABASE_URL", address)
    found = doctor()
    assert "holds no log" in the_fault(found, "migrations")["what"]
    assert found.left_out["gaps"] == "the database holds no log"
    with inspected(address) as looking:
        assert looking.applied() is None
    cluster.drop(name)


def test_a_database_in_another_encoding_is_found(
    doctor: Doctor, patient: Patient, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = fresh_name()
    patient.spoil(f"create database {name} template template0 encoding 'LATIN1' locale 'C'")
    monkeypatch.setenv("KVITTO_DATABASE_URL", cluster.address(name))
    fault = the_fault(doctor(), "encoding", "migrations")
    assert "keeps its texts in LATIN1" in fault["what"]
    assert "ENCODING 'UTF8'" in fault["what_now"]
    cluster.drop(name)


def test_a_user_that_may_not_work_as_our_roles_is_told_what_to_ask_for(
    doctor: Doctor, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = fresh_name()
    patient.spoil(f"create role {user} login")
    monkeypatch.setenv("KVITTO_DATABASE_URL", f"{patient.address} user={user}")
    found = doctor()
    patient.spoil(f"drop role {user}")
    assert set(found.faults) - OF_THE_TESTS == {"roles"}
    advice = [fault["what_now"] for fault in found.faults["roles"]]
    assert f"As a superuser run: GRANT kvitto_owner TO {user};" in advice
    assert found.left_out["gaps"] == f"{user} may not act as kvitto_owner, who sees all of it"


def test_a_clock_that_differs_from_the_servers_is_found(patient: Patient) -> None:
    del patient
    examination = examined(lambda: datetime.now(UTC) + timedelta(minutes=3))
    found = dict(examination.faults)
    assert "180 s behind this machine's" in found["clock-skew"].what
    assert "time service" in found["clock-skew"].what_now


def test_a_check_that_fails_is_told_and_the_others_go_on(
    patient: Patient, capsys: pytest.CaptureFixture[str]
) -> None:
    patient.spoil("drop table kvitto.identities", UNGUARDED)
    assert main(["doctor"]) == 2
    shown = capsys.readouterr().out
    assert "The check nameless-cases failed." in shown
    assert "events_only_grow on kvitto.events is disabled" in shown
    assert shown.rstrip().endswith("1 check could not be made.")


def test_an_old_server_is_found(patient: Patient) -> None:
    with inspected(patient.address) as looking:
        there = Seen(lambda: datetime.now(UTC), None, server=looking)
        (fault,) = old_server(there, 99)
        assert fault.what == f"The server is PostgreSQL {looking.version_text}."
        assert "Kvitto needs 99 or later" in fault.why
        assert list(old_server(there)) == []


def test_the_doctor_could_not_change_a_database_if_it_would(patient: Patient) -> None:
    with inspected(patient.address) as looking:
        assert looking.setting("transaction_read_only") == "on"
