"""
R02: more work than a day of 24 hours holds, or more than 16 hours of it day after day.

The first is found per assistant and month: the fullest 24 hours that begin in it. The second
per assistant and unbroken run of days. Time of several assistants' rows at the same minute is
none of this rule.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate, pairwise
from uuid import UUID

from ledger.amounts import first_day, rounded
from ledger.anomalies.anomaly import Anomaly, Part, Severity
from ledger.anomalies.seen import Row
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Prices
from ledger.rules import Rulebook
from ledger.runs import MINUTES_A_DAY, Run, by_day, in_both, joined, length, month_of_minute
from schemas.bounds import ACTIVE, SICK, STANDBY

#: Minutes [first, after) in which so many minutes of work are reported per minute.
_Depth = tuple[int, int, int]
#: The month, how many minutes are too many, how grave it is, and in words.
_Beyond = tuple[int, int, Severity, str]


def full_days(
    person: UUID, rows: Sequence[Row], prices: Prices, rulebook: Rulebook
) -> Iterator[Anomaly]:
    """Yield the fullest 24 hours of each month that hold more minutes than they have."""
    worked = [row for row in rows if row.kind != SICK]
    if not any(after > other for (_, after, *_), (other, *_) in pairwise(worked)):
        # Where no two rows overlap no window can hold more than it has.
        return
    depths = list(_depths(worked))
    months = sorted({month_of_minute(first) for first, _, _ in depths})
    for month in months:
        first = first_day(month)
        window = rulebook.parameter("anomaly.window_minutes", date.fromordinal(first)).value
        begun = first * MINUTES_A_DAY
        until = first_day(month + 1) * MINUTES_A_DAY
        most, start = max(
            ((_held(depths, at, at + window), -at) for at in _starts(depths, window, begun, until)),
            default=(0, 0),
        )
        if most > window:
            run = (-start, -start + window)
            says = f"{most // 60} h {most % 60} min of work reported in {window // 60} hours"
            too_many = (month, most - window, Severity.RECOVER, says)
            yield _anomaly(person, run, too_many, worked, prices)


def long_runs(
    person: UUID, rows: Sequence[Row], prices: Prices, rulebook: Rulebook
) -> Iterator[Anomaly]:
    """Yield each unbroken run of days with more than 16 hours of active time."""
    active = [row for row in rows if row.kind == ACTIVE]
    days = by_day(row[:2] for row in active)
    run: list[int] = []
    for day in [*sorted(days), 0]:
        limits = None if not day else _limits(rulebook, day)
        long = limits is not None and days[day] > limits[0]
        if run and (not long or day != run[-1] + 1):
            most, fewest = _limits(rulebook, run[0])
            if len(run) >= fewest:
                beyond = sum(days[of] - most for of in run)
                whole = (run[0] * MINUTES_A_DAY, (run[-1] + 1) * MINUTES_A_DAY)
                says = f"{len(run)} days in a row with more than {most // 60} hours of active time"
                month = month_of_minute(whole[1] - 1)
                too_many = (month, beyond, Severity.REVIEW, says)
                yield _anomaly(person, whole, too_many, active, prices)
            run = []
        if long:
            run.append(day)


def _limits(rulebook: Rulebook, day: int) -> tuple[int, int]:
    """Return above how many minutes a day is long, and how many of them in a row are looked at."""
    on = date.fromordinal(day)
    return (
        rulebook.parameter("anomaly.long_day_minutes", on).value,
        rulebook.parameter("anomaly.long_days", on).value,
    )


def _depths(rows: Iterable[Row]) -> Iterator[_Depth]:
    """
    Yield how many minutes of work each minute counts for.

    Each active or waiting row counts; standby counts once, and only where nothing else does.
    """
    edges: dict[int, list[int]] = {}
    for row in rows:
        which = 1 if row.kind == STANDBY else 0
        edges.setdefault(row.first, [0, 0])[which] += 1
        edges.setdefault(row.after, [0, 0])[which] -= 1
    at = sorted(edges)
    works = accumulate(edges[minute][0] for minute in at)
    waits = accumulate(edges[minute][1] for minute in at)
    for (first, after), work, standby in zip(pairwise(at), works, waits, strict=False):
        depth = work or (1 if standby else 0)
        if depth:
            yield first, after, depth


def _starts(depths: Sequence[_Depth], window: int, begun: int, until: int) -> Iterator[int]:
    """Yield where a window may hold the most: it begins or ends where a depth changes."""
    yield begun
    for first, after, depth in depths:
        if depth > 1:
            near = (first - window, after - window, first, after)
            yield from (at for at in near if begun <= at < until)
    for first, after, _ in depths:
        yield from (
            at for at in (first, after, first - window, after - window) if begun <= at < until
        )


def _held(depths: Sequence[_Depth], first: int, after: int) -> int:
    """Return how many minutes of work lie in a window."""
    place = max(0, bisect_right(depths, (first, 0, 0)) - 1)
    held = 0
    for start, end, depth in depths[place:]:
        if start >= after:
            break
        held += max(0, min(end, after) - max(start, first)) * depth
    return held


def _anomaly(
    person: UUID, run: Run, beyond: _Beyond, rows: Sequence[Row], prices: Prices
) -> Anomaly:
    """Return the anomaly of a run; what is beyond is worth the lowest rate met in it."""
    sort = SORTS["R02"]
    month, minutes, severity, says = beyond
    parts: dict[UUID, list[Row]] = {}
    for row in rows:
        if row.first < run[1] and row.after > run[0]:
            parts.setdefault(row.report.case, []).append(row)
    lowest: list[Fraction | None] = []
    of: list[Part] = []
    for case, own in sorted(parts.items()):
        runs = list(in_both(joined(row[:2] for row in own), [run]))
        events = tuple(dict.fromkeys(row.report.event for row in own))
        of.append(Part(case, tuple(runs), events))
        value = prices.ore(case, ((row[:2], ACTIVE) for row in own))
        lowest.append(None if value is None else value / length(row[:2] for row in own))
    known = [value for value in lowest if value is not None]
    return Anomaly(
        rule=sort.id,
        version=sort.version,
        severity=severity,
        month=month,
        who=(person,),
        parts=tuple(of),
        minutes=minutes,
        stake_ore=rounded(min(known) * minutes) if len(known) == len(lowest) else None,
        says=says,
        guard=sort.guard,
    )
