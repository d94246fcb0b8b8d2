"""
Runs of minutes as sets: joined, met, taken away, and counted by day.

Minutes are those of the clock, counted through the days, so that a run may go past a midnight.
How much time a run is where the clock changes belongs to `ledger.statement`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from ledger.amounts import month_of_day

MINUTES_A_DAY: Final = 1440
#: Minutes [first, after): the ordinal of the day times 1440, and the minute of its clock.
Run = tuple[int, int]


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs in order, those that meet or overlap made one."""
    first = after = -1
    for start, end in sorted(runs):
        if start > after:
            if after > first:
                yield first, after
            first, after = start, end
        elif end > after:
            after = end
    if after > first:
        yield first, after


def in_both(one: Iterable[Run], other: Iterable[Run]) -> Iterator[Run]:
    """Yield what two sorted rows of runs, none of which overlap, have in common."""
    left, right = list(one), list(other)
    i = j = 0
    while i < len(left) and j < len(right):
        first, after = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if first < after:
            yield first, after
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1


def without(runs: Iterable[Run], taken: Iterable[Run]) -> Iterator[Run]:
    """Yield what is left of runs when others are taken away."""
    away = list(joined(taken))
    for first, after in runs:
        at = first
        for start, end in away:
            if end <= at or start >= after:
                continue
            if start > at:
                yield at, start
            at = max(at, end)
        if at < after:
            yield at, after


def length(runs: Iterable[Run]) -> int:
    """Return how many minutes runs have together."""
    return sum(after - first for first, after in runs)


def by_day(runs: Iterable[Run]) -> dict[int, int]:
    """Return the minutes of each day, by its ordinal, each minute once."""
    days: dict[int, int] = {}
    for first, after in joined(runs):
        at = first
        while at < after:
            day = at // MINUTES_A_DAY
            end = min(after, (day + 1) * MINUTES_A_DAY)
            days[day] = days.get(day, 0) + end - at
            at = end
    return days


def month_of_minute(minute: int) -> int:
    """Return the month that a minute, counted through the days, lies in."""
    return month_of_day(date.fromordinal(minute // MINUTES_A_DAY))
