"""
The single door of the store: everything that reads or writes the log.

Each method belongs to a module of its own, which says more about it; this one
opens them over one set of connections and closes them together.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from ledger.domain.recorded import Recorded
from ledger.store.application import Decided
from ledger.store.identities import Name
from ledger.store.outcomes import Head, ImportOutcome, NewEvent, Outcome
from schemas.catalogue import Event


class Store:
    """One open store. May be shared by threads, not by processes; close it."""

    # Appending.

    def append(self, event: NewEvent) -> Outcome:
        """
        Record one event and return what became of it; waits for the commit.

        Callers in many threads are committed together. A conflict is an
        outcome, never an exception, and fails its own event only. Raises
        `StoreUnreachableError` when the database does not answer.
        """
        raise NotImplementedError

    def import_events(self, events: Sequence[NewEvent]) -> ImportOutcome:
        """
        Record many events from outside, in batches of at most 10 000.

        Each batch is one transaction. Versions are assigned in the order of
        the input, so none may be stated. An event that was recorded before is
        unchanged, so an import that broke off is simply run again.
        """
        raise NotImplementedError

    def execute(  # noqa: PLR0913
        self,
        stream: UUID,
        command_id: UUID,
        decide: Callable[[Sequence[Recorded]], Sequence[Event | Decided]],
        *,
        actor: str,
        sender: str = "kvitto",
    ) -> list[Recorded]:
        """
        Decide on a stream's history and record the events, once.

        `decide` is pure: it gets the history in the order of versions and
        returns new events, or raises a refusal, which passes through. It is
        called again when another writer came first. A command id that was
        recorded before with the same events returns those. Raises
        `CommandConflictError` for the same id with other events.
        """
        raise NotImplementedError

    # Following and reading.

    def head(self) -> Head:
        """Return the last position of the log and when it was recorded."""
        raise NotImplementedError

    def count(self) -> int:
        """Return how many events the log holds; positions have no gaps."""
        raise NotImplementedError

    def recorded_at(self, position: int) -> datetime | None:
        """Return when the event at this position was recorded, `None` past the head."""
        raise NotImplementedError

    def follow(self, after: int, limit: int = 1000) -> list[Recorded]:
        """Return the events after this position, in the order of positions."""
        raise NotImplementedError

    def wait(self, after: int, timeout: float) -> bool:
        """Wait until the log goes past this position, at most `timeout` seconds."""
        raise NotImplementedError

    def load(self, stream: UUID, up_to: int | None = None) -> list[Recorded]:
        """Return one stream in the order of versions, up to a position of the log."""
        raise NotImplementedError

    def load_cases(
        self, up_to: int | None = None, streams: Sequence[UUID] | None = None
    ) -> Iterator[tuple[UUID, list[Recorded]]]:
        """Yield every case (or these) with its history, up to a position of the log."""
        raise NotImplementedError

    def load_register(self, up_to: int | None = None) -> list[Recorded]:
        """Return the register's events in the order of positions, up to a position."""
        raise NotImplementedError

    # Names.

    def resolve(self, names: Collection[Name]) -> dict[Name, UUID]:
        """Return the id of each name; a name that is new gets a random one."""
        raise NotImplementedError

    def resolve_same(self, first: Name, second: Name) -> tuple[UUID, UUID | None]:
        """
        Bind two names of one thing, as an identity number and a sender's reference.

        Both new: one id for both. One known: the other gets its id. Both known
        with different ids: returns both, the first name's first, and changes
        nothing; an event must then say that they mean the same.
        """
        raise NotImplementedError

    def resolve_all_same(
        self, pairs: Sequence[tuple[Name, Name]]
    ) -> list[tuple[UUID, UUID | None]]:
        """Bind many pairs, one after the other, in one transaction; see `resolve_same`."""
        raise NotImplementedError

    def find(self, names: Collection[Name]) -> dict[Name, UUID]:
        """Return the ids of the names that are known; makes none."""
        raise NotImplementedError

    def case_references(self) -> dict[UUID, str]:
        """Return the agency's case number of every case id (names of kind `case`)."""
        raise NotImplementedError

    # Closing.

    def close(self) -> None:
        """Wait for what is being recorded, then give up every connection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_store(url: str, blind_index_key: bytes, application_name: str = "kvitto") -> Store:
    """
    Open the store behind a libpq connection string (`Database.url_application`).

    Raises `StoreRefusedError` with a sentence when the key is not the one that
    the database was made with, the schema is missing or of another version, or
    the role may change what is recorded; `StoreUnreachableError` when the
    database does not answer.
    """
    del url, blind_index_key, application_name
    return Store()
