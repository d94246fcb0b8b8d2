"""
The access log in the database: one narrow way in, and two ways to read it.

What counts as reading a case belongs to `ops.commands.access`, what an event says to
`ledger.services.access`. Events of access lie in the log with all others, sealed with them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID, uuid4

import psycopg

from ledger.domain.recorded import Recorded
from ledger.store.codec import dump, name_of
from ledger.store.connections import Connections
from ledger.store.follow import decoded
from ledger.store.identities import CASE, Identities, Name
from ledger.store.load import ACCESS_NAMES
from ledger.store.outcomes import RECORDED_KINDS, Kind, StoreError
from schemas.access import CaseRead, CasesRead
from schemas.envelope import Envelope
from schemas.sentences import clause_of

_APPEND: Final = "select outcome from kvitto.append_access(%b, %b, %b, %b, %b, %b)"
_COLUMNS: Final = "select position, stream, version, name, recorded_at, state from kvitto.events"
# Written as the partial indexes are, so that neither reads more than it returns.
_OF_CASE: Final = (
    f"{_COLUMNS} where name = 'case-read/1' and kvitto.case_read(state) = %b"
    " and recorded_at >= %b and recorded_at < %b order by position"
)
_OF_MANY: Final = (
    f"{_COLUMNS} where name = 'cases-read/1' and position > %b"
    " and recorded_at >= %b and recorded_at < %b order by position"
)
_OF_ACTOR: Final = (
    f"{_COLUMNS} where stream = %b and name = any (%b::text[])"
    " and recorded_at >= %b and recorded_at < %b order by version"
)
_CASES: Final = "select count(*) from kvitto.identities where kind = %b"
_STREAM_OF: Final = "select stream from kvitto.events where event_id = %b"


class NotRecordedError(StoreError):
    """What was asked for could not be recorded, so it is not shown."""


class CaseAccess(NamedTuple):
    """Events of access that may have shown a case: of it alone, and of many at once."""

    alone: list[Recorded]
    among_many: list[Recorded]


class AccessLog:
    """Records who looked, and finds it again."""

    def __init__(self, connections: Connections, identities: Identities) -> None:
        """Read and write over these connections."""
        self._connections = connections
        self._identities = identities

    def clock(self) -> datetime:
        """Return the clock of the database, past which nothing can be known."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True).execute("select clock_timestamp()")
            ((now,),) = cursor.fetchall()
        return now

    def record(self, envelope: Envelope, event: CaseRead | CasesRead) -> None:
        """Record one event in its actor's stream; raises `NotRecordedError` where it cannot be."""
        token = self._identities.token(Name("actor", envelope.actor))
        state = dump(envelope, event)
        asked = [token, uuid4(), name_of(event), envelope.event_id, state, envelope.known_at]
        try:
            with self._connections.lend() as connection:
                cursor = connection.cursor(binary=True)
                cursor.execute(_APPEND, asked)
                ((outcome,),) = cursor.fetchall()
        except (psycopg.Error, StoreError) as cause:
            raise NotRecordedError(_refused(clause_of(cause))) from cause
        if Kind(outcome) not in RECORDED_KINDS:
            raise NotRecordedError(_refused(f"the log answered {outcome}"))

    def of_case(self, case: UUID, after: int, first: datetime, end: datetime) -> CaseAccess:
        """
        Return who read a case between two instants, the second not included, oldest first.

        Of what was read of many cases, all that is recorded after a position: the caller knows
        which selections hold the case.
        """
        return CaseAccess(
            self._read(_OF_CASE, [case, first, end]), self._read(_OF_MANY, [after, first, end])
        )

    def of_actor(self, actor: str, first: datetime, end: datetime) -> list[Recorded]:
        """Return what an actor read between two instants, oldest first."""
        name = Name("actor", actor)
        stream = self._identities.find([name]).get(name)
        return [] if stream is None else self._read(_OF_ACTOR, [stream, ACCESS_NAMES, first, end])

    def cases(self) -> int:
        """Return how many cases there are."""
        return self._read_one(_CASES, CASE) or 0

    def stream_of(self, event_id: UUID) -> UUID | None:
        """Return the stream that an event lies in."""
        return self._read_one(_STREAM_OF, event_id)

    def _read(self, query: LiteralString, asked: Sequence[Any]) -> list[Recorded]:
        with self._connections.lend() as connection:
            return decoded(connection.cursor(binary=True).execute(query, asked).fetchall())

    def _read_one(self, query: LiteralString, asked: object) -> Any:  # noqa: ANN401 - a column's
        with self._connections.lend() as connection:
            row = connection.cursor(binary=True).execute(query, [asked]).fetchone()
        return None if row is None else row[0]


def _refused(why: str) -> str:
    return (
        f"What is read of cases is recorded first, and that could not be done: {why}. Nothing is"
        " shown. See that the database can be written, and give the command again."
    )
