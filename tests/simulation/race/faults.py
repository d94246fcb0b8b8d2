"""
What goes wrong during the race: who holds the head row is terminated, the server is killed.

Only processes that the race started are killed, each by its id.
"""

import os
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from ops.postgres.embedded import running_server

#: Of those who want the head row, the one who waits for nobody has it.
HOLDER: Final = (
    "select pg_terminate_backend(l.pid) from pg_locks l"
    " where l.relation = 'kvitto.head'::regclass"
    " and l.mode in ('RowShareLock', 'RowExclusiveLock') and l.pid <> pg_backend_pid()"
    " and cardinality(pg_blocking_pids(l.pid)) = 0"
)


@dataclass(frozen=True)
class OwnServer:
    """A server that the race started in this folder, and may therefore kill."""

    folder: Path
    installation: Path | None
    address: str

    def kill(self) -> None:
        """Kill the server's first process; the others end when they notice."""
        left = (self.folder / "data" / "postmaster.pid").read_text("utf-8")
        os.kill(int(left.partition("\n")[0]), signal.SIGKILL)

    def start_again(self) -> None:
        # Whoever started it first still uses it, so it is left running here.
        with running_server(self.folder, installation=self.installation):
            pass

    def terminate_holder(self) -> bool:
        """End the session that holds the head row; tell whether one was met."""
        deadline = time.monotonic() + 5
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(self.address, autocommit=True) as superuser,
        ):
            while time.monotonic() < deadline:
                if superuser.execute(HOLDER).rowcount > 0:
                    return True
        return False


@contextmanager
def own_server(folder: Path, installation: Path | None, database: str) -> Generator[OwnServer]:
    """Start a server with fsync on, and yield it with the superuser's address of a database."""
    with running_server(folder, installation=installation) as running:
        yield OwnServer(folder.resolve(), installation, running.ensure_database(database))
