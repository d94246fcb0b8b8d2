"""
One interface to the database, whether embedded or given by URL.

What runs the embedded server belongs to `ops.postgres.embedded`, what is in
the database to the migrations, what is done with it to `ledger.store`.
"""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import psycopg

from ops.postgres.embedded import running_server
from ops.postgres.inspection import inspected
from ops.postgres.migrations import migrate
from ops.postgres.opening import not_opened
from ops.postgres.refused import DatabaseRefusedError
from ops.postgres.roles import OWNER, WRITER, acting_as, roles_of

#: The oldest PostgreSQL that the tests run on.
OLDEST: Final = 15


@dataclass(frozen=True, slots=True)
class Database:
    """
    A database with Kvitto's schema in it.

    `address` is a libpq connection string, and may hold a password. Sessions act as the one role
    whose work they do: `acting_as` gives the address for it. `only` names the roles of a user
    who may use the schema and not change it. `version` is PostgreSQL's major version.
    """

    address: str
    version: int
    kind: Literal["embedded", "external"]
    only: tuple[str, ...] = ()

    def acting_as(self, role: str) -> str:
        """
        Return the connection string of sessions that have the rights of a role, and no more.

        Raises `DatabaseRefusedError` where the user may not act as it.
        """
        if self.only and role not in self.only:
            raise DatabaseRefusedError(
                f"This is work of {role}, and the database user may only act as"
                f" {', '.join(self.only)}. Give the command as another user, or ask whoever runs"
                f" the server for: GRANT {role} TO that user;"
            )
        return acting_as(self.address, role)

    @property
    def url_owner(self) -> str:
        """Where the schema may be changed."""
        return self.acting_as(OWNER)

    @property
    def url_writer(self) -> str:
        """Where events are appended and imported."""
        return self.acting_as(WRITER)


@contextmanager
def open_database(
    folder: Path, url: str | None = None, *, name: str = "kvitto"
) -> Generator[Database]:
    """
    Yield a database whose schema is up to date.

    Without `url` (`KVITTO_DATABASE_URL`) an embedded server is started under
    `folder` (`.kvitto`), or the one that runs there is shared, and the database
    `name` is made in it. With `url`, PostgreSQL 15 or later is used as it is.
    Raises `DatabaseRefusedError` with a sentence.
    """
    if url:
        yield prepare(url, "external")
        return
    with running_server(folder / "postgres") as server:
        yield prepare(server.ensure_database(name), "embedded")


@contextmanager
def ledger_made(folder: Path, url: str | None = None, *, name: str = "kvitto") -> Generator[bool]:
    """
    Yield whether there is a ledger where `open_database` would open one; make nothing.

    An embedded server that was started for the answer runs until the block ends. Raises
    `DatabaseRefusedError`.
    """
    with ExitStack() as opened:
        if not url:
            if not (folder / "postgres" / "data").exists():
                yield False
                return
            server = opened.enter_context(running_server(folder / "postgres"))
            if not server.has_database(name):
                yield False
                return
            url = server.address(name)
        with inspected(url) as looking:
            is_made = looking.applied() is not None
        yield is_made


def prepare(url: str, kind: Literal["embedded", "external"], oldest: int = OLDEST) -> Database:
    """Bring the database behind this address up to date and return it; refuse an older server."""
    version, roles = _version_and_roles(url)
    if version < oldest:
        raise DatabaseRefusedError(
            f"PostgreSQL {version} is too old: Kvitto needs {oldest} or later. Upgrade the server"
            " behind KVITTO_DATABASE_URL, or leave the setting out to use the embedded one."
        )
    migrate(url)
    if roles and OWNER not in roles:
        # It may have been let into more of them meanwhile.
        _, roles = _version_and_roles(url)
    return Database(url, version, kind, () if OWNER in roles else roles)


def _version_and_roles(url: str) -> tuple[int, tuple[str, ...]]:
    """Return PostgreSQL's major version, and the roles that the user may act as so far."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.info.server_version // 10_000, roles_of(connection)
    except psycopg.Error as error:
        raise not_opened(error, url) from error
