"""
The national month: a whole country's papers, in round and exact numbers.

Every case has five or six assistants with eleven shifts a month each, so that
18 000 cases make 100 000 time reports and 1.1 million shifts. The month is the
third of every grant period; the two before it were reported, billed and paid
as well. Faults lie in the third month only, and change no count but the
bank's: an order is sent twice as often as one is forgotten.
"""

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Final

from ops.world.casework import Manner
from ops.world.days import dates, days_in, first_of
from ops.world.faults import SORTS
from ops.world.papers import Row
from ops.world.shifts import Rows, at_the_clock, minutes_of_day
from ops.world.story import Frame, Story, likely

#: Shifts of one assistant in a month.
SHIFTS: Final = 11
_FAULTS: Final = frozenset(
    {
        "settled-otherwise",
        "ordered-twice",
        "not-ordered",
        "last-years-rate",
        "death-ignored",
        "late-report-paid",
        "late-bill-paid",
        "rows-above-bill-paid",
        "too-little",
        "too-much",
        "wrong-municipality",
        "wrong-split",
        "returned-forgotten",
    }
)


def _share(dice: Random, frame: Frame, story: Story) -> int:
    """Let the grant period begin with the first month, and five cases in nine have a sixth."""
    story.early = {}
    story.stated = (frame.first, 6) if likely(dice, 450) else None
    story.effective_from = first_of(frame.first - 6 * dice.randrange(4))
    return 6 if story.index % 9 < 5 else 5


def _quiet(_: Random, __: Frame, ___: Story) -> None:
    """Let nothing happen but work."""


def _day(story: Story, month: int, count: int) -> Iterator[tuple[int, int, int]]:
    """
    Yield the rows of one day: start, end and kind.

    Double staffing and time of another kind each take one row of a day that
    has more than one; active time is shared by the rest, at quarters of an hour.
    """
    weekly, pace = story.weekly, story.pace[month]
    double = minutes_of_day(weekly.double, pace)
    passive = minutes_of_day(weekly.waiting + weekly.standby, pace)
    active = minutes_of_day(weekly.basic + weekly.other, pace)
    doubled, resting = bool(double) and count > 1, bool(passive) and count > 1
    rest = passive if resting else 0
    active = min(active, 1440 - rest)
    start = min(story.day_start, 1440 - rest - active)
    parts = max(1, count - doubled - resting)
    length = active // parts // 15 * 15
    borders = [start + part * length for part in range(parts)] + [start + active]
    for begun, end in pairwise(borders):
        yield begun, end, 0
    start += active
    if resting:
        yield start, start + rest, 2 if weekly.waiting else 3
    if doubled:
        yield max(360, story.day_start), max(360, story.day_start) + min(double, 900), 0


def _worked(_: Random, frame: Frame, story: Story) -> Rows:
    """Return eleven rows of each assistant in each month, spread over all of its days."""
    found: Rows = {}
    count = len(story.assistants)
    for month in frame.all:
        rows: dict[int, list[Row]] = {place: [] for place in range(count)}
        slots, days = count * SHIFTS, days_in(month)
        taken = 0
        for day in range(1, days + 1):
            of_day = day * slots // days - (day - 1) * slots // days
            for start, end, kind in _day(story, month, of_day):
                row = at_the_clock(dates(month)[day], (day, start, end, kind))
                rows[(story.index + taken) % count].append(row)
                taken += 1
        for mine in rows.values():
            mine.sort()
        found[month] = rows
    return found


def _third_month(frame: Frame) -> range:
    return range(frame.last, frame.last + 1)


#: Of 18 000 recipients and three months: the national month.
NATIONAL: Final = Manner(
    _share,
    _quiet,
    _worked,
    _third_month,
    tuple(sort for sort in SORTS if sort.name in _FAULTS),
    # About 30 000 claims a month, of 18 000 cases (domain 6).
    sick=1600,
)
