"""
Wiring: from settings to an open ledger, in one place for every command.

Opens the database (embedded, or by its address), brings its schema up to date, reads the key of
the blind index, and opens the store; the master keys are read when a person's text is needed.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.store import (
    MasterKeys,
    ReadKeys,
    Store,
    StoreError,
    make_master_keys,
    open_store,
    read_blind_index_key,
    read_master_keys,
    write_blind_index_key,
)
from ops.commands.access.recording import record_announced, refuse_unrecorded
from ops.commands.failures import say
from ops.commands.proofs.sealing import sealed
from ops.postgres import Database, open_database
from ops.postgres.roles import READER
from ops.settings import Settings, read_settings
from ops.show.counting import counting

KEY_NAME: Final = "blind-index.key"
MASTER_KEY_NAME: Final = "master.key"


@contextmanager
def open_ledger(settings: Settings | None = None, role: str = READER) -> Generator[Store]:
    """
    Yield the store that the settings lead to; without settings, those of the environment.

    Its sessions act as `role`, and may do no more.

    Raises `SettingsError`, `DatabaseRefusedError` or `StoreError` with a sentence.
    """
    with open_whole(settings, role) as (store, _):
        yield store


@contextmanager
def open_whole(
    settings: Settings | None = None, role: str = READER
) -> Generator[tuple[Store, Database]]:
    """
    Yield the store as `open_ledger` does, and the database that it lies in.

    On the embedded database what was recorded is sealed at the end.
    """
    settings = settings or read_settings()
    key = blind_index_key(settings)
    with open_database(settings.home, settings.address) as database:
        url = database.acting_as(role)
        with open_store(url, key, read_keys=master_keys(settings)) as store:
            # Before anything can be read: what cannot be recorded is not shown.
            record_announced(store)
            yield store, database
            refuse_unrecorded()
        if database.kind == "embedded":
            _seal(settings, database)


def _seal(settings: Settings, database: Database) -> None:
    """Seal what was recorded, and say why where that cannot be: the command's own work is done."""
    try:
        with counting("Sealing", 1) as tell:
            sealed(settings, database, tell)
    except StoreError as failure:
        say(f"What was recorded is not sealed. {failure}")


def master_keys(settings: Settings) -> ReadKeys | None:
    """
    Return what reads the master keys; None with a server that was given none.

    The embedded database gets its own when it keeps its first person.
    """
    file = master_key_file(settings)
    if file is None:
        return None
    is_ours = settings.master_key_file is None

    def read(is_first: bool) -> MasterKeys:
        return make_master_keys(file) if is_first and is_ours else read_master_keys(file)

    return read


def master_key_file(settings: Settings) -> Path | None:
    """Return where the master keys lie; None with a server that was given none."""
    if settings.master_key_file is not None or settings.address is not None:
        return settings.master_key_file
    return settings.home / MASTER_KEY_NAME


def blind_index_key(settings: Settings) -> bytes:
    """Return the key of the blind index; one is made only together with an embedded database."""
    if settings.blind_index_key_file is not None:
        return read_blind_index_key(settings.blind_index_key_file)
    key_file = settings.home / KEY_NAME
    if _has_database(settings.home):
        # Names in it can be found by its own key only, so a new one would not do.
        return read_blind_index_key(key_file)
    settings.home.mkdir(parents=True, exist_ok=True)
    return write_blind_index_key(key_file)


def _has_database(home: Path) -> bool:
    return (home / "postgres" / "data").exists()
