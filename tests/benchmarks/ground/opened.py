"""
The ground that ours and its peers stand on: one PostgreSQL, fsync on, a fresh database for each.

Its data lie beside the kept stores, on the disk of this checkout, and the databases are dropped
again. The library is opened as its documentation has it (`national_library`), with the pool of
connections that it asks for.
"""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, LiteralString

import psycopg
from psycopg import conninfo, sql

from ledger.store import Store, open_store
from ops.postgres.database import prepare
from ops.postgres.embedded import Server, running_server
from tests.benchmarks.national_library import EXTRAS, POOL, Peer
from tests.benchmarks.national_store import ROOT

KEY: Final = b"benchmark key of 32 bytes length"
FOLDER: Final = ROOT / ".kvitto" / "bench" / "log"


@contextmanager
def server() -> Generator[Server]:
    """Yield the server, started or shared."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_server(FOLDER / "postgres") as running:
        with psycopg.connect(running.address()) as connection:
            (on,) = connection.execute("show fsync").fetchone() or ("",)
            assert on == "on"
        yield running


@contextmanager
def database(running: Server, name: str) -> Generator[str]:
    """Yield the superuser's address of a fresh database, which is dropped afterwards."""
    name = f"{name}_{os.getpid()}"
    run(running, "drop database if exists {} with (force)", name)
    yield running.ensure_database(name)
    run(running, "drop database {} with (force)", name)


@contextmanager
def ours(running: Server, name: str = "ours") -> Generator[Store]:
    """Yield a store in a fresh database."""
    with (
        database(running, name) as address,
        open_store(prepare(address, "embedded").url_writer, KEY) as store,
    ):
        yield store


def settings(address: str, module: str = "eventsourcing.postgres") -> dict[str, str]:
    """Return the library's settings for a database, all else at its defaults."""
    given = conninfo.conninfo_to_dict(address)
    return {
        "PERSISTENCE_MODULE": module,
        "POSTGRES_DBNAME": str(given["dbname"]),
        "POSTGRES_HOST": str(given["host"]),
        "POSTGRES_PORT": str(given["port"]),
        "POSTGRES_USER": str(given["user"]),
        "POSTGRES_PASSWORD": "-",
        "CREATE_TABLE": "y",
    }


@contextmanager
def library(running: Server, name: str = "theirs") -> Generator[tuple[Peer, str]]:
    """Yield the library's application in a fresh database, and the address of that."""
    needed()
    with database(running, name) as address:
        application = Peer(settings(address))
        try:
            yield application, address
        finally:
            application.close()


def needed() -> None:
    """Let the library have its pool of connections, which the product does not need."""
    if not EXTRAS.exists():
        install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(EXTRAS), POOL]
        subprocess.run([sys.executable, *install], check=True)
    if str(EXTRAS) not in sys.path:
        sys.path.append(str(EXTRAS))


def run(running: Server, statement: LiteralString, *names: str) -> None:
    """Say something about databases, by their names."""
    with psycopg.connect(running.address(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
