"""
Which case hides which fault: at most one among its payments, or one beside them.

How many there are is the caller's wish; what each does belongs to its sort.
"""

from collections.abc import Mapping
from random import Random
from typing import Final

from ops.world.casework import Manner
from ops.world.faults import Sort
from ops.world.story import Frame

#: Times as many cases hide a fault beside their payments as payouts hide one.
_BESIDE: Final = 4


def planned(
    seed: int, frame: Frame, faults: float, manner: Manner
) -> tuple[dict[int, Sort], list[Sort]]:
    """Return the sort of fault hidden in each case, at most one, and in cases nobody knows."""
    dice = Random(f"{seed}/faults")
    ours = [index for index in range(frame.recipients) if index % 4 != 3]
    theirs = [index for index in range(frame.recipients) if index % 4 == 3]
    hidden: dict[int, Sort] = {}
    unknown: list[Sort] = []
    sorts = [
        sort
        for sort in manner.sorts
        if sort.months <= frame.months
        and any(sort.fits(frame, month) for month in manner.faulty(frame))
    ]
    for place in range(round(faults * len(ours) * len(manner.faulty(frame)))):
        sort = sorts[place % len(sorts)]
        if sort.unknown:
            unknown.append(sort)
            continue
        free = theirs if sort.municipal else ours
        if free:
            drawn = dice.randrange(len(free))
            free[drawn], free[-1] = free[-1], free[drawn]
            hidden[free.pop()] = sort
    return hidden, unknown


def turns_of(seed: int, frame: Frame, faults: float, hidden: Mapping[int, Sort]) -> dict[int, int]:
    """
    Return the cases that hide a fault beside their payments, each with its turn.

    A share of the municipal cases and of the others, at most three tenths.
    """
    dice = Random(f"{seed}/beside")
    turns: dict[int, int] = {}
    for municipal in (True, False):
        free = [
            index
            for index in range(frame.recipients)
            if (index % 4 == 3) == municipal and index not in hidden
        ]
        dice.shuffle(free)
        count = round(min(0.3, faults * _BESIDE) * len(free))
        turns.update({index: turn for turn, index in enumerate(free[:count])})
    return turns
