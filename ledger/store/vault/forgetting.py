"""
Forgetting in the database: where ids stand, and the one step that destroys what names them.

Whether somebody may be forgotten is settled by `ledger.claims.recoveries.retention`
and `ledger.services.forgetting`. What a vacuum must still clear away belongs to `ops`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import psycopg

from ledger.store.appending import row_of
from ledger.store.connections import Connections
from ledger.store.load import ACCESS_NAMES
from ledger.store.outcomes import NewEvent

#: Ids are random, so their text in an event's bytes is theirs; no event need be read.
_NAMING = (
    "select distinct e.stream from kvitto.events e where (exists ("
    " select from unnest(%b::bytea[]) as n (written) where position(n.written in e.state) > 0)"
    " or e.stream = any (%b::uuid[])) and e.name <> all (%b::text[])"
)
#: Every account in one reading of the log.
_ELSEWHERE = (
    "select distinct n.id from kvitto.events e cross join lateral ("
    " select w.id from unnest(%b::uuid[], %b::bytea[]) as w (id, written)"
    " where position(w.written in e.state) > 0) as n"
    " where e.stream <> all (%b::uuid[]) and e.name <> all (%b::text[])"
)
_KINDS = "select distinct id, kind from kvitto.identities where id = any (%b::uuid[])"
_FORGET = (
    "select kvitto.forget(%b, %b::uuid[], %b::bytea[], %b::text[], %b::uuid[], %b::uuid[],"
    " %b, %b, %b, %b, %b)"
)


class Bearing(NamedTuple):
    """What of the log bears on a decision: whose streams, and who and what stands in an event."""

    streams: Collection[UUID]
    ids: Collection[UUID]
    documents: Collection[str]


class Forgetter:
    """Finds and destroys what names persons, over connections whose role may."""

    def __init__(self, connections: Connections) -> None:
        """Work over these connections."""
        self._connections = connections

    def naming(self, ids: Collection[UUID]) -> set[UUID]:
        """Return the streams in which one of these ids stands, but those of who looked."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(_NAMING, [_written(ids), sorted(ids), ACCESS_NAMES])
            return {stream for (stream,) in cursor.fetchall()}

    def elsewhere(self, ids: Collection[UUID], streams: Collection[UUID]) -> set[UUID]:
        """Return those of these ids that stand in other streams too, but those of who looked."""
        if not ids:
            return set()
        asked = sorted(ids)
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            columns = [asked, _written(asked), sorted(streams), ACCESS_NAMES]
            return {id_ for (id_,) in cursor.execute(_ELSEWHERE, columns)}

    def kinds(self, ids: Collection[UUID]) -> dict[UUID, set[str]]:
        """Return of which kinds the names are that lead to these ids."""
        kinds: dict[UUID, set[str]] = {}
        with self._connections.lend() as connection:
            for id_, kind in connection.cursor(binary=True).execute(_KINDS, [sorted(ids)]):
                kinds.setdefault(id_, set()).add(kind)
        return kinds

    def forgotten_at(self, id_: UUID) -> datetime | None:
        """Return when a person was forgotten, None where it was not."""
        query = "select forgotten_at from kvitto.persons_forgotten where person = %b"
        with self._connections.lend() as connection:
            row = connection.cursor(binary=True).execute(query, [id_]).fetchone()
            return None if row is None else row[0]

    def clock(self) -> datetime:
        """Return the clock of the database, past which nothing can be known."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True).execute("select clock_timestamp()")
            ((now,),) = cursor.fetchall()
            return now

    def forget(
        self,
        event: NewEvent,
        at_position: int,
        bearing: Bearing,
        persons: Collection[UUID],
        names: Collection[UUID],
    ) -> bool:
        """
        Destroy keys and texts of these persons and the ways to these ids, and record the event.

        One transaction. Returns whether it was done: not when something that bears on it came
        after the position at which it was decided.
        """
        row = row_of(event)
        # A document speaks of another by its name, in which no character is escaped.
        texts = [*_written(bearing.ids), *(f'"{ref}"'.encode() for ref in bearing.documents)]
        asked = [
            at_position, sorted(bearing.streams), texts, ACCESS_NAMES, sorted(persons),
            sorted(names), row.stream, row.name, row.event_id, row.state, row.known_at,
        ]  # fmt: skip
        with self._connections.lend() as connection:
            try:
                connection.execute(_FORGET, asked, binary=True)
            except psycopg.errors.SerializationFailure:
                return False
        return True


def _written(ids: Collection[UUID]) -> list[bytes]:
    return [str(id_).encode() for id_ in sorted(ids)]
