"""
A sealed log for the tests, and a superuser who may do anything to it.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
from psycopg import conninfo

from ledger.store import Store
from ledger.store.connections import Connections
from ledger.store.seals import Sealer, Seals, Verified, Verifying
from ops.postgres import Database
from ops.postgres.roles import SEALER, acting_as
from tests.contracts.store_events import document
from tests.postgres_fixtures import Cluster

SEALING_KEY = b"a sealing key that only tests know"[:32]
STOLEN = SEALING_KEY
OTHER_KEY = b"another key, with which others sign"[:32]


@dataclass(frozen=True)
class SealedLog:
    """A database, what seals it, and what reads its seals."""

    superuser: str
    connections: Connections
    sealer: Sealer
    seals: Seals

    def verified(self, kept: bytes | None = None, *, whole: bool = False) -> Verified:
        """Verify it in this process."""
        verifying = Verifying(self.connections, kept, whole=whole)
        return verifying.end([verifying.task.part(run) for run in verifying.runs])

    def note(self) -> bytes:
        latest = self.seals.latest()
        assert latest is not None
        return latest.note

    def tampered(self, *statements: str) -> None:
        """Let a superuser take the triggers off and do something."""
        with psycopg.connect(self.superuser) as connection:
            connection.execute("set session_replication_role = replica")
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def sealed_log(
    database: Database, cluster: Cluster, key: bytes = SEALING_KEY
) -> Generator[SealedLog]:
    """Yield the log of a database, to be sealed."""
    name = str(conninfo.conninfo_to_dict(database.url_owner)["dbname"])
    superuser = cluster.address(name)
    connections = Connections(acting_as(superuser, SEALER))
    try:
        yield SealedLog(superuser, connections, Sealer(connections, key), Seals(connections))
    finally:
        connections.close()


def recorded(store: Store, count: int, streams: int = 20, first: int = 0) -> list[UUID]:
    """Record numbered events in some streams, and return these."""
    named = [uuid4() for _ in range(streams)]
    store.import_events(
        [document(number, named[number % streams]) for number in range(first, first + count)]
    )
    return named
