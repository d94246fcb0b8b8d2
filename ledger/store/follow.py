"""
Following the log by position: where it ends, what came after, what is new.

A port that projections and the relay use. Position order is commit order, and
what stands at or below a position never changes; so a follower that remembers
the last position it saw reads page after page, each in a short transaction,
and skips nothing.
"""

import gc
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from ledger.domain.recorded import Recorded
from ledger.store.codec import load
from ledger.store.connections import Connections
from ledger.store.outcomes import Head
from schemas.catalogue import ACCESS_EVENTS

_FOLLOW: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where position > %b order by position limit %b"
)
#: Whoever only looked said nothing.
_LAST_TOLD: Final = (
    "select e.position, e.recorded_at from kvitto.head h, kvitto.events e where e.position = h.told"
)
_TOLD_AFTER: Final = (
    "select count(*) from (select from kvitto.events e, kvitto.head h"
    " where e.position > %b and e.position <= h.told"
    " and e.name <> all (%b::text[]) limit %b) e"
)
_ACCESS_NAMES: Final = list(ACCESS_EVENTS)


def recorded(row: Sequence[Any]) -> Recorded:
    """
    Return the event of a row: position, stream, version, name, recorded_at, state.

    Refuses what `codec.load` refuses.
    """
    position, stream, version, name, recorded_at, state = row
    envelope, event = load(name, state)
    return Recorded(stream, version, envelope, event, position, recorded_at)


def decoded(rows: Sequence[Sequence[Any]]) -> list[Recorded]:
    """
    Return the events of rows.

    The collector of cyclic garbage rests meanwhile: events hold no cycles, and
    counting through them again and again takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return [recorded(row) for row in rows]
    finally:
        if was_on:
            gc.enable()


class Follower:
    """Reads the log in the order of positions."""

    def __init__(self, connections: Connections) -> None:
        """Read over these connections, borrowing one for each call."""
        self._connections = connections

    def head(self) -> Head:
        """Return the last position of the log, 0 when it is empty, and when it was recorded."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute("select position, recorded_at from kvitto.head")
            (row,) = cursor.fetchall()
        return Head(*row)

    def last_told(self) -> Head:
        """
        Return where the log ends for whoever asks about cases, as `head` does.

        Who looked since is left out: it changes nothing that is shown of a case.
        """
        with self._connections.lend() as connection:
            row = connection.cursor(binary=True).execute(_LAST_TOLD).fetchone()
        return Head(0, self.head().recorded_at) if row is None else Head(*row)

    def told_after(self, position: int, at_most: int | None = None) -> int:
        """Return how many events lie after a position, without those of who looked."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(_TOLD_AFTER, [position, _ACCESS_NAMES, at_most])
            ((count,),) = cursor.fetchall()
        return count

    def recorded_at(self, position: int) -> datetime | None:
        """Return when the event at this position was recorded, `None` where there is none."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute("select recorded_at from kvitto.events where position = %b", [position])
            row = cursor.fetchone()
        return None if row is None else row[0]

    def follow(self, after: int, limit: int = 1000) -> list[Recorded]:
        """Return at most `limit` events after this position, in the order of positions."""
        with self._connections.lend() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(_FOLLOW, [after, limit], prepare=True)
            rows = cursor.fetchall()
        return decoded(rows)

    def wait(self, after: int, timeout: float) -> bool:
        """
        Wait until the log goes past this position, at most `timeout` seconds.

        Returns whether it does. The database wakes the caller at the commit.
        """
        deadline = time.monotonic() + timeout
        with self._connections.lend() as connection:
            # Listening comes first: what is committed before it is seen below.
            connection.execute("listen kvitto_log")
            try:
                while True:
                    row = connection.execute("select position from kvitto.head").fetchone()
                    if row is not None and row[0] > after:
                        return True
                    left = deadline - time.monotonic()
                    if left <= 0:
                        return False
                    for _ in connection.notifies(timeout=left, stop_after=1):
                        pass
            finally:
                connection.execute("unlisten *")
