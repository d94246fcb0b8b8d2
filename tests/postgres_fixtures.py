"""
Databases for the tests: each server in turn, a fresh database for each test.

A test that asks for a database is run once on each server of `tests.postgres_servers`; the run
says at its start and at its end which those are. A database is copied from a template that was
migrated once. On a server that is given, the roles of Kvitto are made, and every database of the
tests is dropped again; any other is started in a folder of its own, and goes away with it.
"""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import conninfo, sql

from ledger.store import Store, open_store
from ops.postgres.database import Database, prepare
from ops.postgres.embedded import running_server
from tests.postgres_servers import (
    HOW_TO_GET_ANOTHER,
    PostgresServer,
    servers,
    version_of,
    what_was_used,
)

KEY = b"a key that only the tests know, "[:32]
#: What a crash of the machine would lose is of no use afterwards, so nothing waits for the disk.
EMBEDDED = {"fsync": "off", "full_page_writes": "off"}
#: The other server is set up as such servers are: in its own time zone, ready for replicas.
REAL = EMBEDDED | {"timezone": "Europe/Helsinki", "wal_level": "replica", "max_wal_senders": "10"}
#: How many tests were run on each server.
USED = pytest.StashKey[dict[PostgresServer, int]]()


@dataclass(frozen=True)
class Cluster:
    """
    A running server, by the address of its superuser.

    One `is_ours` that was started for this run, and goes away with all that is in it.
    """

    superuser: str
    is_ours: bool
    is_embedded: bool = False

    def address(self, name: str) -> str:
        return conninfo.make_conninfo(self.superuser, dbname=name)

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database and return its superuser's address."""
        # Copying files is fastest where nothing waits for the disk.
        copying = "create database {} template {} strategy file_copy"
        self._run(copying if self.is_ours else "create database {} template {}", name, template)
        return self.address(name)

    def drop(self, name: str) -> None:
        # Each drop waits for a checkpoint, which is longer than most tests.
        if not self.is_ours:
            self._run("drop database {} with (force)", name)

    def _run(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def quick_folder() -> str | None:
    """Return a folder in memory where there is one with room, so that tests wait for no disk."""
    memory = Path("/dev/shm")  # noqa: S108
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30
    return str(memory) if has_room else None


def fresh_name() -> str:
    return f"kvitto_test_{uuid.uuid4().hex}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what touches a database on every server there is."""
    if "cluster" in metafunc.fixturenames:
        metafunc.parametrize("cluster", servers(), indirect=True, ids=str, scope="session")


def pytest_report_header() -> str:
    return f"databases: {', '.join(map(str, servers()))}"


def pytest_runtest_call(item: pytest.Item) -> None:
    # Only a test that was made by parameters has a `callspec`.
    parameters: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    server = parameters.get("cluster")
    if isinstance(server, PostgresServer):
        used = item.config.stash.setdefault(USED, {})
        used[server] = used.get(server, 0) + 1


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which servers the run used, and aloud when there was only one."""
    used = config.stash.get(USED, {})
    if used:
        terminalreporter.section("databases")
        terminalreporter.write_line(what_was_used(used))
    if used and len(servers()) == 1:
        missing = f"ONLY ONE SERVER WAS USED. For the whole suite {HOW_TO_GET_ANOTHER}."
        terminalreporter.write_line(missing, red=True, bold=True)


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    server: PostgresServer = request.param
    if server.address is not None:
        yield Cluster(server.address, is_ours=False)
        return
    settings = EMBEDDED if server.is_embedded else REAL
    # Not pytest's own folder: it is closed to the user that runs the server.
    with (
        tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as folder,
        running_server(Path(folder), installation=server.installation, **settings) as running,
    ):
        address = running.address()
        assert version_of(address) == server.version
        yield Cluster(address, is_ours=True, is_embedded=server.is_embedded)


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Iterator[Database]:
    """A database with the schema in it, to copy."""
    name = fresh_name()
    yield prepare(cluster.create(name), "embedded" if cluster.is_embedded else "external")
    cluster.drop(name)


@pytest.fixture
def database(cluster: Cluster, template: Database) -> Iterator[Database]:
    """An empty log of its own."""
    name = fresh_name()
    made = conninfo.conninfo_to_dict(template.address)["dbname"]
    address = cluster.create(name, str(made))
    yield replace(template, address=address)
    cluster.drop(name)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with open_store(database.url_writer, KEY, "tests") as store:
        yield store
