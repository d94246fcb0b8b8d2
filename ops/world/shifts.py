"""
Shifts: who worked when, as rows within a day.

A day is one round of active, waiting and standby time that begins at the same
hour, cut into shifts of about eight hours; the part after midnight stands on
the next date, as two rows (semantics R2). Which papers carry the rows belongs
to `ops.world.paperwork`.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from random import Random

from ops.world.days import ONE_DAY, clock_changes, month_of
from ops.world.papers import Row
from ops.world.story import Frame, Story

#: Start, end and kind, in minutes from the midnight before; past 1440 is the next date.
_Block = tuple[int, int, int]
_NOON = 17 * 60
#: Rows by month and by the assistant's place in the story.
Rows = dict[int, dict[int, list[Row]]]


def minutes_of_day(minutes_a_week: int, pace: int) -> int:
    """Return the minutes of one day, to five minutes and never above the pace."""
    return minutes_a_week * pace // 35_000 * 5


def _blocks(dice: Random, story: Story, day: date) -> tuple[list[_Block], int]:
    """Return the day's blocks, and its minutes of double staffing."""
    weekly, pace = story.weekly_on(day), story.pace[month_of(day)]
    waiting, standby = minutes_of_day(weekly.waiting, pace), minutes_of_day(weekly.standby, pace)
    active = minutes_of_day(weekly.basic + weekly.other, pace) + 15 * (dice.randrange(3) - 1)
    active = max(30, min(active, 1440 - waiting - standby))
    start = story.day_start
    blocks = [(start, start + active, 0)]
    if active <= 600 and not waiting and not standby and start + active // 2 < _NOON:
        # Little time is given in the morning and in the evening.
        evening = active - active // 2 // 15 * 15
        blocks = [(start, start + active - evening, 0), (_NOON, _NOON + evening, 0)]
    for minutes, kind in ((waiting, 2), (standby, 3)):
        if minutes:
            end = blocks[-1][1]
            blocks.append((end, end + minutes, kind))
    unasked = story.uncovered_double.get(month_of(day), 0)
    return blocks, minutes_of_day(weekly.double, pace) + unasked // 7


def _shifts(blocks: list[_Block]) -> list[list[_Block]]:
    """Return the blocks cut into shifts of about eight hours, at quarters of an hour."""
    first, last = blocks[0][0], blocks[-1][1]
    if len(blocks) == 2 and blocks[0][1] < blocks[1][0]:
        return [[block] for block in blocks]
    count = max(1, (last - first + 240) // 480)
    length = max(15, (last - first) // count // 15 * 15)
    borders = [first + place * length for place in range(count)] + [last]
    shifts: list[list[_Block]] = []
    for start, end in pairwise(borders):
        parts = [(max(start, a), min(end, b), kind) for a, b, kind in blocks]
        shifts.append([part for part in parts if part[0] < part[1]])
    return shifts


def _doubled(shifts: list[list[_Block]], minutes: int) -> Iterator[tuple[int, _Block]]:
    """Yield the double staffing by shift: active time by daylight, so never when clocks move."""
    for place, parts in enumerate(shifts):
        for start, end, kind in parts:
            length = min(minutes, min(end, 1440) - max(start, 360))
            if kind == 0 and length >= 15:
                minutes -= length
                yield place, (max(start, 360), max(start, 360) + length, 0)


def _day(dice: Random, story: Story, day: date) -> Iterator[tuple[int, _Block]]:
    """Yield the day's blocks with the place of the assistant who works them."""
    blocks, double = _blocks(dice, story, day)
    shifts = _shifts(blocks)
    count = len(story.assistants)
    turn = day.toordinal() * len(shifts) + day.toordinal() // 7
    for place, parts in enumerate(shifts):
        for part in parts:
            yield (turn + place) % count, part
    if double:
        for place, part in _doubled(shifts, double):
            yield (turn + place + count // 2) % count, part


def _dated(day: date, block: _Block) -> Iterator[tuple[date, Row]]:
    """Yield the block as rows within their day."""
    start, end, kind = block
    if start < 1440:
        yield day, (day.day, start, min(end, 1440), kind)
    if end > 1440:
        after = day + ONE_DAY
        yield after, (after.day, max(0, start - 1440), end - 1440, kind)


def at_the_clock(day: date, row: Row) -> Row:
    """Keep rows from starting or ending inside the hour in which the clock is moved."""
    if day not in clock_changes(day.year):
        return row
    number, start, end, kind = row
    start = 180 if 120 <= start < 180 else start
    end = 120 if 120 < end < 180 else end
    return number, start, end, kind


def worked(dice: Random, frame: Frame, story: Story) -> Rows:
    """Return all rows of a case, in the order of the days and hours of each assistant."""
    found: Rows = {}
    day = story.works_from
    while day < story.works_until:
        for place, block in _day(dice, story, day):
            for on, row in _dated(day, block):
                month = month_of(on)
                row = at_the_clock(on, row)  # noqa: PLW2901 - the row as it is reported
                if row[1] < row[2] and on < story.works_until and month in frame.all:
                    found.setdefault(month, {}).setdefault(place, []).append(row)
        day += ONE_DAY
    for rows in found.values():
        for mine in rows.values():
            mine.sort()
    return found
