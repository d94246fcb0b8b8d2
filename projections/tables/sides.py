"""
The two sides of a read model: one is shown, the other is filled by a rebuild.

The sides are compared row by row where both stand at one position, and
changed over by what is said in one row, so readers see the old or the new
and nothing between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from projections.registry import Projection
from projections.tables.connecting import Connection
from projections.tables.places import Place
from projections.tables.rows import table_of

#: Differing rows that are shown.
SHOWN: Final = 20

_LOCK: Final = (
    "select name, side, is_shown, made_by, position, pass, target, reached"
    " from kvitto.projections where name = any (%s) order by name, side for update"
)
_PARKED_ON: Final = (
    "select case_id, reason, ore_at_risk from kvitto.projection_parked"
    " where name = %s and side = %s"
)


@dataclass(frozen=True, slots=True)
class Differing:
    """A row that stands on one side only; `is_new` tells on which."""

    is_new: bool
    columns: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows the new side holds, how many differ, and some that do."""

    rows: int
    differing: int
    some: tuple[Differing, ...]


def locked(connection: Connection, names: Sequence[str]) -> list[Place]:
    """Return every side of these read models, which nobody moves before this transaction ends."""
    return [Place(*row) for row in connection.execute(_LOCK, [list(names)])]


def begin(connection: Connection, shown: Place, made_by: str) -> None:
    """Begin an empty side beside the one that is shown."""
    forget(connection, shown.name, _other(shown.side))
    connection.execute(
        "insert into kvitto.projections (name, side, is_shown, made_by, position)"
        " values (%s, %s, false, %s, 0)",
        [shown.name, _other(shown.side), made_by],
    )


def forget(connection: Connection, name: str, side: str) -> None:
    """Empty a side that is not shown, and forget that it was begun."""
    for table in ("projections", "projection_parked"):
        connection.execute(
            sql.SQL("delete from {} where name = %s and side = %s").format(
                sql.Identifier("kvitto", table)
            ),
            [name, side],
        )
    # Deleted and not truncated: a reader that began before still sees the rows.
    rows = sql.Identifier("kvitto", f"{name}_{side}")
    connection.execute(sql.SQL("delete from {}").format(rows))


def compare(connection: Connection, projection: Projection, old: Place, new: Place) -> Compared:
    """Compare both sides, rows and what is parked."""
    columns = sql.SQL(", ").join(map(sql.Identifier, projection.columns))
    ours = sql.SQL("select {} from {}").format(columns, table_of(new))
    theirs = sql.SQL("select {} from {}").format(columns, table_of(old))
    differing, some = _apart(connection, projection.columns, ours, theirs)
    parked, some_parked = _apart(
        connection,
        ("case_id", "reason", "ore_at_risk"),
        sql.SQL(_PARKED_ON),
        sql.SQL(_PARKED_ON),
        [new.name, new.side, old.name, old.side],
    )
    counted = connection.execute(sql.SQL("select count(*) from {}").format(table_of(new)))
    ((count,),) = counted.fetchall()
    return Compared(count, differing + parked, (*some, *some_parked)[:SHOWN])


def switch(connection: Connection, old: Place, new: Place) -> None:
    """Show the new side, and empty the old one."""
    update = "update kvitto.projections set is_shown = %s where name = %s and side = %s"
    connection.execute(update, [False, old.name, old.side])
    connection.execute(update, [True, new.name, new.side])
    forget(connection, old.name, old.side)


def _apart(
    connection: Connection,
    columns: tuple[str, ...],
    ours: sql.Composable,
    theirs: sql.Composable,
    arguments: Sequence[object] = (),
) -> tuple[int, list[Differing]]:
    """Return how many rows stand on one side only, and the first of them."""
    query = sql.SQL(
        "(select true, o.* from (({ours}) except all ({theirs})) o) union all"
        " (select false, t.* from (({theirs}) except all ({ours})) t) order by 2, 3, 1"
    ).format(ours=ours, theirs=theirs)
    given = [*arguments, *arguments[2:], *arguments[:2]] if arguments else []
    cursor = connection.cursor(binary=True)
    found = cursor.execute(query, given).fetchall()
    return len(found), [Differing(row[0], columns, tuple(row[1:])) for row in found[:SHOWN]]


def _other(side: str) -> str:
    return "b" if side == "a" else "a"
