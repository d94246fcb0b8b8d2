"""
The story of one case: what was granted, what happened, how much was worked.

A story is drawn from published statistics (Försäkringskassan 2024-05-17,
assistanskoll.se 2025-06-13, vardforetagarna.se 2021-10), and may then be bent by
a fault (`ops.world.faults`). The papers that tell it are written by
`ops.world.decisions` and `ops.world.paperwork`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from ops.world.days import cutoff, days_in, first_of, payday
from ops.world.papers import Weekly
from ops.world.parties import Assistant, Provider, draw_municipality


@dataclass(frozen=True)
class Frame:
    """The months of the world; its last payday is two months after the last."""

    first: int
    months: int
    recipients: int
    #: The month from whose first day on the state alone answers (SOU 2023:9), where that comes.
    reform: int | None = None

    @cached_property
    def all(self) -> range:
        return range(self.first, self.first + self.months)

    @property
    def last(self) -> int:
        return self.first + self.months - 1

    @property
    def start(self) -> date:
        return first_of(self.first)

    @property
    def until(self) -> date:
        return first_of(self.last + 1)

    @property
    def last_cutoff(self) -> date:
        return cutoff(self.last + 2)

    @property
    def last_payday(self) -> date:
        return payday(self.last + 2)


@dataclass(slots=True)
class Story:
    """Everything about a case that is not yet a paper; `None` is what did not happen."""

    index: int
    municipal: bool
    code: str
    recipient: str
    provider: Provider
    payee: str
    weekly: Weekly
    effective_from: date
    works_from: date
    works_until: date
    day_start: int
    pace: dict[int, int]
    assistants: tuple[Assistant, ...] = ()
    #: The first month and the length of the first stated period, where they are stated.
    stated: tuple[int, int] | None = None
    changed: tuple[date, Weekly] | None = None
    restarts: bool = False
    moved: tuple[date, str] | None = None
    died: tuple[date, date] | None = None
    #: The first day without a grant, and the day on which that was decided.
    withdrawn: tuple[date, date] | None = None
    #: The day on which a court took the withdrawal back.
    reinstated: date | None = None
    early: dict[int, None] = field(default_factory=dict[int, None])
    #: Minutes a week of double staffing that no decision grants, by month.
    uncovered_double: dict[int, int] = field(default_factory=dict[int, int])
    corrected: int | None = None
    supplemented: int | None = None
    in_parts: int | None = None
    returned: int | None = None

    @property
    def ref(self) -> str:
        return f"{'LSS' if self.municipal else 'FK'}-{self.index + 1:06d}"

    @property
    def label(self) -> str:
        """The case in a document number; with a letter before, it is no identity number."""
        return f"c{self.index + 1:06d}"

    def weekly_on(self, day: date) -> Weekly:
        """Return what the provider believes to be granted on the day."""
        if self.changed is not None and day >= self.changed[0]:
            return self.changed[1]
        return self.weekly


def likely(dice: Random, thousandths: int) -> bool:
    return dice.randrange(1000) < thousandths


def _between(dice: Random, low: int, high: int, step: int = 30) -> int:
    """Return a number of minutes between two numbers of hours, both included."""
    return dice.randrange(low * 60, high * 60 + 1, step)


def draw_weekly(dice: Random, *, municipal: bool) -> Weekly:
    """Return hours a week: about 134 on average for Försäkringskassan, 55 for municipalities."""
    if municipal:
        basic = _between(dice, 6, 19)
        return Weekly(basic, _between(dice, 14, 71))
    basic = _between(dice, 21, 55)
    thrown = dice.randrange(100)
    if thrown < 10:
        return Weekly(basic, _between(dice, 60, 120) - basic, waiting=_between(dice, 14, 28, 420))
    if thrown < 22:
        return Weekly(basic, _between(dice, 60, 112) - basic, standby=49 * 60)
    if thrown < 36:
        double = _between(dice, 14, 63, 420)
        return Weekly(basic, _between(dice, 126, 161) - basic, double=double)
    low, high = (60, 125) if thrown < 51 else (130, 166)
    total = _between(dice, low, high)
    return Weekly(basic, total - basic, total=total if thrown % 7 == 0 else None)


def assistants_for(dice: Random, weekly: Weekly) -> int:
    """Return how many assistants share the hours: five or six on average, at least three."""
    hours = (weekly.basic + weekly.other + weekly.double + weekly.waiting + weekly.standby) // 60
    # Nobody has more than forty hours a week, or the law on working time is broken unasked.
    fewest = max(3, -(-hours // 40))
    return fewest if likely(dice, 40) else max(fewest, min(12, hours // 25 + dice.randrange(2)))


def _pace(dice: Random, frame: Frame) -> dict[int, int]:
    """Return the thousandths of the granted time that are worked, month by month."""
    usual = dice.randrange(925, 981) if likely(dice, 880) else dice.randrange(750, 925)
    return {month: usual - dice.randrange(16) for month in frame.all}


def _day_in(dice: Random, month: int) -> date:
    return first_of(month) + timedelta(days=dice.randrange(days_in(month)))


def draw_story(
    dice: Random, frame: Frame, index: int, *, code: str, provider: Provider, recipient: str
) -> Story:
    """Return the plain story of a case in which nothing happens but work."""
    municipal = index % 4 == 3
    grant_month = frame.first - dice.randrange(19)
    buys = provider.form is not None and not likely(dice, 50)
    return Story(
        index=index,
        municipal=municipal,
        code=code,
        recipient=recipient,
        provider=provider,
        payee=provider.name if buys else recipient,
        weekly=draw_weekly(dice, municipal=municipal),
        effective_from=_day_in(dice, grant_month) if likely(dice, 500) else first_of(grant_month),
        works_from=frame.start,
        works_until=frame.until,
        day_start=360 + 30 * dice.randrange(5),
        pace=_pace(dice, frame),
        stated=(frame.first - dice.randrange(6), 6) if likely(dice, 450) else None,
        early={month: None for month in frame.all if likely(dice, 100)},
    )


def enliven(dice: Random, frame: Frame, story: Story) -> None:
    """Let happen what happens to some cases; each is rare, and all of it is in order."""
    month = frame.first + dice.randrange(frame.months)
    # The dice are thrown in this order whatever they show, so that one rare event does
    # not move the others.
    dies, ends, begins = (likely(dice, share * frame.months) for share in (2, 2, 4))
    changes, moves, overreports = likely(dice, 60), likely(dice, 15), likely(dice, 30)
    if dies:
        died_on = _day_in(dice, month)
        story.died = (died_on, died_on + timedelta(days=1 + dice.randrange(9)))
        story.works_until = died_on + timedelta(days=1)
    elif ends:
        end = _day_in(dice, month)
        story.withdrawn = (end, end - timedelta(days=5 + dice.randrange(20)))
        story.works_until = end
        _settled_long_ago(frame, story)
    elif begins:
        story.effective_from = story.works_from = _day_in(dice, month)
        story.stated = None
    elif changes:
        _change(dice, frame, story, _day_in(dice, month))
    elif moves and not story.municipal:
        story.moved = (_day_in(dice, month), draw_municipality(dice))
        _settled_long_ago(frame, story)
    elif overreports and not story.municipal:
        # More is reported than was granted: the last days of the period are not payable.
        story.stated = (frame.first, min(frame.months, 3 + dice.randrange(4)))
        story.pace = dict.fromkeys(frame.all, 1005 + dice.randrange(25))
    if not story.municipal:
        _paper_trouble(dice, frame, story)


def _settled_long_ago(frame: Frame, story: Story) -> None:
    """Let the first decision be older than every later one, and its period be unstated."""
    story.stated = None
    story.effective_from = min(story.effective_from, first_of(frame.first - 2))


def _change(dice: Random, frame: Frame, story: Story, day: date) -> None:
    """Change the hours by up to a fifth, as decided some weeks ahead."""
    if story.stated is None:
        _settled_long_ago(frame, story)
    weekly = story.weekly
    step = 30 * (1 + dice.randrange(max(2, weekly.other // 150)))
    # Less is given to nearly as many as more.
    other = weekly.other + (step if likely(dice, 500) else -step)
    other = max(0, min(other, 166 * 60 - weekly.basic))
    total = None if weekly.total is None else weekly.basic + other
    story.changed = (day, weekly._replace(other=other, total=total))
    story.restarts = likely(dice, 400)


def _paper_trouble(dice: Random, frame: Frame, story: Story) -> None:
    """Let papers be corrected in time, and payments be split or come back."""
    shares = (30, 15, 20, 12)
    thrown = [likely(dice, min(900, share * frame.months)) for share in shares]
    months = [frame.first + dice.randrange(frame.months) for _ in shares]
    if thrown[0]:
        story.corrected = months[0]
    elif thrown[1]:
        story.supplemented = months[1]
        story.early[months[1]] = None
    elif thrown[2]:
        story.in_parts = months[2]
    elif thrown[3] and (months[3] < frame.last or months[3] in story.early):
        story.returned = months[3]
