"""
What was reported and billed for a month, and what the first seven gates cut.

Follows semantics R1–R8 and gates 1–7 row by row; of double staffing it only
says how many minutes are double. Limits and money belong to `ops.world.truth.owed`.
Sick time, supplementary reports, stays and bars do not occur in this world.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from ops.world.days import dates, deadline, elapsed
from ops.world.papers import Bill, Report

DEATH, NO_GRANT, LATE, OVERLAP, BILL_LOWER, DOUBLE_LIMIT, POOL = 1, 2, 3, 6, 7, 8, 9
#: Converted minutes of a minute of each kind: active, (sick), waiting, standby.
WEIGHTS: Final = (Fraction(1), Fraction(1), Fraction(1, 4), Fraction(1, 7))
#: The same in twenty-eighths, so that whole rows add up without fractions.
IN_28THS: Final = (28, 28, 7, 4)


@dataclass(slots=True)
class Worked:
    """A row; `left` are its minutes that no gate has cut, `early` those cut by gates 1–5."""

    day: date
    start: int
    end: int
    kind: int
    assistant: str
    report: Report
    number: int
    left: Fraction | int
    earliest: int = 0
    early: Fraction | int = 0
    double: Fraction | int = 0
    spans: list[tuple[int, int]] | None = None


@dataclass(slots=True)
class Month:
    """The rows in the order of semantics 1.3, and converted minutes cut by each gate."""

    rows: list[Worked]
    cut: dict[int, Fraction]


def _versions(reports: Sequence[Report]) -> Iterator[tuple[Report, Report | None]]:
    """Return each report in force with the last version of it that was in time (R5, R6)."""
    named = {report.replaces for report in reports if report.replaces is not None}
    latest: dict[tuple[str, str, int], Report] = {}
    in_time: dict[tuple[str, str, int], Report] = {}
    for report in reports:
        key = (report.assistant, report.employer, report.part)
        latest[key] = report
        if report.at.date() <= deadline(report.month):
            in_time[key] = report
    for key, report in latest.items():
        if report.ref not in named:
            yield report, in_time.get(key)


def _rows(report: Report) -> list[Worked]:
    days = dates(report.month)
    rows: list[Worked] = []
    for number, (day, start, end, kind) in enumerate(report.rows):
        on = days[day]
        minutes = elapsed(on, start, end)
        rows.append(Worked(on, start, end, kind, report.assistant, report, number, minutes))
    return rows


def _converted(rows: Sequence[Worked]) -> Fraction:
    minutes = (elapsed(row.day, row.start, row.end) * IN_28THS[row.kind] for row in rows)
    return Fraction(sum(minutes), 28)


def _chronological(rows: list[Worked]) -> None:
    earliest: dict[tuple[date, str], int] = {}
    for row in rows:
        key = (row.day, row.assistant)
        earliest[key] = min(row.start, earliest.get(key, row.start))
    for row in rows:
        row.earliest = earliest[row.day, row.assistant]
    rows.sort(
        key=lambda row: (row.day, row.start, row.kind, row.earliest, row.report.number, row.number)
    )


def _rows_in_time(report: Report, in_time: Report | None) -> list[Worked]:
    """Return the report's rows, cut where it came late or rose late (R6)."""
    rows = _rows(report)
    if report is in_time:
        return rows
    _chronological(rows)
    excess = _converted(rows) - (_converted(_rows(in_time)) if in_time else 0)
    for row in reversed(rows):
        if excess <= 0:
            break
        lost = min(Fraction(row.left), excess / WEIGHTS[row.kind])
        row.left, row.early = row.left - lost, row.early + lost
        excess -= lost * WEIGHTS[row.kind]
    return rows


def _cut_whole(month: Month, row: Worked, gate: int) -> None:
    # A minute keeps the first gate that cut it, so an earlier gate takes over late minutes.
    month.cut[gate] = month.cut.get(gate, Fraction(0)) + (row.left + row.early) * WEIGHTS[row.kind]
    row.early, row.left = row.left + row.early, 0


