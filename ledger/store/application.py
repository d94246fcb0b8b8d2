"""
Commands: decide on a stream's history, record the events, once.
"""

from dataclasses import dataclass
from uuid import UUID

from ledger.store.outcomes import StoreError
from schemas.catalogue import Event


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided event with the ids it rests on and the document it replaces."""

    event: Event
    rests_on: tuple[UUID, ...] = ()
    replaces: str | None = None


class CommandConflictError(StoreError):
    """The command id was recorded before with other events."""
