"""
The months in which events were recorded, by `recorded_at` in UTC, and which of them are over.

`recorded_at` never goes back along the positions, so a month is one run of positions.
"""

from datetime import timedelta
from typing import Final, NamedTuple

from ledger.store.connections import Connections
from ledger.store.outcomes import StoreRefusedError

#: How long after its end a month is over by the clock alone. An append that had taken its time of
#: recording before the end has committed by then, or was ended.
MARGIN: Final = timedelta(hours=1)

_MONTHS: Final = (
    "select to_char(recorded_at at time zone 'UTC', 'YYYY-MM') as month, min(position),"
    " max(position), (max(date_trunc('month', recorded_at at time zone 'UTC'))"
    " + interval '1 month') at time zone 'UTC' + %b < clock_timestamp()"
    " from kvitto.events where position > %b group by month order by min(position)"
)


class Month(NamedTuple):
    """A month as 2026-03, its first and last position, and whether nothing comes to it any more."""

    name: str
    first: int
    last: int
    is_over: bool


def months(connections: Connections, after: int = 0) -> list[Month]:
    """
    Return the months of what was recorded after a position, in order.

    A month is over when something was recorded in a later one, or when the database's clock has
    left it by `MARGIN`.
    """
    with connections.lend() as connection:
        found = connection.cursor(binary=True).execute(_MONTHS, [MARGIN, after]).fetchall()
    last, name = after, ""
    for month, first, until, _ in found:
        if first != last + 1 or month < name:
            raise StoreRefusedError(
                f"Position {first} is not where {month} must begin: a row is missing, or"
                " recorded_at goes back. Nothing was written of it. Run kvitto verify, which says"
                " what differs."
            )
        last, name = until, month
    newest = len(found) - 1
    return [
        Month(month, first, until, at < newest or is_over)
        for at, (month, first, until, is_over) in enumerate(found)
    ]
