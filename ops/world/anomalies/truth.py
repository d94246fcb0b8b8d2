"""
What must be found in a world across its cases, worked out minute by minute.

A second calculation, as plain as can be: sets of minutes, and a number for each minute. It
imports nothing of the ledger. Entries are of the same shape for every rule.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, combinations
from math import ceil
from typing import Final

from ops.world.anomalies.documents import DAY, Document, Documents, midnight, month_of
from ops.world.truth.owed import RATES

_ACTIVE, _SICK, _WAITING, _STANDBY = range(4)
_LONG, _LONG_DAYS, _WEEK_OWN, _WEEK_OTHER = 960, 5, 52 * 60, 48 * 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One anomaly that must be found; `ore` is None where only the minutes are worked out."""

    rule: str
    month: str
    cases: tuple[str, ...]
    minutes: int
    ore: int | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    case: str
    employer: str
    first: int
    after: int
    kind: int
    own: bool


#: The half up of whole öre.
_HALF: Final = Fraction(1, 2)


def anomalies_of(documents: Documents) -> list[Entry]:
    """Return every anomaly of assistants' time in a world: R01, R02 and R03."""
    persons = documents.persons()
    recipients = {of["case_ref"]: of["recipient"] for of in documents.of("case-opened")}
    rows: dict[str, list[_Row]] = {}
    for of in documents.reports(persons):
        who = persons.one(of["sender"], of["assistant"])
        own = of["employer"] == recipients.get(of["case_ref"])
        for row in rows_of(of):
            place = (of["case_ref"], of["employer"])
            rows.setdefault(who, []).append(_Row(*place, *row, own))
    found: list[Entry] = []
    for of_person in rows.values():
        found += _overlaps(of_person)
        found += _full_days(of_person)
        found += _long_runs(of_person)
        found += _overworked(of_person)
    return found


def rows_of(report: Document) -> Iterator[tuple[int, int, int]]:
    """Yield first minute, minute after and kind of each row."""
    for day, start, end, kind in report["rows"]:
        begun = midnight(report["month"], day)
        yield begun + start, begun + end, kind


def _minutes(rows: Iterable[_Row]) -> dict[int, int]:
    """Return each minute that is reported, with the kind that says so first."""
    found: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row.first, row.after, row.kind)):
        for minute in range(row.first, row.after):
            found.setdefault(minute, row.kind)
    return found


