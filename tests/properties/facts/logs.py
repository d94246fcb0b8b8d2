"""
Logs to lay documents in: a real one in a database of its own, and one in memory.

The one in memory goes the same way through `ledger.services.intake`, so that a
property of the calculation needs no server. It gives each name the id that
follows from it and a salt, and binds names as the real one does.
"""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid5

import psycopg
from psycopg import conninfo, sql

from ledger.domain.recorded import Recorded
from ledger.services.intake import Answer, import_documents
from ledger.store import ImportOutcome, Kind, Name, NewEvent, Place, Store, Told, open_store
from ops.postgres.database import Database
from ops.postgres.roles import WRITER
from schemas.boundary import Document, read_document
from schemas.catalogue import REGISTER_EVENTS
from tests.postgres_fixtures import KEY, Cluster, fresh_name
from tests.properties.facts.documents import Written, line_of

_REGISTER: Final = tuple(REGISTER_EVENTS.values())


def read(written: Mapping[str, object]) -> Document:
    """Return what the door makes of a document that has a form."""
    found = read_document(line_of(written))
    assert isinstance(found, Document), [str(reason) for reason in found]
    return found


@contextmanager
def empty_store(cluster: Cluster, template: Database) -> Generator[Store]:
    """Open an empty log, and drop it afterwards: Hypothesis asks for many."""
    name = fresh_name()
    made = conninfo.conninfo_to_dict(template.address)["dbname"]
    address = cluster.create(name, str(made))
    database = replace(template, address=address)
    try:
        with open_store(database.acting_as(WRITER), KEY, "tests") as store:
            yield store
    finally:
        with psycopg.connect(cluster.superuser, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
            )


class MemoryLog:
    """What an import needs of a store, and what was imported."""

    def __init__(self, salt: int = 0) -> None:
        """Start empty; under another salt every name has another id."""
        self.events: list[Recorded] = []
        self.references: dict[UUID, str] = {}
        self._salt = UUID(int=salt)
        self._ids: dict[Name, UUID] = {}
        self._first: dict[UUID, NewEvent] = {}

    def resolve(self, names: Collection[Name], /) -> dict[Name, UUID]:
        ids = {name: self._ids.setdefault(name, self._fresh(name)) for name in names}
        self.references |= {of: name.text for name, of in ids.items() if name.kind == "case"}
        return ids

    def import_events(self, events: Sequence[NewEvent], /) -> ImportOutcome:
        return ImportOutcome([self._import(event) for event in events], len(self.events))

    def keep(self, told: Collection[Told], /) -> set[Place]:
        # What is calculated rests on events alone.
        assert all(one.text for one in told)
        return set()

    def _import(self, event: NewEvent) -> Kind:
        first = self._first.setdefault(event.envelope.event_id, event)
        if first is not event:
            return Kind.DUPLICATE if first == event else Kind.CONFLICT_DOCUMENT
        self.events.append(
            Recorded(event.stream, len(self.events) + 1, event.envelope, event.event)
        )
        return Kind.STORED

    def _fresh(self, name: Name) -> UUID:
        return uuid5(self._salt, "\0".join(name))

    def lay(self, pile: Iterable[Written]) -> list[Answer]:
        """Import documents as they are written."""
        return import_documents(self, [read(written) for written in pile])

    @property
    def register(self) -> list[Recorded]:
        """The events that belong to no case."""
        return [recorded for recorded in self.events if isinstance(recorded.event, _REGISTER)]

    @property
    def cases(self) -> dict[UUID, list[Recorded]]:
        """The events of each case."""
        found: dict[UUID, list[Recorded]] = {}
        for recorded in self.events:
            if not isinstance(recorded.event, _REGISTER):
                found.setdefault(recorded.originator_id, []).append(recorded)
        return found


def log_of(pile: Sequence[Written], batch: int | None = None, salt: int = 0) -> MemoryLog:
    """Return a log with the documents laid in, all at once or so many at a time."""
    log = MemoryLog(salt)
    size = batch or max(1, len(pile))
    for start in range(0, len(pile), size):
        log.lay(pile[start : start + size])
    return log
