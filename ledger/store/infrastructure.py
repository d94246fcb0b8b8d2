"""
How the `eventsourcing` library finds our log: `PERSISTENCE_MODULE` names this module.

The factory makes the recorders, the mapper turns `Recorded` events into stored
ones and back. Neither takes a class, a cipher or a compressor from a setting or
from the log: the table of events is closed.
"""

from typing import Any, Final, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    InfrastructureFactory,
    Mapper,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType, strtobool

from ledger.domain.recorded import Recorded
from ledger.store.appending import Appender, Log
from ledger.store.codec import dump, load, name_of
from ledger.store.connections import Connections
from ledger.store.outcomes import StoreRefusedError
from ledger.store.recorder import (
    LogAggregateRecorder,
    LogEvent,
    LogProcessRecorder,
    LogRecorder,
    LogTrackingRecorder,
)

#: The key under which the factory finds the connection string.
STORE_URL: Final = "STORE_URL"
#: The key under which it finds what the connections call themselves.
STORE_APPLICATION_NAME: Final = "STORE_APPLICATION_NAME"
_DB_FUNCTIONS: Final = "POSTGRES_ENABLE_DB_FUNCTIONS"
_CLOSED_KEYS: Final = ("CIPHER_TOPIC", "CIPHER_KEY", "COMPRESSOR_TOPIC", "MAPPER_TOPIC")


class RecordedMapper(Mapper[UUID]):
    """Recorded events to stored ones and back, by the closed table of names."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Return what is stored of a `Recorded` event."""
        assert isinstance(domain_event, Recorded), f"not an event of ours: {domain_event!r}"
        envelope = domain_event.envelope
        return LogEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=name_of(domain_event.event),
            state=dump(envelope, domain_event.event),
            event_id=envelope.event_id,
            command_id=envelope.command_id,
            known_at=envelope.known_at,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Return the `Recorded` event; see `codec.load` for what is refused."""
        assert isinstance(stored_event.originator_id, UUID), "streams are named by random ids"
        envelope, event = load(stored_event.topic, stored_event.state)
        is_ours = isinstance(stored_event, LogEvent)
        return Recorded(
            stored_event.originator_id,
            stored_event.originator_version,
            envelope,
            event,
            stored_event.position if is_ours else None,
            stored_event.recorded_at if is_ours else None,
        )


class LogFactory(InfrastructureFactory[LogTrackingRecorder]):
    """Makes what an application of the library stands on; owns the connections."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Connect to `STORE_URL`; refuse settings that would change what the log means."""
        super().__init__(env)
        if strtobool(self.env.get(_DB_FUNCTIONS) or "no"):
            raise StoreRefusedError(
                f"{_DB_FUNCTIONS} is set. With the eventsourcing library's database functions a"
                " reader misses committed events; Kvitto does not use them. Unset it."
            )
        for key in _CLOSED_KEYS:
            if self.env.get(key):
                raise StoreRefusedError(
                    f"{key} is set, but the log's bytes are JSON as they stand, so that they can"
                    " be read and sealed. Unset it."
                )
        url = self.env.get(STORE_URL)
        if not url:
            raise StoreRefusedError(f"No connection string was given as {STORE_URL}.")
        connections = Connections(url, self.env.get(STORE_APPLICATION_NAME) or "kvitto")
        self.log = Log(connections, Appender(connections))

    def mapper(
        self,
        transcoder: Transcoder | None = None,
        mapper_class: type[Mapper[Any]] | None = None,
    ) -> Mapper[Any]:
        """Return our mapper, whatever is asked for."""
        del mapper_class
        return cast("Mapper[Any]", RecordedMapper(transcoder=transcoder or self.transcoder()))

    def aggregate_recorder(self, purpose: str = "events") -> LogAggregateRecorder:
        """Return a recorder of single streams; there are no snapshots."""
        assert purpose == "events", "a stream is short enough to be folded from its start"
        return LogAggregateRecorder(self.log)

    def application_recorder(self) -> LogRecorder:
        """Return a recorder of streams that is read by position."""
        return LogRecorder(self.log)

    def tracking_recorder(
        self, tracking_recorder_class: type[LogTrackingRecorder] | None = None
    ) -> LogTrackingRecorder:
        """Return a recorder of how far followers have come."""
        return (tracking_recorder_class or LogTrackingRecorder)(self.log)

    def process_recorder(self) -> LogProcessRecorder:
        """Return a recorder of events together with how far their cause was followed."""
        return LogProcessRecorder(self.log)

    def close(self) -> None:
        """Commit what was handed in, then give up the connections."""
        self.log.appender.close()
        self.log.connections.close()
