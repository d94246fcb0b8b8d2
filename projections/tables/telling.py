"""
What operators are told of the read models: how far each has come, and what is parked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import sql

from projections.tables.connecting import Connection
from projections.tables.places import Place

_PLACES: Final = (
    "select p.name, p.side, p.is_shown, p.made_by, p.position, p.pass, p.target, p.reached,"
    " e.recorded_at, (select count(*) from kvitto.projection_parked k"
    "  where k.name = p.name and k.side = p.side),"
    " (select coalesce(sum(k.ore_at_risk), 0)::bigint from kvitto.projection_parked k"
    "  where k.name = p.name and k.side = p.side)"
    " from kvitto.projections p left join kvitto.events e on e.position = p.position"
    " order by p.name, p.is_shown desc"
)
_PARKED: Final = (
    "select k.name, k.case_id, k.reason, k.ore_at_risk from kvitto.projection_parked k"
    " join kvitto.projections p using (name, side) where p.is_shown"
    " order by k.ore_at_risk desc, k.case_id, k.name limit %s"
)


@dataclass(frozen=True, slots=True)
class Told:
    """
    One side of a read model; `recorded_at` is when the event at its position was.

    That is None at the start of the log, and `rows` where the side is not shown.
    """

    place: Place
    recorded_at: datetime | None
    parked: int
    ore_at_risk: int
    rows: int | None


@dataclass(frozen=True, slots=True)
class ParkedCase:
    """A case of which something could not be taken, and the öre that were ordered there."""

    name: str
    case_id: UUID
    reason: str
    ore_at_risk: int


def parked(connection: Connection, most: int) -> list[ParkedCase]:
    """Return the parked cases of what is shown, those with most öre at risk first."""
    return [ParkedCase(*row) for row in connection.execute(_PARKED, [most])]


def told(connection: Connection) -> list[Told]:
    """Return every side of every read model that was begun."""
    every: list[Told] = []
    for row in connection.execute(_PLACES).fetchall():
        place = Place(*row[:8])
        recorded_at, parked, ore_at_risk = row[8:]
        every.append(Told(place, recorded_at, parked, ore_at_risk, _rows(connection, place)))
    return every


def _rows(connection: Connection, place: Place) -> int | None:
    if not place.is_shown:
        return None
    table = sql.Identifier("kvitto", f"{place.name}_{place.side}")
    counted = connection.execute(sql.SQL("select count(*) from {}").format(table))
    ((count,),) = counted.fetchall()
    return count
