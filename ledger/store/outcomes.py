"""
What goes into the log and what the log answers: events to append, and outcomes.

Plain values that know no database. How they are carried over belongs to
`ledger.store.appending` and `ledger.store.bulk`, what a caller does about an
outcome to `ledger.services`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.catalogue import Event
from schemas.envelope import Envelope


@dataclass(frozen=True, slots=True)
class NewEvent:
    """
    An event that is to be recorded in a stream.

    `version` is the version that the event shall have in its stream, 1 the
    first; only commands state it. `None` leaves it to the store, as is right
    for facts from outside.
    """

    stream: UUID
    envelope: Envelope
    event: Event
    version: int | None = None


class Kind(StrEnum):
    """What became of one event, or of the group it belongs to."""

    #: Recorded now.
    STORED = "stored"
    #: The same document, byte for byte, was recorded before; nothing was written.
    DUPLICATE = "duplicate"
    #: The same command with the same events was recorded before; nothing was written.
    COMMAND_REPEATED = "command_repeated"
    #: The stated version is not the next one of the stream.
    CONFLICT_VERSION = "conflict_version"
    #: The same document id was recorded with other content.
    CONFLICT_DOCUMENT = "conflict_document"
    #: The same command id was recorded with other events.
    CONFLICT_COMMAND = "conflict_command"
    #: `known_at` is later than the store's clock.
    KNOWN_LATER = "known_later"


#: The outcomes after which the event stands in the log.
RECORDED_KINDS = frozenset({Kind.STORED, Kind.DUPLICATE, Kind.COMMAND_REPEATED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What the log answers for one event.

    Where `is_recorded`, the three facts are those of the recorded event: a
    repeated request gets the first answer again. Otherwise they are what it
    met: for `CONFLICT_VERSION` the stream's highest version, for
    `CONFLICT_DOCUMENT` and `CONFLICT_COMMAND` the event in the way, for
    `KNOWN_LATER` the store's clock as `recorded_at`.
    """

    kind: Kind
    position: int | None
    version: int | None
    recorded_at: datetime | None

    @property
    def is_recorded(self) -> bool:
        """Tell whether the event stands in the log, now or from before."""
        return self.kind in RECORDED_KINDS


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """
    What became of each event of a bulk import, by its index in the input.

    `kinds` holds `STORED`, `DUPLICATE` (unchanged), `CONFLICT_DOCUMENT` or
    `KNOWN_LATER`; the last two are not in the log. `head` is the position of
    the last event stored, or of the log's head when none was.
    """

    kinds: Sequence[Kind]
    head: int

    def indexes(self, kind: Kind) -> list[int]:
        """Return the input indexes of the events with this outcome."""
        return [index for index, found in enumerate(self.kinds) if found is kind]


@dataclass(frozen=True, slots=True)
class Head:
    """
    The end of the log: the last position (0 when empty) and when it was recorded.

    `recorded_at` of an empty log is when the database was made.
    """

    position: int
    recorded_at: datetime


class StoreError(Exception):
    """A failure of the store; the message says what, why, and what now."""


class StoreUnreachableError(StoreError):
    """
    The database did not answer, so whether the event was recorded is open.

    The same event, or the same command id, may be sent again: it is recorded
    once.
    """


class StoreRefusedError(StoreError):
    """The store cannot be opened as it was asked to; the operator must act."""
