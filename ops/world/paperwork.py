"""
Time reports and bills: which papers carry the rows, and when they arrive.

One report an assistant and month, continued as part 2 after thirty rows; the
bill never arrives before the reports. Everything here is in time; what is late
or wrong is a fault (`ops.world.faults`).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from ops.world.days import (
    ONE_DAY,
    at,
    cutoff,
    dates,
    deadline,
    elapsed,
    first_of,
    month_text,
    payday,
)
from ops.world.papers import Bill, Report, Row
from ops.world.shifts import Rows
from ops.world.story import Frame, Story, likely

#: The rows written on one form; FK 3059 has room for forty, and nobody here works so often.
FORM: Final = 30
#: The place of a kind in a bill: active, waiting, standby.
_PLACES: Final = {0: 0, 2: 1, 3: 2}


def paid_on(story: Story, month: int) -> date:
    """Return the payday on which the month's bill is paid, as it arrives."""
    return payday(month + (1 if month in story.early else 2))


def billed(month: int, reports: list[Report]) -> tuple[int, int, int]:
    """Return the totals of the rows, in real minutes (semantics R3 and R8)."""
    totals = [0, 0, 0]
    for report in reports:
        for row in report.rows:
            totals[_PLACES[row[3]]] += elapsed(dates(month)[row[0]], row[1], row[2])
    return totals[0], totals[1], totals[2]


def _arrival(dice: Random, story: Story, month: int) -> date:
    """Return the day on which the month's papers are complete; some use the last day."""
    if month in story.early:
        first, last = first_of(month + 1) + ONE_DAY, cutoff(month + 1)
    else:
        first, last = cutoff(month + 1) + 6 * ONE_DAY, deadline(month)
    if likely(dice, 50):
        return last
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def _reports(dice: Random, story: Story, month: int, rows: Rows, complete: date) -> list[Report]:
    found: list[Report] = []
    employer = story.provider.name
    for place, mine in sorted(rows.get(month, {}).items()):
        arrived = max(complete - timedelta(days=dice.randrange(4)), first_of(month + 1))
        found.extend(
            Report(
                at=at(arrived, 480 + 8 * place + part),
                sender=story.provider.sender,
                number=f"tid.{story.label}.{month_text(month)}.a{place + 1}.p{part + 1}",
                assistant=story.assistants[place].name,
                employer=employer,
                month=month,
                rows=tuple(mine[part * FORM : (part + 1) * FORM]),
                part=part + 1,
            )
            for part in range((len(mine) + FORM - 1) // FORM)
        )
    return found


def _bill(story: Story, month: int, reports: list[Report], complete: date) -> Bill:
    return Bill(
        at=at(complete, 780),
        sender=story.provider.sender,
        number=f"rakning.{story.label}.{month_text(month)}",
        month=month,
        minutes=billed(month, reports),
    )


@dataclass(frozen=True, slots=True)
class _Faulty:
    """A report as it first came, which lacked a row, and the day on which it was mended."""

    place: int
    row: Row
    mended_on: date


def _mended(
    dice: Random, reports: list[Report], bill: Bill, faulty: _Faulty
) -> list[Report | Bill]:
    """
    Return the papers with a first version of one report and of the bill before the right one.

    Half of the second versions name what they replace, the others have its key.
    """
    right = reports[faulty.place]
    wrong = replace(right, rows=tuple(row for row in right.rows if row != faulty.row))
    first = [wrong if report is right else report for report in reports]
    first_bill = replace(bill, minutes=billed(bill.month, first))
    named = likely(dice, 500)
    again = replace(
        right,
        at=at(faulty.mended_on, 540),
        number=right.number + ".v2",
        replaces=wrong.ref if named else None,
    )
    again_bill = replace(
        bill,
        at=at(faulty.mended_on, 840),
        number=bill.number + ".v2",
        replaces=bill.ref if named else None,
    )
    return [*first, first_bill, again, again_bill]


def _mending(dice: Random, story: Story, month: int, complete: date) -> date | None:
    """Return the day on which papers are mended: before they are paid, or just after."""
    if month == story.corrected:
        last = cutoff(month + (1 if month in story.early else 2))
        room = (last - complete).days
        return complete + timedelta(days=1 + dice.randrange(room)) if room else None
    if month == story.supplemented:
        first = payday(month + 1) + ONE_DAY
        return first + timedelta(days=dice.randrange((deadline(month) - first).days + 1))
    return None


def filed(dice: Random, frame: Frame, story: Story, rows: Rows) -> list[Report | Bill]:
    """Return the reports and bills of every month in which someone worked."""
    found: list[Report | Bill] = []
    for month in frame.all:
        if month not in rows:
            continue
        complete = _arrival(dice, story, month)
        reports = _reports(dice, story, month, rows, complete)
        bill = _bill(story, month, reports, complete)
        place = dice.randrange(len(reports))
        row = reports[place].rows[dice.randrange(len(reports[place].rows))]
        mended_on = _mending(dice, story, month, complete)
        if mended_on is None:
            found += [*reports, bill]
        else:
            found += _mended(dice, reports, bill, _Faulty(place, row, mended_on))
    return found