def _cut_overlaps(month: Month) -> None:
    """Count each clock minute of an assistant once, for the row of higher weight (R4)."""
    seen: dict[tuple[date, str], int] = {}
    twice: dict[tuple[date, str], None] = {}
    for row in month.rows:
        if row.left:
            key = (row.day, row.assistant)
            if row.start < seen.get(key, 0):
                twice[key] = None
            seen[key] = max(row.end, seen.get(key, 0))
    for key in twice:
        taken: dict[int, None] = {}
        mine = [row for row in month.rows if row.left and (row.day, row.assistant) == key]
        for row in sorted(mine, key=lambda row: (row.kind, row.report.key, row.number)):
            free = [minute for minute in range(row.start, row.end) if minute not in taken]
            lost = row.end - row.start - len(free)
            taken.update(dict.fromkeys(free))
            row.left -= lost
            row.spans = [(minute, minute + 1) for minute in free]
            gate = month.cut.get(OVERLAP, Fraction(0))
            month.cut[OVERLAP] = gate + lost * WEIGHTS[row.kind]


def _cut_above_bill(month: Month, bill: Bill) -> None:
    """Cut what the rows of a kind have above the bill, the last rows first (R8)."""
    for kind, billed in zip((0, 2, 3), bill.minutes, strict=True):
        rows = [row for row in month.rows if row.kind == kind]
        excess = sum(row.left + row.early for row in rows) - billed
        for row in reversed(rows):
            if excess <= 0:
                break
            lost = max(0, min(row.left, excess - row.early))
            row.left -= lost
            excess -= row.early + lost
            if lost:
                row.spans = _shortened(row.spans or [(row.start, row.end)], lost)
                gate = month.cut.get(BILL_LOWER, Fraction(0))
                month.cut[BILL_LOWER] = gate + lost * WEIGHTS[kind]


def _shortened(spans: Sequence[tuple[int, int]], lost: Fraction | int) -> list[tuple[int, int]]:
    """Return the spans without their last minutes."""
    kept = list(spans)
    rest = int(lost)
    while kept and rest > 0:
        start, end = kept.pop()
        if end - start > rest:
            kept.append((start, end - rest))
        rest -= min(end - start, rest)
    return kept


def _count_double(month: Month) -> None:
    """Count the minutes at which another assistant comes first (G8)."""
    by_day: dict[date, list[Worked]] = {}
    for row in month.rows:
        if row.left and row.kind != 3:
            by_day.setdefault(row.day, []).append(row)
    for rows in by_day.values():
        reached = 0
        for row in rows:
            if row.start < reached:
                _count_double_of(rows)
                break
            reached = max(reached, row.end)


def _count_double_of(rows: Sequence[Worked]) -> None:
    """Go through one day between all times at which someone comes or goes."""
    spans = [
        (start, end, row) for row in rows for start, end in row.spans or [(row.start, row.end)]
    ]
    times = sorted({time for start, end, _ in spans for time in (start, end)})
    for start, end in pairwise(times):
        present = [row for first, last, row in spans if first <= start and end <= last]
        present.sort(key=lambda row: (row.kind, row.earliest, row.report.number, row.number))
        for row in present[1:]:
            # The double minutes of a night with a moved clock are not settled here.
            assert elapsed(row.day, row.start, row.end) == row.end - row.start
            row.double += end - start


def month_of_papers(
    papers: Sequence[Report | Bill], granted: Sequence[tuple[date, date]], died_on: date | None
) -> Month:
    """Return one month's rows after gates 1–7; `granted` are its spans of granted days."""
    month = Month([], {})
    reports = [paper for paper in papers if isinstance(paper, Report)]
    bills = [paper for paper in papers if isinstance(paper, Bill)]
    for report, in_time in _versions(reports):
        month.rows.extend(_rows_in_time(report, in_time))
    _chronological(month.rows)
    billed = any(bill.at.date() <= deadline(bill.month) for bill in bills)
    for row in month.rows:
        if died_on is not None and row.day > died_on:
            _cut_whole(month, row, DEATH)
        elif not any(start <= row.day < until for start, until in granted):
            _cut_whole(month, row, NO_GRANT)
        elif not billed:
            _cut_whole(month, row, LATE)
        elif row.early:
            month.cut[LATE] = month.cut.get(LATE, Fraction(0)) + row.early * WEIGHTS[row.kind]
    _cut_overlaps(month)
    if bills:
        _cut_above_bill(month, bills[-1])
    _count_double(month)
    return month
