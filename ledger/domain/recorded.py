"""
One recorded event: what the store gives and every fold takes.

How it is stored belongs to `ledger.store`.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import get_args, get_type_hints
from uuid import UUID

from msgspec import Struct

from schemas.catalogue import Event
from schemas.envelope import Envelope


class Recorded(Struct, frozen=True, gc=False):
    """
    An event in its stream; `position` and `recorded_at` once it is stored.

    A struct, for a million are made in an audit; nothing in one leads back to it, so that the
    collector of cyclic garbage need not look.
    """

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


def named_in(events: Iterable[Recorded]) -> set[UUID]:
    """Return everybody whom the events name, under the ids by which they do."""
    named = set[UUID]()
    for recorded in events:
        event = recorded.event
        for field in _naming(type(event)):
            identity: object = getattr(event, field)
            if isinstance(identity, UUID):
                named.add(identity)
    return named


@cache
def _naming(kind: type[Event]) -> tuple[str, ...]:
    """Return the fields of a kind of event that may hold an id, or none."""
    held = get_type_hints(kind)
    return tuple(name for name, of in held.items() if of is UUID or UUID in get_args(of))
