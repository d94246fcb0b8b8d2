"""
The `eventsourcing` library's recorders, over our log.

They keep the library's contracts, which its own test cases check, and differ
where those would break ours: every insert goes through the append function, a
conflict is never tried again, and an insert whose answer was lost is sent again
only where the command id tells that it is the same. Bulk import, following and
loading go round them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Thread
from typing import Final
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)

from ledger.store.appending import Group, Log, Row, append_groups
from ledger.store.connections import Connection
from ledger.store.outcomes import Kind, Outcome, StoreUnreachableError

_END: Final = 2**63 - 1
_LAST_VERSION: Final = 2**31 - 1
_STREAM: Final = (
    "select stream, version, name, state, event_id, command_id, position, recorded_at"
    " from kvitto.events where stream = %b and version > %b and version <= %b order by version"
)
_FORWARD: Final = f"{_STREAM} limit %b"
_BACKWARD: Final = f"{_STREAM} desc limit %b"
_NOTIFICATIONS: Final = (
    "select stream, version, name, state, position from kvitto.events"
    " where position > %b and position <= %b"
    " and (cardinality(%b::text[]) = 0 or name = any (%b::text[])) order by position limit %b"
)


class VersionConflictError(IntegrityError):
    """Another writer recorded the next version of the stream first."""


class ContentConflictError(IntegrityError):
    """The command id, or the event id, was recorded before with other content."""


@dataclass(frozen=True, eq=False)
class LogEvent(StoredEvent):
    """A stored event with what our log keeps beside it; equal to the bare one."""

    event_id: UUID | None = None
    command_id: UUID | None = None
    known_at: datetime | None = None
    position: int | None = None
    recorded_at: datetime | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredEvent) and _contents(self) == _contents(other)

    def __hash__(self) -> int:
        return hash(_contents(self))


def _contents(event: StoredEvent) -> tuple[UUID | str, int, str, bytes]:
    return event.originator_id, event.originator_version, event.topic, event.state


class LogAggregateRecorder(AggregateRecorder):
    """Records and reads the events of single streams."""

    def __init__(self, log: Log) -> None:
        """Record in this log."""
        self.log = log

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: object
    ) -> Sequence[int] | None:
        """Record these events together or raise; returns no positions."""
        self._insert(stored_events, _tracking_in(kwargs))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return events of one stream in the order of versions, or the reverse."""
        query = _BACKWARD if desc else _FORWARD
        arguments = [
            originator_id,
            -1 if gt is None else gt,
            _LAST_VERSION if lte is None else lte,
            limit,
        ]
        with self.log.connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(query, arguments)
            rows = cursor.fetchall()
        return [LogEvent(*row[:6], position=row[6], recorded_at=row[7]) for row in rows]

    def _insert(self, stored_events: Sequence[StoredEvent], tracking: Tracking | None) -> list[int]:
        """Record these events, return their positions; raise when they were not recorded now."""
        rows = [_row(event) for event in stored_events]
        try:
            outcomes = self._append(rows, tracking)
        except StoreUnreachableError as error:
            raise OperationalError(str(error)) from error
        for outcome in outcomes:
            _raise_conflict(outcome)
        return [outcome.position for outcome in outcomes if outcome.position is not None]

    def _append(self, rows: Sequence[Row], tracking: Tracking | None) -> list[Outcome]:
        assert tracking is None, "only a process recorder moves a tracking"
        is_command = bool(rows) and all(row.command_id is not None for row in rows)
        return self.log.appender.append(Group(rows, is_repeatable=is_command))


