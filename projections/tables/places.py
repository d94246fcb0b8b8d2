"""
How far each read model has come, and the pass that carries it further.

A place is moved by compare-and-set, in the transaction of the rows: whoever
finds it moved meanwhile writes nothing. So two runners at once do some work
twice, and no row.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from projections.tables.connecting import Connection

_PLACES: Final = (
    "select name, side, is_shown, made_by, position, pass, target, reached"
    " from kvitto.projections where name = any (%s) order by name, side"
)
_ENSURE: Final = (
    "insert into kvitto.projections (name, side, is_shown, made_by, position)"
    " select %s, 'a', true, %s, 0"
    " where not exists (select from kvitto.projections where name = %s and is_shown)"
    " on conflict do nothing"
)
_BEGIN: Final = (
    "update kvitto.projections set pass = %s, target = %s, changed_at = clock_timestamp()"
    " where name = %s and side = %s and made_by = %s and position = %s and pass is null"
)
_REACH: Final = (
    "update kvitto.projections set reached = %s, changed_at = clock_timestamp()"
    " where pass = %s and reached is not distinct from %s"
)
_FINISH: Final = (
    "update kvitto.projections set position = target, pass = null, target = null,"
    " reached = null, changed_at = clock_timestamp()"
    " where pass = %s and reached is not distinct from %s"
)
_STEP: Final = (
    "update kvitto.projections set position = %s, changed_at = clock_timestamp()"
    " where name = %s and side = %s and made_by = %s and position = %s and pass is null"
)


class Place(NamedTuple):
    """
    One side of a read model: everything up to `position` is in its rows.

    While a pass runs it goes on to `target`, and the cases up to `reached`,
    in the order of their ids, are there already.
    """

    name: str
    side: str
    is_shown: bool
    made_by: str
    position: int
    pass_id: UUID | None
    target: int | None
    reached: UUID | None


class MovedError(Exception):
    """Another runner has moved the place meanwhile; what was to be written is let go."""


def ensure(connection: Connection, makers: Iterable[tuple[str, str]]) -> None:
    """Begin each read model that was never begun, at the start of the log."""
    for name, made_by in makers:
        connection.execute(_ENSURE, [name, made_by, name])


def places(connection: Connection, names: Sequence[str]) -> list[Place]:
    """Return every side of these read models that was begun."""
    return [Place(*row) for row in connection.execute(_PLACES, [list(names)])]


def begin_pass(
    connection: Connection, of: Iterable[Place], pass_id: UUID, target: int
) -> list[Place]:
    """Begin a pass of several read models that stand at one position."""
    begun: list[Place] = []
    for place in of:
        name, side, _, made_by, position, *_ = place
        moved = connection.execute(_BEGIN, [pass_id, target, name, side, made_by, position])
        if moved.rowcount != 1:
            raise MovedError
        begun.append(place._replace(pass_id=pass_id, target=target, reached=None))
    return begun


def step(connection: Connection, of: Iterable[Place], target: int) -> None:
    """
    Move read models straight to a target, together with all rows that change on the way.

    Nobody waits for the disk: after a crash the rows and the place are there together or not at
    all, and what is missing is made again from the log.
    """
    connection.execute("set local synchronous_commit = off")
    for name, side, _, made_by, position, *_ in of:
        moved = connection.execute(_STEP, [target, name, side, made_by, position])
        if moved.rowcount != 1:
            raise MovedError


def reach(connection: Connection, of: Sequence[Place], reached: UUID) -> list[Place]:
    """Move a pass on to a case, together with the rows that this transaction writes."""
    moved = connection.execute(_REACH, [reached, of[0].pass_id, of[0].reached])
    if moved.rowcount != len(of):
        raise MovedError
    return [place._replace(reached=reached) for place in of]


def finish_pass(connection: Connection, of: Sequence[Place]) -> None:
    """End a pass whose last case is done: the read models stand at its target."""
    moved = connection.execute(_FINISH, [of[0].pass_id, of[0].reached])
    if moved.rowcount != len(of):
        raise MovedError
