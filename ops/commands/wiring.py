"""
Wiring: from settings to an open ledger, in one place for every command.

Opens the database (embedded, or by its address), brings its schema up to date, reads the key of
the blind index, and opens the store.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.store import Store, open_store, read_blind_index_key, write_blind_index_key
from ops.postgres import Database, open_database
from ops.settings import Settings, read_settings

KEY_NAME: Final = "blind-index.key"


@contextmanager
def open_ledger(settings: Settings | None = None) -> Generator[Store]:
    """
    Yield the store that the settings lead to; without settings, those of the environment.

    Raises `SettingsError`, `DatabaseRefusedError` or `StoreError` with a sentence.
    """
    with open_whole(settings) as (store, _):
        yield store


@contextmanager
def open_whole(settings: Settings | None = None) -> Generator[tuple[Store, Database]]:
    """Yield the store as `open_ledger` does, and the database that it lies in."""
    settings = settings or read_settings()
    key = _key(settings)
    with (
        open_database(settings.home, settings.address) as database,
        open_store(database.url_application, key) as store,
    ):
        yield store, database


def _key(settings: Settings) -> bytes:
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
