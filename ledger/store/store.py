"""
The single door of the store: everything that reads or writes the log.

Each method belongs to a module of its own, which says more about it; this one
opens them over one set of connections and closes them together.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import UUID

import psycopg

from ledger.domain.recorded import Recorded
from ledger.store.appending import Group, row_of
from ledger.store.application import Command, Decide, LedgerApplication
from ledger.store.bulk import Importer
from ledger.store.connections import Connections
from ledger.store.follow import Follower
from ledger.store.identities import Identities, Name
from ledger.store.load import Loader
from ledger.store.outcomes import Head, ImportOutcome, NewEvent, Outcome, StoreRefusedError
from ledger.store.vault.ciphers import Place
from ledger.store.vault.vault import ReadKeys, Told, Vault


class Store:
    """
    One open store.

    Threads may share it; a process that was forked opens its own. Any method
    may raise `StoreUnreachableError`; whatever it was, it may be tried again.
    """

    def __init__(
        self, application: LedgerApplication, blind_index_key: bytes, read_keys: ReadKeys | None
    ) -> None:
        """Read and write the application's log; `open_store` checks it first."""
        log = application.log_factory.log
        self.application = application
        self.connections = log.connections
        self.follower = Follower(log.connections)
        self.loader = Loader(log.connections)
        self.identities = Identities(log.connections, blind_index_key)
        self._vault = None if read_keys is None else Vault(log.connections, read_keys)
        self._appender = log.appender
        self._importer = Importer(log.connections)

    # Appending.

    def append(self, event: NewEvent) -> Outcome:
        """
        Record one event and return what became of it; waits for the commit.

        Callers in many threads are committed together. A conflict is an
        outcome, never an exception, and fails its own event only.
        """
        (outcome,) = self.append_together([event])
        return outcome

    def append_together(self, events: Sequence[NewEvent]) -> list[Outcome]:
        """
        Record events together or not at all, and return an outcome for each.

        When one of them does not fit, none is recorded and all have its kind
        of outcome. All carry the same command id, or none.
        """
        rows = [row_of(event) for event in events]
        return self._appender.append(Group(rows, is_repeatable=True))

    def import_events(self, events: Sequence[NewEvent]) -> ImportOutcome:
        """
        Record many events from outside, in batches of at most 10 000.

        Each batch is one transaction. Versions are assigned in the order of
        the input. An event that was recorded before is unchanged, so an import
        that broke off is simply run again. Raises `ValueError` for an event
        with a version or a command id.
        """
        return self._importer.import_events(events)

    def execute(self, stream: UUID, command: Command, decide: Decide) -> list[Recorded]:
        """
        Decide on a stream's history and record the events, once.

        `decide` is pure: it gets the history in the order of versions and
        returns new events, or raises a refusal, which passes through. It is
        called again when another writer came first. A command that was
        recorded before with the same events returns those. Raises
        `CommandConflictError` for the same id with other events, and
        `StreamBusyError` when others came first twenty times.
        """
        return self.application.execute(stream, command, decide)

    # Following and reading.

    def head(self) -> Head:
        """Return the last position of the log, 0 when empty, and when it was recorded."""
        return self.follower.head()

    def count(self) -> int:
        """Return how many events the log holds: positions begin at 1 and have no gaps."""
        return self.follower.head().position

    def recorded_at(self, position: int) -> datetime | None:
        """Return when the event at this position was recorded, `None` where there is none."""
        return self.follower.recorded_at(position)

    def follow(self, after: int, limit: int = 1000) -> list[Recorded]:
        """Return at most `limit` events after this position, in the order of positions."""
        return self.follower.follow(after, limit)

    def wait(self, after: int, timeout: float) -> bool:
        """Wait until the log goes past this position, at most `timeout` seconds."""
        return self.follower.wait(after, timeout)

    def load(self, stream: UUID, up_to: int | None = None) -> list[Recorded]:
        """Return one stream in the order of versions, up to a position of the log."""
        return self.loader.load(stream, up_to)

    def load_cases(
        self, up_to: int | None = None, streams: Sequence[UUID] | None = None
    ) -> Iterator[tuple[UUID, list[Recorded]]]:
        """
        Yield each case that has events (or these) with its history.

        In the order of ids, each history in the order of versions, up to a
        position of the log, or where it ends when this is called.
        """
        return self.loader.load_cases(up_to, streams)

    def load_register(self, up_to: int | None = None) -> list[Recorded]:
        """Return the register's events in the order of positions, up to a position."""
        return self.loader.load_register(up_to)

    def load_register_about(
        self, parties: Collection[UUID], up_to: int | None = None
    ) -> list[Recorded]:
        """Return what of the register may bear on these parties, up to a position."""
        return self.loader.load_register_about(parties, up_to)

    # Names.

    def resolve(self, names: Collection[Name]) -> dict[Name, UUID]:
        """Return the id of each name; a name that is new gets a random one."""
        return self.identities.resolve(names)

    def find(self, names: Collection[Name]) -> dict[Name, UUID]:
        """Return the ids of the names that are known; makes none."""
        return self.identities.find(names)

    def case_references(self) -> dict[UUID, str]:
        """Return the agency's case number of every case id (names of kind `case`)."""
        return self.identities.case_references()

    # Persons.

    @property
    def vault(self) -> Vault:
        """What is kept of persons; only a store that was opened with master keys has one."""
        if self._vault is None:
            raise StoreRefusedError(
                "Without master keys no text of persons is kept or read. Name their file in"
                " KVITTO_MASTER_KEY_FILE."
            )
        return self._vault

    @property
    def has_vault(self) -> bool:
        """Tell whether the store was opened with master keys."""
        return self._vault is not None

    def keep(self, told: Collection[Told]) -> set[Place]:
        """
        Keep what documents told of persons; return the places whose name is kept otherwise.

        A store without master keys keeps nothing: ids alone stand for persons then.
        """
        return set() if self._vault is None else self._vault.keep(told)

    # Closing.

    def close(self) -> None:
        """Commit what was handed in, then give up every connection."""
        self.application.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_store(
    url: str,
    blind_index_key: bytes,
    application_name: str = "kvitto",
    read_keys: ReadKeys | None = None,
) -> Store:
    """
    Open the store behind a libpq connection string (`Database.acting_as`).

    `read_keys` is asked for the master keys when the first text of a person is kept or shown.

    Raises `StoreRefusedError` with a sentence when the key is not the one that
    the database was made with, the schema is missing, or the role may change
    what is recorded; `StoreUnreachableError` when the database does not answer.
    """
    application = LedgerApplication(url, application_name)
    try:
        store = Store(application, blind_index_key, read_keys)
        _check(application.log_factory.log.connections)
        store.identities.check_key()
    except BaseException:
        application.close()
        raise
    return store


def _check(connections: Connections) -> None:
    """Refuse a database without our schema, and a role that could change the log."""
    with connections.lend() as connection:
        try:
            # Asked of the catalogue, as a missing table would be an error.
            row = connection.execute(
                "select current_user, has_table_privilege(oid, 'update, delete, truncate')"
                " from pg_class where oid = to_regclass('kvitto.events')"
            ).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            row = None
    if row is None:
        raise StoreRefusedError(
            "The database has no log of Kvitto's, or none that this user may read. Open it with"
            " ops.postgres.open_database, which makes one, and connect as it says."
        )
    user, may_change = row
    if may_change:
        raise StoreRefusedError(
            f"The database user {user} may change what is recorded. Connect as ops.postgres"
            " says, with a role that appends at most: kvitto_writer, or kvitto_reader."
        )