def worth(minutes: Iterable[tuple[int, int]]) -> Fraction:
    """Return the exact öre of minutes with their kinds, at the standard rate of their day."""
    weight = {_ACTIVE: Fraction(1), _WAITING: Fraction(1, 4), _STANDBY: Fraction(1, 7)}
    return sum(
        (weight[kind] * RATES[date.fromordinal(at // DAY).year] / 60 for at, kind in minutes),
        Fraction(0),
    )


def half_up(ore: Fraction) -> int:
    """Round half up."""
    return int(ore + _HALF)


def _overlaps(rows: list[_Row]) -> Iterator[Entry]:
    by_case: dict[str, list[_Row]] = {}
    for row in rows:
        if row.kind in (_ACTIVE, _WAITING):
            by_case.setdefault(row.case, []).append(row)
    for one, other in combinations(sorted(by_case), 2):
        here, there = _minutes(by_case[one]), _minutes(by_case[other])
        months: dict[str, list[int]] = {}
        for minute in here.keys() & there.keys():
            months.setdefault(month_of(minute), []).append(minute)
        for month, both in months.items():
            values = (worth((at, of[at]) for at in both) for of in (here, there))
            yield Entry("R01", month, (one, other), len(both), half_up(min(values)))


def _full_days(rows: list[_Row]) -> Iterator[Entry]:
    worked = [row for row in rows if row.kind != _SICK]
    depth = _depths(worked)
    if max(depth.values(), default=0) < 2:
        return
    last = max(depth)
    # A day before the first minute, so that every window has its place.
    begun = min(depth) // DAY * DAY - DAY
    sums = [0, *accumulate(depth.get(at, 0) for at in range(begun, last + 3 * DAY))]
    months: dict[str, tuple[int, int]] = {}
    for at in range(begun, last + DAY):
        held = sums[at + DAY - begun] - sums[at - begun]
        month = month_of(at)
        if held > months.get(month, (0, 0))[0]:
            months[month] = (held, at)
    for month, (held, at) in months.items():
        if held > DAY:
            inside = [row for row in worked if row.first < at + DAY and row.after > at]
            yield _beyond("R02", month, inside, held - DAY)


def _depths(worked: list[_Row]) -> dict[int, int]:
    """Return how many minutes of work each minute counts for; standby counts once, alone."""
    depth = Counter[int]()
    for row in worked:
        if row.kind != _STANDBY:
            depth.update(range(row.first, row.after))
    for row in worked:
        if row.kind == _STANDBY:
            for minute in range(row.first, row.after):
                depth[minute] = depth[minute] or 1
    return depth


def _by_day(minutes: Iterable[int]) -> Counter[int]:
    return Counter(minute // DAY for minute in set(minutes))


def _long_runs(rows: list[_Row]) -> Iterator[Entry]:
    active = [row for row in rows if row.kind == _ACTIVE]
    days = _by_day(minute for row in active for minute in range(row.first, row.after))
    long = {day for day, of in days.items() if of > _LONG}
    for day in sorted(long):
        if day - 1 in long:
            continue
        after = day
        while after in long:
            after += 1
        if after - day >= _LONG_DAYS:
            beyond = sum(days[of] - _LONG for of in range(day, after))
            inside = [row for row in active if day <= row.first // DAY < after]
            month = date.fromordinal(after - 1).isoformat()[:7]
            yield _beyond("R02", month, inside, beyond)


def _overworked(rows: list[_Row]) -> Iterator[Entry]:
    employers: dict[str, list[_Row]] = {}
    for row in rows:
        if row.kind in (_ACTIVE, _WAITING):
            employers.setdefault(row.employer, []).append(row)
    for own in employers.values():
        days = _by_day(minute for row in own for minute in range(row.first, row.after))
        for month in sorted({date.fromordinal(day).isoformat()[:7] for day in days}):
            first, after = _window(own, days, month)
            limit = _WEEK_OWN if own[0].own else _WEEK_OTHER
            most = Fraction(limit * (after - first), 7)
            total = sum(of for day, of in days.items() if first <= day < after)
            if total > most:
                inside = [row for row in own if first <= row.first // DAY < after]
                last = date.fromordinal(after - 1).isoformat()[:7]
                yield _beyond("R03", last, inside, total - most)


def _window(rows: list[_Row], days: Mapping[int, int], month: str) -> tuple[int, int]:
    """Return the days over which working time is averaged that end in a month."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    if rows[0].own:
        ends = range(first.toordinal() + 1, after.toordinal() + 1)
        totals = {end: sum(days.get(day, 0) for day in range(end - 28, end)) for end in ends}
        end = max(ends, key=lambda day: (totals[day], -day))
        return end - 28, end
    begun = after
    for _ in range(4):
        begun = (begun - timedelta(days=1)).replace(day=1)
    return begun.toordinal(), after.toordinal()


def _beyond(rule: str, month: str, rows: list[_Row], minutes: int | Fraction) -> Entry:
    """Return an anomaly of minutes beyond a limit, at the lowest rate met among its cases."""
    cases = tuple(sorted({row.case for row in rows}))
    averages: list[Fraction] = []
    for case in cases:
        own = [row for row in rows if row.case == case]
        value = worth((row.first, _ACTIVE) for row in own for _ in range(row.after - row.first))
        averages.append(value / sum(row.after - row.first for row in own))
    return Entry(rule, month, cases, ceil(minutes), half_up(min(averages) * minutes))
