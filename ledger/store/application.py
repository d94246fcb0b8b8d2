"""
Commands: decide on a stream's history and record the events, once.

An application of the `eventsourcing` library: histories come from its
repository, events go through its `save`. What is decided belongs to
`ledger.domain` and `ledger.services`.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import OperationalError

from ledger.domain.recorded import Recorded
from ledger.store.follow import Follower
from ledger.store.infrastructure import STORE_APPLICATION_NAME, STORE_URL, LogFactory
from ledger.store.outcomes import StoreError, StoreUnreachableError
from ledger.store.recorder import ContentConflictError, VersionConflictError
from schemas.catalogue import Event
from schemas.envelope import Envelope, event_id_of

#: How often a command is decided anew because another writer came first.
MOST_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided event with the ids it rests on and the document it replaces."""

    event: Event
    rests_on: tuple[UUID, ...] = ()
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """Whose command it is; `sender` and `command_id` name the documents it makes."""

    command_id: UUID
    actor: str
    sender: str = "kvitto"

    def envelope(self, number: int, decided: Decided, known_at: datetime) -> Envelope:
        """Return the envelope of the command's nth event, 1 the first."""
        document_id = f"{self.command_id}:{number}"
        return Envelope(
            event_id=event_id_of(self.sender, document_id),
            known_at=known_at,
            sender=self.sender,
            document_id=document_id,
            replaces=decided.replaces,
            rests_on=decided.rests_on,
            actor=self.actor,
            command_id=self.command_id,
        )


Decide = Callable[[Sequence[Recorded]], Sequence[Event | Decided]]


class CommandConflictError(StoreError):
    """The command id was recorded before with other events."""


class StreamBusyError(StoreError):
    """Other writers came first each time; the command may be sent again."""


@dataclass(frozen=True, slots=True)
class History:
    """The events of one stream in the order of versions, as the repository gives them."""

    id: UUID
    events: tuple[Recorded, ...]

    @property
    def version(self) -> int:
        """The version of the last event, 0 before the first."""
        return self.events[-1].originator_version if self.events else 0

    def holds(self, command_id: UUID) -> bool:
        """Tell whether the command was recorded in this stream."""
        return any(recorded.envelope.command_id == command_id for recorded in self.events)

    def before(self, command_id: UUID) -> Self:
        """Return the history that the command met when it was recorded, or this one."""
        for index, recorded in enumerate(self.events):
            if recorded.envelope.command_id == command_id:
                return type(self)(self.id, self.events[:index])
        return self


class LedgerApplication(Application[UUID]):
    """The command side of the log."""

    name = "ledger"

    def __init__(self, url: str, application_name: str) -> None:
        """
        Open the log behind a connection string.

        Every key that the library knows is given, under the application's name:
        it takes what is left out, and what it finds under that name, from the
        environment.
        """
        given = {
            "PERSISTENCE_MODULE": "ledger.store.infrastructure",
            STORE_URL: url,
            STORE_APPLICATION_NAME: application_name,
            "CREATE_TABLE": "n",
            "IS_SNAPSHOTTING_ENABLED": "n",
            "TRANSCODER_TOPIC": "",
            "MAPPER_TOPIC": "",
            "CIPHER_TOPIC": "",
            "CIPHER_KEY": "",
            "COMPRESSOR_TOPIC": "",
            "APPLICATION_RECORDER_TOPIC": "",
            "TRACKING_RECORDER_TOPIC": "",
            "PROCESS_RECORDER_TOPIC": "",
            "AGGREGATE_CACHE_MAXSIZE": "",
            "AGGREGATE_CACHE_FASTFORWARD": "n",
            "AGGREGATE_CACHE_FASTFORWARD_SKIPPING": "n",
            "DEEPCOPY_FROM_AGGREGATE_CACHE": "n",
        }
        super().__init__({f"{self.name.upper()}_{key}": value for key, value in given.items()})

    @property
    def log_factory(self) -> LogFactory:
        """The factory that owns the connections."""
        assert isinstance(self.factory, LogFactory)
        return self.factory

    def history(self, stream: UUID) -> History:
        """Return the stream's history, empty when there is none."""

        def fold(_: History | None, events: Iterable[Recorded]) -> History:
            return History(stream, tuple(events))

        # The library's types describe aggregates whose events change them.
        return self.repository.get(stream, projector_func=cast("Any", fold))

    def execute(self, stream: UUID, command: Command, decide: Decide) -> list[Recorded]:
        """
        Decide on the stream's history and record the events; see `Store.execute`.

        A command id that is in the history is decided on what it met then, and
        the database compares: it alone judges whether a command is the same.
        """
        for attempt in range(MOST_ATTEMPTS):
            # Commands that met once step aside for different times, by their ids.
            time.sleep(attempt * (command.command_id.int % 8) / 1000)
            history = self.history(stream)
            met = history.before(command.command_id)
            decided = [
                one if isinstance(one, Decided) else Decided(one) for one in decide(met.events)
            ]
            if not decided:
                return []
            pending = _pending(met, command, decided, self._clock())
            try:
                recordings = self.save(*pending)
            except VersionConflictError:
                continue
            except OperationalError as error:
                # The library's name for it; the caller knows only the store's.
                raise StoreUnreachableError(str(error)) from error
            except ContentConflictError as error:
                if met is history and self.history(stream).holds(command.command_id):
                    # Its twin was recorded meanwhile; what that met decides.
                    continue
                raise CommandConflictError(
                    f"The command {command.command_id} was recorded before with other events."
                    " Nothing was written; send a new command under an id of its own."
                ) from error
            first = min(recording.notification.id for recording in recordings)
            return Follower(self.log_factory.log.connections).follow(first - 1, len(recordings))
        raise StreamBusyError(
            f"Other writers came first {MOST_ATTEMPTS} times in stream {stream}. Nothing was"
            " written; send the command again."
        )

    def _clock(self) -> datetime:
        """Return the store's clock: ours may be ahead of it, and would be refused."""
        with self.log_factory.log.connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute("select clock_timestamp()")
            ((now,),) = cursor.fetchall()
        return now


def _pending(
    met: History, command: Command, decided: Sequence[Decided], known_at: datetime
) -> list[Recorded]:
    """Return the events to save, with the versions that follow on what was met."""
    return [
        Recorded(met.id, met.version + number, command.envelope(number, one, known_at), one.event)
        for number, one in enumerate(decided, start=1)
    ]
