"""
How a payer misreads the papers of the month that it pays wrongly.

Each function takes the month and the papers known, and returns them as the
payer takes them; everything else it reckons as it should.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from ops.world.days import deadline, first_of
from ops.world.papers import Bill, Death, Grant, Paper, Report, Row, Weekly, Withdrawal

#: More than anyone works in a month, or is granted in a week.
_PLENTY = 10_000


def without_death(_: int, papers: Sequence[Paper]) -> list[Paper]:
    return [paper for paper in papers if not isinstance(paper, Death)]


def without_withdrawal(_: int, papers: Sequence[Paper]) -> list[Paper]:
    return [paper for paper in papers if not isinstance(paper, Withdrawal)]


def _grants(papers: Sequence[Paper], change: Callable[[Grant], Grant]) -> list[Paper]:
    return [change(paper) if isinstance(paper, Grant) else paper for paper in papers]


def as_own_decision(_: int, papers: Sequence[Paper]) -> list[Paper]:
    return _grants(papers, lambda grant: replace(grant, authority="FK"))


def granted_from_the_first(month: int, papers: Sequence[Paper]) -> list[Paper]:
    return _grants(papers, lambda grant: replace(grant, effective_from=first_of(month)))


def _more(weekly: Weekly, *, double: bool) -> Weekly:
    if double:
        weekly = weekly._replace(double=weekly.double + _PLENTY)
    return weekly._replace(other=weekly.other + _PLENTY, total=None)


def with_more_hours(_: int, papers: Sequence[Paper]) -> list[Paper]:
    return _grants(papers, lambda grant: replace(grant, weekly=_more(grant.weekly, double=False)))


def with_double(_: int, papers: Sequence[Paper]) -> list[Paper]:
    return _grants(papers, lambda grant: replace(grant, weekly=_more(grant.weekly, double=True)))


def all_in_time(month: int, papers: Sequence[Paper]) -> list[Paper]:
    """Read the stamp of a late paper as if it were of the last day."""
    last = deadline(month)
    return [
        replace(paper, at=paper.at - timedelta(days=(paper.at.date() - last).days))
        if isinstance(paper, Report | Bill) and paper.month == month and paper.at.date() > last
        else paper
        for paper in papers
    ]


def without_bills_limit(month: int, papers: Sequence[Paper]) -> list[Paper]:
    return [
        replace(paper, minutes=(9 * _PLENTY,) * 3)
        if isinstance(paper, Bill) and paper.month == month
        else paper
        for paper in papers
    ]


def covered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that lie inside another row of the same day."""
    return [
        row
        for row in rows
        if any(
            other != row and other[0] == row[0] and other[1] <= row[1] and row[2] <= other[2]
            for other in rows
        )
    ]


def overlaps_as_two(month: int, papers: Sequence[Paper]) -> list[Paper]:
    """Read rows inside another row as the work of somebody else, double staffing granted."""
    found: list[Paper] = []
    for paper in with_double(month, papers):
        if isinstance(paper, Report) and paper.month == month:
            inside = covered(paper.rows)
            rest = tuple(row for row in paper.rows if row not in inside)
            found.append(replace(paper, rows=rest))
            if inside:
                found.append(replace(paper, assistant="somebody", rows=tuple(inside)))
        else:
            found.append(paper)
    return found
