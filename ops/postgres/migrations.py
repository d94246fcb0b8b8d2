"""
Forward-only migrations: numbered SQL files, each run once, in order, for ever.

A file that was run is never changed: its hash is kept, and a database whose
history differs is refused. What the files make belongs to them; who may own
and use it to `ops.postgres.roles`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from ops.postgres.refused import DatabaseRefusedError
from ops.postgres.roles import OWNER, ensure_roles, roles_of
from schemas.sentences import clause_of

FOLDER: Final = Path(__file__).parent / "migrations"
#: Any number that nobody else is likely to lock.
_LOCK: Final = 0x4B76_6974_746F


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file, as `0001_log.sql`."""

    number: int
    name: str
    text: str

    @property
    def hash(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return sha256(self.text.encode()).hexdigest()


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the files of the folder in the order of their numbers, which have no gaps."""
    found = [
        Migration(int(path.name.partition("_")[0]), path.name, path.read_text("utf-8"))
        for path in sorted(folder.glob("*.sql"))
    ]
    numbers = [migration.number for migration in found]
    assert numbers == list(range(1, len(found) + 1)), f"gap among the migrations: {numbers}"
    return found


def migrate(url: str, migrations: Sequence[Migration] | None = None) -> int:
    """
    Bring the schema up to date and return how many files were run.

    `url` must belong to a role that may create roles, or is a member of ours; of one that may
    only use the schema, it is up to date already.
    Processes that start at once wait for each other. Raises
    `DatabaseRefusedError` for a changed file or a database of a newer Kvitto.
    """
    wanted = read_migrations() if migrations is None else migrations
    with psycopg.connect(url, autocommit=True) as connection:
        if _is_only_used(connection, wanted):
            return 0
        # Roles belong to the whole server, the lock to this database only.
        ensure_roles(connection)
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        # The connection's end gives the lock back, however it ends.
        _make_schema(connection)
        applied = _applied(connection)
        _compare(applied, wanted)
        waiting = wanted[len(applied) :]
        for migration in waiting:
            _run(connection, migration)
    return len(waiting)


def _is_only_used(connection: psycopg.Connection, wanted: Sequence[Migration]) -> bool:
    """Tell whether the user may use the schema and not change it; refuse one of another version."""
    acting = roles_of(connection)
    if not acting or OWNER in acting:
        return False
    connection.execute(sql.SQL("set role {}").format(sql.Identifier(acting[-1])))
    may_use = connection.execute(
        "select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'kvitto' and c.relname = 'migrations'"
        " and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')"
    ).fetchone()
    if may_use is None:
        connection.execute("reset role")
        return False
    applied = _applied(connection)
    _compare(applied, wanted)
    if len(applied) < len(wanted):
        raise DatabaseRefusedError(
            f"The database lacks {len(wanted) - len(applied)} of this version's migrations, and"
            f" {connection.info.user} may not run them. Give any command once as a user who may"
            f" act as {OWNER}, then this one again."
        )
    return True


def _make_schema(connection: psycopg.Connection) -> None:
    owner = sql.Identifier(OWNER)
    found = connection.execute("select to_regclass('kvitto.migrations') is not null").fetchone()
    if found == (True,):
        connection.execute(sql.SQL("set role {}").format(owner))
        return
    connection.execute(
        sql.SQL("create schema if not exists kvitto authorization {}").format(owner),
    )
    connection.execute(sql.SQL("set role {}").format(owner))
    connection.execute(
        "create table kvitto.migrations (number integer primary key, name text not null,"
        " hash text not null, applied_at timestamptz not null default clock_timestamp())"
    )


def _applied(connection: psycopg.Connection) -> list[tuple[int, str, str]]:
    rows = connection.execute("select number, name, hash from kvitto.migrations order by number")
    return [(number, name, digest) for number, name, digest in rows]


def _compare(applied: Sequence[tuple[int, str, str]], wanted: Sequence[Migration]) -> None:
    """Refuse a database that these files did not make."""
    if len(applied) > len(wanted):
        raise DatabaseRefusedError(
            f"The database was made by a newer Kvitto: it has {len(applied)} migrations, this one"
            f" knows {len(wanted)}. Install the newer version, or open the database it belongs to."
        )
    for (number, name, digest), migration in zip(applied, wanted, strict=False):
        if (number, digest) != (migration.number, migration.hash):
            raise DatabaseRefusedError(
                f"Migration {migration.name} is not the file that was run on this database as"
                f" {name}. A file that was run is never changed; restore it, and put the change"
                " into a new file with the next number."
            )


def _run(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.text.encode())
            connection.execute(
                "insert into kvitto.migrations (number, name, hash) values (%s, %s, %s)",
                [migration.number, migration.name, migration.hash],
            )
    except psycopg.Error as error:
        raise DatabaseRefusedError(
            f"Migration {migration.name} failed and was taken back: {clause_of(error)}. Mend that,"
            " and give the command again."
        ) from error
