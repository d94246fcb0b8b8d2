"""
Events as they really come: those of a small national world, and copies of it in other cases.

A copy has streams, ids and document ids of its own, and the same content: time reports, bills,
orders, the bank's word, claims and debits in the shares that a country has of them.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from eventsourcing.domain import DomainEvent

from consumers.files import ingest
from ledger.domain.recorded import Recorded
from ledger.store import NewEvent, Store
from ops.postgres.embedded import Server
from ops.world import NATIONAL, generate
from tests.benchmarks.ground.opened import ours
from tests.benchmarks.national_library import _stored
from tests.benchmarks.national_store import FAULTS, SEED

FIRST: Final = "2025-10"
_MADE: Final[dict[int, list[Recorded]]] = {}


def fill(store: Store, recipients: int) -> None:
    """Import a national world of some recipients, three months."""
    with tempfile.TemporaryDirectory(prefix="kvitto-bench-") as folder:
        generate(
            Path(folder),
            recipients=recipients,
            first_month=FIRST,
            months=3,
            seed=SEED,
            faults=FAULTS,
            manner=NATIONAL,
        )
        assert ingest([Path(folder)], store).is_complete


def events(running: Server, recipients: int) -> list[Recorded]:
    """Return the events of such a world in the order of its log; made once in a process."""
    if recipients not in _MADE:
        with ours(running, "papers") as store:
            fill(store, recipients)
            _MADE[recipients] = store.follow(0, store.count())
    return _MADE[recipients]


def copied(every: Iterable[Recorded], number: int) -> Iterator[NewEvent]:
    """Yield the events in other cases; the same number gives the same copy."""
    mask = Random(number).getrandbits(128)
    for of in every:
        old = of.envelope
        envelope = replace(
            old,
            event_id=UUID(int=old.event_id.int ^ mask),
            document_id=f"{old.document_id}.{number}",
            replaces=None if old.replaces is None else f"{old.replaces}.{number}",
        )
        yield NewEvent(UUID(int=of.originator_id.int ^ mask), envelope, of.event)


def endless(every: list[Recorded], client: int) -> Iterator[NewEvent]:
    """Yield events for one client for as long as it asks, copy after copy."""
    for number in count():
        yield from copied(every, (client + 1) * 1_000_000 + number)


def peer_event(event: NewEvent, version: int) -> DomainEvent:
    """Return the domain event of the library with the same content."""
    known: Any = event.envelope.known_at
    return _stored(
        Recorded(event.stream, version, event.envelope, event.event, None, known),
        event.stream,
        version,
    )
