"""
Rebuilding: read models made anew beside the old, compared with them, and changed over.

The old ones stay readable and go on until both stand at one position. There
they must be equal, row by row; where they are not, nothing is changed over
unless it is asked for. A rebuild that broke off is gone on with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from projections.failures import RebuiltElsewhereError
from projections.registry import PROJECTIONS
from projections.runner import Runner, Tell
from projections.tables import places, sides
from projections.tables.places import Place
from projections.tables.sides import Compared


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """
    One read model made anew up to a position.

    `is_outdated` where the old one was made by another version or under another
    rulebook: then differences are what the rebuild is for. `is_switched` tells
    whether the new one is shown now.
    """

    name: str
    position: int
    compared: Compared
    is_outdated: bool
    is_switched: bool


def rebuild(
    runner: Runner, names: Sequence[str], *, tell: Tell | None = None, forces: bool = False
) -> list[Rebuilt]:
    """
    Make these read models anew, and show them where they equal the old.

    All of them change over together, or none. `forces` shows the new ones whatever differs.
    """
    with runner.tables.transaction() as connection:
        places.ensure(connection, [(name, runner.maker(name)) for name in names])
        every = sides.locked(connection, names)
        for old in (place for place in every if place.is_shown):
            new = _new(every, old.name)
            if new is None or new.made_by != runner.maker(old.name):
                sides.begin(connection, old, runner.maker(old.name))
    outdated = {
        place.name
        for place in every
        if place.is_shown and place.made_by != runner.maker(place.name)
    }
    runner.catch_up(names, tell=tell, is_shown=False)
    while True:
        rebuilt = _compared(runner, names, outdated, forces=forces)
        if rebuilt is not None:
            return rebuilt
        # Both go to one position: where the log ended when this began.
        runner.catch_up([name for name in names if name not in outdated], is_shown=None)


def _compared(
    runner: Runner, names: Sequence[str], outdated: set[str], *, forces: bool
) -> list[Rebuilt] | None:
    """Compare and change over, or return None where old and new are not at one position."""
    with runner.tables.transaction() as connection:
        every = sides.locked(connection, names)
        pairs: list[tuple[Place, Place]] = []
        for old in (place for place in every if place.is_shown):
            new = _new(every, old.name)
            if new is None:
                raise RebuiltElsewhereError(
                    f"Another rebuild of {old.name} has ended meanwhile, and took this one with"
                    " it. See what is shown now with: kvitto status"
                )
            is_level = new.position == old.position and old.pass_id is None
            if new.pass_id is not None or not (is_level or old.name in outdated):
                return None
            pairs.append((old, new))
        compared = [
            sides.compare(connection, PROJECTIONS[old.name], old, new) for old, new in pairs
        ]
        equal = all(
            of.differing == 0 or old.name in outdated
            for of, (old, _) in zip(compared, pairs, strict=True)
        )
        for old, new in pairs:
            if equal or forces:
                sides.switch(connection, old, new)
            else:
                sides.forget(connection, new.name, new.side)
    return [
        Rebuilt(old.name, new.position, of, old.name in outdated, equal or forces)
        for of, (old, new) in zip(compared, pairs, strict=True)
    ]


def _new(every: Sequence[Place], name: str) -> Place | None:
    return next((p for p in every if p.name == name and not p.is_shown), None)
