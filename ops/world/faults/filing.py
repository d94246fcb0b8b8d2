"""
How a fault bends the papers that reach Försäkringskassan.

What comes late comes one or two days late, so that it is known when the month
is paid; what becomes known afterwards comes some days after the payday.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from ops.world.days import at, deadline, first_of
from ops.world.papers import Bill, Grant, Paper, Report, Row
from ops.world.paperwork import FORM, paid_on
from ops.world.story import Story


def as_it_is(_: Random, __: Story, ___: int, papers: list[Paper]) -> list[Paper]:
    return papers


def _reports(papers: list[Paper], month: int) -> list[Report]:
    return [paper for paper in papers if isinstance(paper, Report) and paper.month == month]


def _late(dice: Random, month: int, minute: int) -> tuple[date, int]:
    return deadline(month) + timedelta(days=1 + dice.randrange(2)), minute


def one_report_late(dice: Random, _: Story, month: int, papers: list[Paper]) -> list[Paper]:
    reports = _reports(papers, month)
    whose = reports[dice.randrange(len(reports))].assistant
    instant = at(*_late(dice, month, 600))
    return [
        replace(paper, at=instant + timedelta(minutes=paper.part))
        if isinstance(paper, Report) and paper.month == month and paper.assistant == whose
        else paper
        for paper in papers
    ]


def _bill(papers: list[Paper], month: int) -> Bill:
    return next(paper for paper in papers if isinstance(paper, Bill) and paper.month == month)


def _instead(papers: list[Paper], old: Paper, new: Paper) -> list[Paper]:
    return [new if paper is old else paper for paper in papers]


def bill_late(dice: Random, _: Story, month: int, papers: list[Paper]) -> list[Paper]:
    bill = _bill(papers, month)
    return _instead(papers, bill, replace(bill, at=at(*_late(dice, month, 700))))


def bill_below_rows(dice: Random, _: Story, month: int, papers: list[Paper]) -> list[Paper]:
    bill = _bill(papers, month)
    active = max(0, bill.minutes[0] - 60 * (2 + dice.randrange(12)))
    return _instead(papers, bill, replace(bill, minutes=(active, *bill.minutes[1:])))


def _long_row(dice: Random, reports: list[Report]) -> tuple[Report, Row] | None:
    """Return an active row of four hours or more by daylight, on a form with room."""
    found = [
        (report, row)
        for report in reports
        for row in report.rows
        if row[3] == 0 and row[1] >= 360 and row[2] - row[1] >= 240 and len(report.rows) < FORM
    ]
    return found[dice.randrange(len(found))] if found else None


def overlapping(dice: Random, _: Story, month: int, papers: list[Paper]) -> list[Paper]:
    """Report two or three hours inside a longer row once more, and bill them."""
    found = _long_row(dice, _reports(papers, month))
    if found is None:
        return papers
    report, (day, start, _end, _kind) = found
    length = 60 * (2 + dice.randrange(2))
    rows = tuple(sorted([*report.rows, (day, start + 60, start + 60 + length, 0)]))
    bill = _bill(papers, month)
    active, waiting, standby = bill.minutes
    papers = _instead(papers, bill, replace(bill, minutes=(active + length, waiting, standby)))
    return _instead(papers, report, replace(report, rows=rows))


def corrected_since(dice: Random, story: Story, month: int, papers: list[Paper]) -> list[Paper]:
    """Let a report with fewer rows come after the month, and its period, were paid."""
    last = month if story.stated is None else story.stated[0] + story.stated[1] - 1
    known_on = paid_on(story, last if story.pace[month] > 1000 else month)
    reports = [report for report in _reports(papers, month) if len(report.rows) > 4]
    if not reports:
        return papers
    report = reports[dice.randrange(len(reports))]
    kept = len(report.rows) - 1 - dice.randrange(len(report.rows) // 2)
    again = replace(
        report,
        at=at(known_on + timedelta(days=3 + dice.randrange(4)), 555),
        number=report.number + ".v2",
        replaces=report.ref if dice.randrange(2) else None,
        rows=report.rows[:kept],
    )
    return [*papers, again]


def lowered_since(dice: Random, story: Story, month: int, papers: list[Paper]) -> list[Paper]:
    """Lower the hours of a period that has been paid, by a fifth or more (51:12 and 51:13)."""
    assert story.stated is not None
    known_on = paid_on(story, month) + timedelta(days=3 + dice.randrange(4))
    first = next(paper for paper in papers if isinstance(paper, Grant))
    weekly = first.weekly
    fewer = weekly.other * (60 + dice.randrange(20)) // 3000 * 30
    # The change reaches back to the first day of a month in the period (51:13).
    start = first_of(month - dice.randrange(story.stated[1]))
    lowered = weekly._replace(
        other=fewer, total=None if weekly.total is None else weekly.basic + fewer
    )
    again = replace(
        first,
        at=at(known_on, 570),
        number=first.number + ".v2",
        decided_on=known_on,
        effective_from=start,
        period=None,
        weekly=lowered,
        applied_on=None,
        ground="A change of the needs had not been reported (SFB 51:12 and 51:13).",
    )
    return [*papers, again]
