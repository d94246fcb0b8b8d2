"""
Sealing as the settings say: with which key, and at the end of every command that wrote.

A laptop needs no second process: on the embedded database what was recorded is sealed by whoever
recorded it. Beside a server of its own `kvitto seal --follow` does.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.store import StoreRefusedError
from ledger.store.connections import Connections
from ledger.store.seals import Sealer, Seals, read_sealing_key, write_sealing_key
from ops.postgres import Database
from ops.postgres.roles import SEALER
from ops.settings import Settings

SEALING_KEY_NAME: Final = "sealing.key"


def sealed(
    settings: Settings,
    database: Database,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> int:
    """Seal all that is recorded, and return the size of the tree; raises `StoreError`."""
    with open_sealer(settings, database) as sealer:
        return sealer.seal(tell=tell)


@contextmanager
def open_sealer(settings: Settings, database: Database) -> Generator[Sealer]:
    """Yield what seals with the key that the settings lead to."""
    with sealing_connections(database) as connections:
        key = _key(settings, database, connections)
        yield Sealer(connections, key)


@contextmanager
def sealing_connections(database: Database) -> Generator[Connections]:
    """Yield connections that may write what is sealed, and nothing else."""
    connections = Connections(database.acting_as(SEALER), "kvitto seal")
    try:
        yield connections
    finally:
        connections.close()


def sealing_key_file(settings: Settings) -> Path | None:
    """Return where the sealing key lies; None with a server that was given none."""
    if settings.sealing_key_file is not None or settings.address is not None:
        return settings.sealing_key_file
    return settings.home / SEALING_KEY_NAME


def _key(settings: Settings, database: Database, connections: Connections) -> bytes:
    """Return the sealing key; one is made only for an embedded log that was never sealed."""
    file = sealing_key_file(settings)
    if file is None:
        raise StoreRefusedError(
            "KVITTO_SEALING_KEY_FILE is missing: a log on a server of its own is sealed with a key"
            " that is kept apart from it. Name the file; for a log that was never sealed make one"
            " with: head -c 32 /dev/urandom > FILE && chmod 600 FILE"
        )
    is_ours = settings.sealing_key_file is None and database.kind == "embedded"
    if is_ours and not file.exists() and not Seals(connections).sealing_keys():
        return write_sealing_key(file)
    return read_sealing_key(file)