class LogRecorder(LogAggregateRecorder, ApplicationRecorder):
    """Records events and reads them by position, which is the notification id."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: object
    ) -> Sequence[int] | None:
        """
        Record these events together and return their positions, or raise.

        A command that was recorded before with the same events gets the first
        positions again. Raises `VersionConflictError`, `ContentConflictError`
        or the library's `OperationalError`.
        """
        return self._insert(stored_events, _tracking_in(kwargs))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events in the order of positions; see the library."""
        after = (start or 0) - (1 if inclusive_of_start and start else 0)
        names = list(topics)
        arguments = [after, _END if stop is None else stop, names, names, limit]
        with self.log.connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(_NOTIFICATIONS, arguments)
            rows = cursor.fetchall()
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        """Return the last position, `None` for an empty log."""
        with self.log.connections.lend() as connection:
            row = connection.execute("select nullif(position, 0) from kvitto.head").fetchone()
        return None if row is None else row[0]

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Return an iterator that waits for new events."""
        return LogSubscription(recorder=self, gt=gt, topics=topics)


class LogTrackingRecorder(TrackingRecorder):
    """Remembers how far a follower has come."""

    def __init__(self, log: Log) -> None:
        """Keep the trackings beside this log."""
        self.log = log

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move a follower forward; raise `IntegrityError` when it is there or further."""
        with self.log.connections.lend() as connection:
            _track(connection, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return the follower's position, `None` before its first."""
        with self.log.connections.lend() as connection:
            row = connection.execute(
                "select position from kvitto.trackings where follower = %b", [application_name]
            ).fetchone()
        return None if row is None else row[0]


class LogProcessRecorder(LogTrackingRecorder, LogRecorder, ProcessRecorder):
    """Records events and how far their cause was followed, in one transaction."""

    def _append(self, rows: Sequence[Row], tracking: Tracking | None) -> list[Outcome]:
        if tracking is None:
            return super()._append(rows, None)
        with self.log.connections.lend() as connection, connection.transaction():
            # The head of the log is taken last, as it stays locked until the commit.
            _track(connection, tracking)
            if not rows:
                return []
            (outcomes,) = append_groups(connection, [Group(rows, is_repeatable=False)])
            for outcome in outcomes:
                # Raised inside, so that the tracking is taken back as well.
                _raise_conflict(outcome)
        return outcomes


class LogSubscription(ListenNotifySubscription[LogRecorder]):
    """Waits for the database to say that the log has grown."""

    def __init__(
        self, recorder: LogRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        """Start to listen; see the library."""
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listen_thread = Thread(target=self._listen)
        self._listen_thread.start()

    def __exit__(self, *args: object, **kwargs: object) -> None:
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listen_thread.join()

    def _listen(self) -> None:
        try:
            with self._recorder.log.connections.lend() as connection:
                connection.execute("listen kvitto_log")
                # What was committed before we listened is found by one more pull.
                self._has_been_notified.set()
                while not self._has_been_stopped:
                    for _ in connection.notifies(timeout=0.1, stop_after=1):
                        self._has_been_notified.set()
                connection.execute("unlisten *")
        except (StoreUnreachableError, psycopg.Error) as error:
            # The reader is told in its own thread, when it asks for the next event.
            self._thread_error = error
            self.stop()


def _tracking_in(kwargs: Mapping[str, object]) -> Tracking | None:
    tracking = kwargs.get("tracking")
    assert tracking is None or isinstance(tracking, Tracking)
    return tracking


def _row(event: StoredEvent) -> Row:
    """Return the row of an event; a bare one gets an id that follows from its place."""
    stream, version, name, state = _contents(event)
    assert isinstance(stream, UUID), "streams are named by random ids"
    if isinstance(event, LogEvent) and event.event_id is not None:
        event_id, command_id, known_at = event.event_id, event.command_id, event.known_at
    else:
        place = sha256(f"kvitto/stored-event/1\0{stream}\0{version}".encode()).digest()
        event_id, command_id, known_at = UUID(bytes=place[:16], version=5), None, None
    return Row(stream, version, name, event_id, state, command_id, known_at)


def _raise_conflict(outcome: Outcome) -> None:
    """Raise unless the event was recorded now, or by the same command before."""
    match outcome.kind:
        case Kind.STORED | Kind.COMMAND_REPEATED:
            return
        case Kind.CONFLICT_VERSION:
            raise VersionConflictError(f"The stream stands at version {outcome.version}.")
        case Kind.CONFLICT_COMMAND:
            raise ContentConflictError("The command id was recorded before with other events.")
        case Kind.DUPLICATE | Kind.CONFLICT_DOCUMENT:
            raise ContentConflictError(
                f"The event was recorded before, at position {outcome.position}."
            )
        case Kind.KNOWN_LATER:
            raise IntegrityError(f"known_at is later than the clock, {outcome.recorded_at}.")


def _track(connection: Connection, tracking: Tracking) -> None:
    row = connection.execute(
        "select kvitto.track(%b, %b)", [tracking.application_name, tracking.notification_id]
    ).fetchone()
    if row != (True,):
        raise IntegrityError(
            f"{tracking.application_name} has already come to {tracking.notification_id}."
        )
