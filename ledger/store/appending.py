"""
Appending: what is sent to the database's append function, many callers at once.

The protocol, its locks and its outcomes are in the migrations of `ops.postgres`
(`append`). Here rows are put into arrays, and one thread commits together what
many callers hand in. Bulk import goes another way, `ledger.store.bulk`.
"""

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple
from uuid import UUID

import psycopg

from ledger.store.codec import dump, name_of
from ledger.store.connections import Connection, Connections
from ledger.store.outcomes import Kind, NewEvent, Outcome, StoreError, StoreUnreachableError

#: Events in one commit. More would make others wait longer than they gain.
MOST_TOGETHER: Final = 1_000

_APPEND: Final = (
    "select * from kvitto.append(%b::integer[], %b::uuid[], %b::integer[], %b::text[],"
    " %b::uuid[], %b::bytea[], %b::uuid[], %b::timestamptz[])"
)


class Row(NamedTuple):
    """One event as the database takes it; the fields are columns of `kvitto.events`."""

    stream: UUID
    version: int | None
    name: str
    event_id: UUID
    state: bytes
    command_id: UUID | None
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """
    Rows that are recorded together or not at all, in this order.

    `is_repeatable` says that they may be sent again after a connection broke:
    a document or a command is recognised, a bare stored event is not.
    """

    rows: Sequence[Row]
    is_repeatable: bool


def row_of(event: NewEvent) -> Row:
    """Return the row of an event from outside or of a command."""
    envelope = event.envelope
    return Row(
        event.stream,
        event.version,
        name_of(event.event),
        envelope.event_id,
        dump(envelope, event.event),
        envelope.command_id,
        envelope.known_at,
    )


def append_groups(connection: Connection, groups: Sequence[Group]) -> list[list[Outcome]]:
    """
    Send groups in one call of the append function, and return their outcomes.

    One transaction, unless the connection is in a wider one: then the log's
    head stays locked until that ends, so this must be its last statement.
    """
    numbers = [number for number, group in enumerate(groups) for _ in group.rows]
    columns = zip(*(row for group in groups for row in group.rows), strict=True)
    cursor = connection.cursor(binary=True)
    cursor.execute(_APPEND, [numbers, *map(list, columns)], prepare=True)
    outcomes: Iterator[Outcome] = (
        Outcome(Kind(kind), position, version, recorded_at)
        for kind, position, version, recorded_at in cursor.fetchall()
    )
    return [list(islice(outcomes, len(group.rows))) for group in groups]


class Appender:
    """
    One thread that commits what many threads hand in.

    While it waits for a commit, requests gather, and the next commit takes
    them all: the more callers, the larger the commits.
    """

    def __init__(self, connections: Connections) -> None:
        """Keep the connections; the thread starts with the first request."""
        self._connections = connections
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def append(self, group: Group) -> list[Outcome]:
        """
        Record one group and return an outcome for each of its rows.

        Raises `StoreUnreachableError` when the database does not answer, even
        after it was asked once more.
        """
        if not group.rows:
            return []
        request = _Request(group, Future())
        with self._lock:
            # Nothing may come behind the request to end, or it would wait for ever.
            if self._is_closed:
                raise StoreUnreachableError("The store is closed; open it again.")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="append", daemon=True)
                self._thread.start()
            self._requests.put(request)
        return request.future.result()

    def close(self) -> None:
        """Commit what was handed in, then end the thread."""
        with self._lock:
            self._is_closed = True
            self._requests.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        requests: list[_Request] = []
        try:
            while requests := self._gathered():
                self._settle(requests)
        finally:
            # Only a bug ends the thread before its time; nobody may wait for it then.
            self._is_closed = True
            for request in [*requests, *self._waiting()]:
                if not request.future.done():
                    request.future.set_exception(StoreError("The append thread has ended."))

    def _gathered(self) -> list["_Request"]:
        """Wait for a request and take those behind it; empty at the end."""
        request = self._requests.get()
        gathered: list[_Request] = []
        rows = 0
        while request is not None:
            gathered.append(request)
            rows += len(request.group.rows)
            if rows >= MOST_TOGETHER or self._requests.empty():
                return gathered
            request = self._requests.get()
        if gathered:
            # The end is put back behind what came before it.
            self._requests.put(None)
        return gathered

    def _waiting(self) -> Iterator["_Request"]:
        while not self._requests.empty():
            request = self._requests.get()
            if request is not None:
                yield request

    def _settle(self, requests: Sequence["_Request"], attempts: int = 2) -> None:
        """
        Give every request its outcomes or its failure.

        A connection that breaks may do so after the commit. What is recognised
        when it comes again is sent once more, over another connection; then
        the outcome says that the event is there already.
        """
        try:
            outcomes = self._send([request.group for request in requests])
        except StoreUnreachableError as error:
            again = [request for request in requests if request.group.is_repeatable]
            for request in requests:
                if attempts == 1 or not request.group.is_repeatable:
                    request.future.set_exception(error)
            if again and attempts > 1:
                self._settle(again, attempts - 1)
        except (psycopg.Error, ValueError) as error:
            # A row that the database cannot take fails its own request only.
            if len(requests) == 1:
                requests[0].future.set_exception(error)
            else:
                for request in requests:
                    self._settle([request])
        else:
            for request, outcome in zip(requests, outcomes, strict=True):
                request.future.set_result(outcome)

    def _send(self, groups: Sequence[Group]) -> list[list[Outcome]]:
        with self._connections.lend() as connection:
            return append_groups(connection, groups)


@dataclass(frozen=True, slots=True)
class Log:
    """What one open log is written and read through: connections, and one append thread."""

    connections: Connections
    appender: Appender


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """A group, and where its caller waits."""

    group: Group
    future: Future[list[Outcome]]
