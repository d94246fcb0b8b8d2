"""
Transfers read from their table, those of one municipality or case or all of them.
"""

from collections.abc import Iterator
from uuid import UUID

from projections.models.transfers import COLUMNS, TransferRow
from projections.tables.connecting import Connection

_QUERY = (
    f"select {', '.join(COLUMNS)} from kvitto.transfers"  # noqa: S608 - our own names
    " where (%(code)s::text is null or municipality = %(code)s)"
    " and (%(case)s::uuid is null or case_id = %(case)s)"
    " order by municipality, opened_on, decision, case_id"
)


def transfers(
    connection: Connection, municipality: str | None = None, case: UUID | None = None
) -> Iterator[TransferRow]:
    """Yield the transfers by municipality, the oldest first."""
    cursor = connection.cursor(binary=True)
    cursor.execute(_QUERY.encode(), {"code": municipality, "case": case})
    yield from map(TransferRow._make, cursor)
