"""
The schema moves forward only, once, and the same everywhere.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from psycopg import conninfo

from ledger.store import open_store
from ops.postgres import DatabaseRefusedError, open_database
from ops.postgres.database import prepare
from ops.postgres.migrations import Migration, migrate, read_migrations
from ops.postgres.roles import ROLES
from tests.contracts.store_events import document
from tests.postgres_fixtures import KEY, Cluster, fresh_name

FILES = read_migrations()
NEXT = Migration(len(FILES) + 1, "9999_next.sql", "create table kvitto.next (id integer);")


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """The address of a database with nothing in it."""
    name = fresh_name()
    yield cluster.create(name)
    cluster.drop(name)


def applied(address: str) -> list[tuple[int, str, str]]:
    with psycopg.connect(address) as connection:
        rows = connection.execute("select number, name, hash from kvitto.migrations order by 1")
        return [(number, name, digest) for number, name, digest in rows]


def test_every_file_is_run_once(empty: str) -> None:
    assert migrate(empty) == len(FILES)
    first = applied(empty)
    assert migrate(empty) == 0
    assert applied(empty) == first == [(m.number, m.name, m.hash) for m in FILES]


def test_only_what_is_new_is_run(empty: str) -> None:
    migrate(empty)
    assert migrate(empty, [*FILES, NEXT]) == 1
    assert len(applied(empty)) == NEXT.number


def test_a_changed_file_is_refused(empty: str) -> None:
    migrate(empty)
    changed = [replace(FILES[0], text=FILES[0].text + "\n"), *FILES[1:], NEXT]
    with pytest.raises(DatabaseRefusedError, match=r"0001_log\.sql is not the file that was run"):
        migrate(empty, changed)
    assert len(applied(empty)) == len(FILES)


def test_the_database_of_a_newer_kvitto_is_refused(empty: str) -> None:
    migrate(empty, [*FILES, NEXT])
    with pytest.raises(DatabaseRefusedError, match="newer Kvitto"):
        migrate(empty)


def test_a_file_that_fails_is_taken_back_whole(empty: str) -> None:
    migrate(empty)
    broken = replace(NEXT, text=NEXT.text + " select 1 / 0;")
    with pytest.raises(DatabaseRefusedError, match=r"9999_next\.sql failed"):
        migrate(empty, [*FILES, broken])
    assert len(applied(empty)) == len(FILES)
    assert migrate(empty, [*FILES, NEXT]) == 1


def test_processes_that_start_at_once_wait_for_each_other(empty: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        ran = [threads.submit(migrate, empty) for _ in range(4)]
    assert sorted(one.result() for one in ran) == [0, 0, 0, len(FILES)]


def test_databases_of_one_server_that_start_at_once_share_the_roles(cluster: Cluster) -> None:
    names = [fresh_name() for _ in range(4)]
    addresses = [cluster.create(name) for name in names]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(migrate, addresses)) == [len(FILES)] * 4
    for name in names:
        cluster.drop(name)


def test_an_old_server_is_refused(empty: str) -> None:
    with pytest.raises(DatabaseRefusedError, match="is too old: Kvitto needs 99 or later"):
        prepare(empty, "external", oldest=99)


def test_a_given_database_is_used_as_it_is(
    empty: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("home")
    with open_database(folder, empty) as database:
        assert database.kind == "external"
        assert database.version >= 15
    assert list(folder.iterdir()) == []


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    address = "postgresql://user:secret@/kvitto?host=/nonexistent"
    with pytest.raises(DatabaseRefusedError, match="host=/nonexistent") as refused:
        prepare(address, "external")
    assert "secret" not in str(refused.value)


def test_a_user_that_may_not_make_roles_is_told_what_to_ask_for(empty: str) -> None:
    user = fresh_name()
    as_user = conninfo.make_conninfo(empty, user=user)
    name = conninfo.conninfo_to_dict(empty)["dbname"]
    with psycopg.connect(empty, autocommit=True) as superuser:
        superuser.execute(f"create role {user} login".encode())
        with pytest.raises(DatabaseRefusedError, match=f"GRANT kvitto_owner TO {user}"):
            prepare(as_user, "external")
        for statement in (
            f"grant {', '.join(ROLES)} to {user}",
            f"grant create on database {name} to {user}",
        ):
            superuser.execute(statement.encode())
        database = prepare(as_user, "external")
        with open_store(database.url_writer, KEY) as store:
            assert store.append(document(1)).position == 1
        superuser.execute(f"drop owned by {user}".encode())
        superuser.execute(f"drop role {user}".encode())
