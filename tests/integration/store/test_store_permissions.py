"""
What is recorded stays: the application may read and append, and nobody may change or remove.
"""

import psycopg
import pytest
from psycopg import errors

from ledger.store import Store, StoreRefusedError, StoreUnreachableError, open_store
from ops.postgres import Database
from tests.contracts.store_events import document
from tests.postgres_fixtures import KEY, Cluster, fresh_name

CHANGES = [
    "update kvitto.events set state = ''",
    "delete from kvitto.events",
    "truncate kvitto.events",
]


@pytest.mark.parametrize(
    "statement",
    [
        *CHANGES,
        "insert into kvitto.events select * from kvitto.events",
        "update kvitto.head set position = 0",
        "delete from kvitto.head",
        "select token from kvitto.identities",
        "insert into kvitto.identities values ('pnr', sha256(''), gen_random_uuid())",
        "select * from kvitto.staging",
        "update kvitto.trackings set position = 0",
        "select kvitto.clear_staging(gen_random_uuid())",
        "select kvitto.write_batch(gen_random_uuid(), 0, now())",
        "create table kvitto.more (id integer)",
        "drop table kvitto.events",
        "alter table kvitto.events disable trigger all",
    ],
)
def test_the_application_may_not(store: Store, database: Database, statement: str) -> None:
    store.append(document(1))
    with (
        psycopg.connect(database.url_writer) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())
    assert store.count() == 1


@pytest.mark.parametrize("statement", [*CHANGES, "delete from kvitto.head", "truncate kvitto.head"])
def test_the_trigger_holds_for_the_owner_too(
    store: Store, database: Database, statement: str
) -> None:
    store.append(document(1))
    with (
        psycopg.connect(database.url_owner) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="The log only grows"),
    ):
        connection.execute(statement.encode())
    assert store.count() == 1


def test_a_role_that_may_change_the_log_does_not_open_it(database: Database) -> None:
    with pytest.raises(StoreRefusedError, match="kvitto_owner may change"):
        open_store(database.url_owner, KEY)


def test_a_database_without_a_log_is_not_opened(cluster: Cluster) -> None:
    name = fresh_name()
    with pytest.raises(StoreRefusedError, match="no log of Kvitto's"):
        open_store(cluster.create(name), KEY)
    cluster.drop(name)


def test_a_server_that_does_not_answer_is_said_to() -> None:
    with pytest.raises(StoreUnreachableError, match="did not answer"):
        open_store("host=/nonexistent dbname=kvitto", KEY)
