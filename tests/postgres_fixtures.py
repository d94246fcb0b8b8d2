"""
Databases for the tests: one server for the whole run, a fresh database for each test.

A database is copied from a template that was migrated once. The server is the embedded one, in
a folder of its own, unless KVITTO_TEST_DATABASE_URL names another (a superuser's address; the
roles of Kvitto are made there, and every database of the tests is dropped again).
"""

import os
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
from ops.postgres.roles import APPLICATION, OWNER, acting_as

KEY = b"a key that only the tests know, "[:32]


@dataclass(frozen=True)
class Cluster:
    """A running server, by the address of its superuser; ours goes away with all that is in it."""

    superuser: str
    is_ours: bool

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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    given = os.environ.get("KVITTO_TEST_DATABASE_URL")
    if given:
        yield Cluster(given, is_ours=False)
        return
    # Not pytest's own folder: it is closed to the user that runs the server. What a crash of the
    # machine would lose is of no use afterwards, so nothing waits for the disk.
    with (
        tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as folder,
        running_server(Path(folder), fsync="off", full_page_writes="off") as server,
    ):
        yield Cluster(server.address(), is_ours=True)


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Iterator[Database]:
    """A database with the schema in it, to copy."""
    name = fresh_name()
    yield prepare(cluster.create(name), "embedded" if cluster.is_ours else "external")
    cluster.drop(name)


@pytest.fixture
def database(cluster: Cluster, template: Database) -> Iterator[Database]:
    """An empty log of its own."""
    name = fresh_name()
    made = conninfo.conninfo_to_dict(template.url_owner)["dbname"]
    address = cluster.create(name, str(made))
    yield replace(
        template,
        url_owner=acting_as(address, OWNER),
        url_application=acting_as(address, APPLICATION),
    )
    cluster.drop(name)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with open_store(database.url_application, KEY, "tests") as store:
        yield store
