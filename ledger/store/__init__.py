"""
The store: one append-only log of events in PostgreSQL, and the names behind its ids.

The single door is `open_store(url, blind_index_key) -> Store`. A `Store` appends
(`append`, `append_together`, `import_events`, and `execute` for commands), reads
(`head`, `count`, `recorded_at`, `follow`, `wait`, `load`, `load_cases`,
`load_register`), turns names into random ids (`resolve`, `find`, `case_references`)
and keeps what is told of persons apart from the log (`keep`, and `ledger.store.vault`).

    with open_database(...) as database, open_store(database.url_writer, key) as store:
        outcome = store.append(NewEvent(stream, envelope, event))

Values that go in and out: `NewEvent`, `Outcome`, `Kind`, `ImportOutcome`, `Head`,
`Name`, and `ledger.domain.recorded.Recorded`. Failures: `StoreError` and its kinds.
Bytes are made and read by `ledger.store.codec` alone. The schema, its roles and
where the server runs belong to `ops.postgres`.
"""

from ledger.store.application import Command, CommandConflictError, Decided, StreamBusyError
from ledger.store.codec import UnknownEventError, UnreadableEventError
from ledger.store.identities import Name, read_blind_index_key, write_blind_index_key
from ledger.store.outcomes import (
    Head,
    ImportOutcome,
    Kind,
    NewEvent,
    Outcome,
    StoreError,
    StoreRefusedError,
    StoreUnreachableError,
)
from ledger.store.store import Store, open_store
from ledger.store.vault.ciphers import Place
from ledger.store.vault.master_keys import MasterKeys, make_master_keys, read_master_keys
from ledger.store.vault.vault import ReadKeys, Told

__all__ = [
    "Command",
    "CommandConflictError",
    "Decided",
    "Head",
    "ImportOutcome",
    "Kind",
    "MasterKeys",
    "Name",
    "NewEvent",
    "Outcome",
    "Place",
    "ReadKeys",
    "Store",
    "StoreError",
    "StoreRefusedError",
    "StoreUnreachableError",
    "StreamBusyError",
    "Told",
    "UnknownEventError",
    "UnreadableEventError",
    "make_master_keys",
    "open_store",
    "read_blind_index_key",
    "read_master_keys",
    "write_blind_index_key",
]
