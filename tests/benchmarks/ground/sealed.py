"""
A sealed log of two million small events, made once and kept beside the server's other databases.

The bank's words on payments, a short document each, in a hundred thousand cases.
"""

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from ledger.store import NewEvent, Store, open_store
from ledger.store.connections import Connections
from ledger.store.seals import Sealer, Seals
from ops.postgres.database import prepare
from ops.postgres.roles import READER, SEALER
from schemas.envelope import Envelope, event_id_of
from schemas.payments import PaymentSettled
from tests.benchmarks.ground.opened import KEY, run, server
from tests.benchmarks.ground.size import sized

COUNT: Final = (2_000_000, 200_000, 2_000)
_PART: Final = 100_000
_KNOWN: Final = datetime(2026, 1, 20, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SealedLog:
    """The open log: to append to, to seal, and to read what was sealed."""

    store: Store
    sealer: Sealer
    seals: Seals
    connections: Connections


@contextmanager
def sealed_log(count: int | None = None) -> Generator[SealedLog]:
    """Yield the log, of so many events; it is made if need be, and sealed to its end."""
    count = count or sized(*COUNT)
    name = f"sealed_{count}"
    with server() as running:
        is_made = running.has_database(name)
        unfinished = name if is_made else f"{name}_unfinished"
        if not is_made:
            print(f"making a log of {count:,} events, which is kept ...", file=sys.stderr)
            run(running, "drop database if exists {} with (force)", unfinished)
        with opened(running.ensure_database(unfinished)) as log:
            if not is_made:
                _fill(log.store, count)
            log.sealer.seal()
            if is_made:
                yield log
                return
        run(running, "alter database {} rename to {}", unfinished, name)
        with opened(running.address(name)) as log:
            yield log


def small(first: int, last: int) -> Iterator[NewEvent]:
    """Yield small events by their numbers."""
    for number in range(first, last):
        document_id = f"settled-{number}"
        envelope = Envelope(
            event_id=event_id_of("bank", document_id),
            known_at=_KNOWN + timedelta(seconds=number % 86_400),
            sender="bank",
            document_id=document_id,
            replaces=None,
            rests_on=(),
            actor="bank",
            command_id=None,
        )
        event = PaymentSettled(f"agency/order-{number}", 1_000_000 + number, date(2026, 1, 20))
        yield NewEvent(UUID(int=(number % 100_000) << 64 | 1), envelope, event)


@contextmanager
def opened(address: str) -> Generator[SealedLog]:
    made = prepare(address, "embedded")
    connections = Connections(made.acting_as(READER), "kvitto seals")
    sealing = Connections(made.acting_as(SEALER), "kvitto seal")
    try:
        with open_store(made.url_writer, KEY) as store:
            yield SealedLog(store, Sealer(sealing, KEY), Seals(connections), connections)
    finally:
        connections.close()
        sealing.close()


def _fill(store: Store, count: int) -> None:
    for first in range(0, count, _PART):
        store.import_events(list(small(first, min(first + _PART, count))))
