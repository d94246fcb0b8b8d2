"""
Bulk import: many events from outside, copied in and moved into the log.

It goes round the `eventsourcing` library, whose recorder hangs on one insert of
some thousands of events. What happens to a batch in the database is in the
migrations of `ops.postgres` (`import_batch`).

The head of the log is held while a batch is moved, about a quarter of a second
for 10 000 events; callers that append at the same time wait that long.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, Final
from uuid import UUID, uuid4

from ledger.store.appending import row_of
from ledger.store.connections import Connections
from ledger.store.outcomes import ImportOutcome, Kind, NewEvent

#: Events in one batch, which is one transaction.
MOST_IN_BATCH: Final = 10_000

_COPY: Final = (
    "copy kvitto.staging (batch, ordinal, stream, name, event_id, known_at, state)"
    " from stdin (format binary)"
)
_TYPES: Final = ["uuid", "int4", "uuid", "text", "uuid", "timestamptz", "bytea"]

Rows = Sequence[tuple[Any, ...]]


class Importer:
    """Imports events in bulk; one call at a time is fastest."""

    def __init__(self, connections: Connections) -> None:
        """Import over these connections."""
        self._connections = connections

    def import_events(
        self, events: Sequence[NewEvent], batch_size: int = MOST_IN_BATCH
    ) -> ImportOutcome:
        """
        Record the events in batches, each of which is one transaction.

        Versions are assigned in the order of the input. An event that was
        recorded before is unchanged, also when it comes twice in the input, so
        an import that broke off is simply run again. Raises `ValueError` for
        an event with a version or a command id: those go through `append`.
        """
        if any(e.version is not None or e.envelope.command_id is not None for e in events):
            raise ValueError("an event with a stated version or a command id is not imported")
        kinds: list[Kind] = []
        head = 0
        size = min(batch_size, MOST_IN_BATCH)
        # While the database moves one batch, the next one is put into bytes.
        with ThreadPoolExecutor(1, "import") as sender:
            moving: Future[tuple[list[Kind], int]] | None = None
            for start in range(0, len(events), size):
                batch = uuid4()
                rows = _rows(batch, events[start : start + size])
                if moving is not None:
                    moved, head = moving.result()
                    kinds += moved
                copied = Event()
                moving = sender.submit(self._move, batch, rows, copied)
                # Two threads that compute at once would wait for each other all the time.
                copied.wait()
            if moving is not None:
                moved, head = moving.result()
                kinds += moved
        return ImportOutcome(kinds, head)

    def _move(self, batch: UUID, rows: Rows, copied: Event) -> tuple[list[Kind], int]:
        """Copy one batch in and move it; return its outcomes and the log's last position."""
        try:
            with self._connections.lend() as connection, connection.transaction():
                cursor = connection.cursor(binary=True)
                with cursor.copy(_COPY) as copy:
                    copy.set_types(_TYPES)
                    for row in rows:
                        copy.write_row(row)
                copied.set()
                cursor.execute(
                    "select head, ordinals, outcomes from kvitto.import_batch(%b)",
                    [batch],
                    prepare=True,
                )
                ((head, ordinals, outcomes),) = cursor.fetchall()
        finally:
            # Also where it fails, or the caller would wait for ever.
            copied.set()
        kinds = [Kind.STORED] * len(rows)
        for ordinal, outcome in zip(ordinals or (), outcomes or (), strict=True):
            kinds[ordinal] = Kind(outcome)
        return kinds, head


def _rows(batch: UUID, events: Sequence[NewEvent]) -> Rows:
    """Return what is copied: the rows of the staging table."""
    return [
        (batch, ordinal, row.stream, row.name, row.event_id, row.known_at, row.state)
        for ordinal, row in enumerate(map(row_of, events))
    ]
