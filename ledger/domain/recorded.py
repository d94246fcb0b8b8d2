"""
One recorded event: what the store gives and every fold takes.

How it is stored belongs to `ledger.store`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.catalogue import Event
from schemas.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its stream; `position` and `recorded_at` once it is stored."""

    originator_id: UUID
    originator_version: int
    envelope: Envelope
    event: Event
    position: int | None = None
    recorded_at: datetime | None = None


def fold_order(recorded: Recorded) -> tuple[datetime, str, str]:
    """
    Return the key in which events are folded: when known, sender, document.

    Source: semantics 1.1. Position only selects, so two imports of the same
    files in any order give the same audit.
    """
    envelope = recorded.envelope
    return (envelope.known_at, envelope.sender, envelope.document_id)
