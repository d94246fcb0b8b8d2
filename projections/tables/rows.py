"""
Writing the rows of a chunk of cases: only those cases whose rows changed.

What is parked of a case is written with them, and whom the case names, so
that a word of the register leads back to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from psycopg import sql

from projections.refreshing import Parked
from projections.registry import Projection, Row
from projections.tables.connecting import Connection
from projections.tables.places import Place

_REMEMBERED: Final = "select case_id, named from kvitto.projection_cases where case_id = any (%s)"
_REMEMBER: Final = (
    "insert into kvitto.projection_cases as c (case_id, named) values (%s, %s)"
    " on conflict (case_id) do update"
    " set named = array(select distinct unnest(c.named || excluded.named) order by 1)"
    " where not c.named @> excluded.named"
)


def table_of(place: Place) -> sql.Identifier:
    """Return the table of one side of a read model."""
    return sql.Identifier("kvitto", f"{place.name}_{place.side}")


def write(
    connection: Connection,
    place: Place,
    projection: Projection,
    rows: Mapping[UUID, Sequence[Row]],
) -> int:
    """Make the rows of these cases what they should be, and return how many cases changed."""
    table = table_of(place)
    columns = sql.SQL(", ").join(map(sql.Identifier, projection.columns))
    kept: dict[UUID, set[Row]] = {case: set() for case in rows}
    query = sql.SQL("select {} from {} where case_id = any (%s)").format(columns, table)
    cursor = connection.cursor(binary=True)
    for row in cursor.execute(query, [list(rows)]):
        kept[row[0]].add(row)
    changed = [case for case, of in rows.items() if set(of) != kept[case]]
    stale = [case for case in changed if kept[case]]
    if stale:
        connection.execute(
            sql.SQL("delete from {} where case_id = any (%s)").format(table), [stale]
        )
    fresh = [row for case in changed for row in rows[case]]
    if fresh:
        into = sql.SQL("copy {} ({}) from stdin").format(table, columns)
        with connection.cursor().copy(into) as copy:
            for row in fresh:
                copy.write_row(row)
    return len(changed)


def park(
    connection: Connection, place: Place, cases: Sequence[UUID], parked: Iterable[Parked]
) -> None:
    """Park what could not be taken of these cases; what is no longer so is let go."""
    connection.execute(
        "delete from kvitto.projection_parked where name = %s and side = %s and case_id = any (%s)",
        [place.name, place.side, list(cases)],
    )
    for of in parked:
        connection.execute(
            "insert into kvitto.projection_parked"
            " (name, side, case_id, position, reason, ore_at_risk)"
            " values (%s, %s, %s, %s, %s, %s)",
            [place.name, place.side, of.case_id, place.target, of.reason, of.ore_at_risk],
        )


def remember_named(connection: Connection, named: Mapping[UUID, Sequence[UUID]]) -> None:
    """
    Keep whom each case names; what was kept before is never lost.

    A read model that is behind may tell less than one that is ahead has kept.
    """
    cursor = connection.cursor(binary=True)
    kept = dict(cursor.execute(_REMEMBERED, [list(named)]).fetchall())
    news = [case for case in sorted(named) if not set(named[case]) <= set(kept.get(case, ()))]
    if news:
        connection.cursor().executemany(_REMEMBER, [(case, list(named[case])) for case in news])


def naming(connection: Connection, people: Sequence[UUID]) -> list[UUID]:
    """Return the cases that name anybody of these."""
    rows = connection.execute(
        "select case_id from kvitto.projection_cases where named && %s::uuid[]", [list(people)]
    )
    return [case for (case,) in rows]
