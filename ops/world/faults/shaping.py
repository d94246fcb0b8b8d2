"""
How a fault bends a story before its papers are written.

Each function returns the month that will be paid wrongly. What becomes known
afterwards must do so before the last payday, so a fault that needs a paid
month lets the papers of the world's last month arrive early.
"""

from datetime import date, timedelta
from random import Random

from ops.world.days import first_of, payday
from ops.world.papers import Weekly
from ops.world.paperwork import paid_on
from ops.world.story import Frame, Story


def plain(_: Random, __: Frame, ___: Story, month: int) -> int:
    return month


def not_early(_: Random, __: Frame, story: Story, month: int) -> int:
    story.early.pop(month, None)
    return month


def paid_before_the_end(_: Random, frame: Frame, story: Story, month: int) -> int:
    if month == frame.last:
        story.early[month] = None
    return month


def _middle(dice: Random, month: int) -> date:
    return first_of(month) + timedelta(days=7 + dice.randrange(14))


def _long_granted(frame: Frame, story: Story) -> None:
    story.stated = None
    story.effective_from = min(story.effective_from, first_of(frame.first - 2))


def _paid_through(frame: Frame, story: Story, month: int) -> date:
    """Let work be reported, and paid, one month on; return a day after that payday."""
    through = month + 1 if month + 1 < frame.last else month
    paid_before_the_end(Random(0), frame, story, through)
    story.works_until = first_of(through + 1)
    return max(paid_on(story, month), paid_on(story, through)) + timedelta(days=4)


def dies_unknown(dice: Random, frame: Frame, story: Story, month: int) -> int:
    day = _middle(dice, month)
    story.died = (day, _paid_through(frame, story, month))
    return month


def withdrawn_later(dice: Random, frame: Frame, story: Story, month: int) -> int:
    _long_granted(frame, story)
    day = _middle(dice, month)
    story.withdrawn = (day, _paid_through(frame, story, month))
    return month


def dies_known(dice: Random, _: Frame, story: Story, month: int) -> int:
    day = _middle(dice, month)
    story.died = (day, day + timedelta(days=1 + dice.randrange(6)))
    story.works_until = first_of(month + 1)
    return month


def withdrawn_in_time(dice: Random, frame: Frame, story: Story, month: int) -> int:
    _long_granted(frame, story)
    day = _middle(dice, month)
    story.withdrawn = (day, day - timedelta(days=3 + dice.randrange(12)))
    story.works_until = first_of(month + 1)
    return month


def begins_early(dice: Random, _: Frame, story: Story, month: int) -> int:
    story.stated = None
    story.effective_from = _middle(dice, month)
    story.works_from = first_of(month)
    return month


def _period(frame: Frame, story: Story, longest: int) -> int:
    """State a period from the first month on; return its last month."""
    length = max(1, min(longest, frame.months - 1))
    story.stated = (frame.first, length)
    return frame.first + length - 1


def reports_too_much(dice: Random, frame: Frame, story: Story, _: int) -> int:
    month = _period(frame, story, 3 + dice.randrange(3))
    story.weekly = Weekly(1500 + 30 * dice.randrange(20), 4200 + 30 * dice.randrange(100))
    story.pace = dict.fromkeys(frame.all, 1040 + dice.randrange(30))
    return month


def reports_too_much_earlier(dice: Random, frame: Frame, story: Story, _: int) -> int:
    """Pay a full period as it should be, of which the first month is corrected later."""
    last = _period(frame, story, 3)
    story.weekly = Weekly(1500 + 30 * dice.randrange(20), 4200 + 30 * dice.randrange(100))
    story.pace = dict.fromkeys(frame.all, 1040 + dice.randrange(30))
    paid_before_the_end(dice, frame, story, last)
    return frame.first


def doubles_unasked(dice: Random, _: Frame, story: Story, month: int) -> int:
    story.weekly = Weekly(1500 + 30 * dice.randrange(20), 4200 + 30 * dice.randrange(40))
    story.uncovered_double[month] = 420 * (1 + dice.randrange(4))
    return month


def lowered_later(dice: Random, frame: Frame, story: Story, _: int) -> int:
    month = _period(frame, story, 1 + dice.randrange(3))
    paid_before_the_end(dice, frame, story, month)
    assert payday(month + 1) < frame.last_payday
    return month
