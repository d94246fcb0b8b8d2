"""
The faults that are hidden in the synthetic world, one table of them all.

A fault bends a story before its papers are written, the papers themselves, the
payer's reading of them, its order, or the bank's answer. What an audit must
find of it is never stated here: `ops.world.truth` works it out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from ops.world.faults import filing, ordering, reading, shaping
from ops.world.papers import Line, Paper
from ops.world.story import Frame, Story


@dataclass(frozen=True, slots=True)
class Sort:
    """
    A sort of fault: its name, the finding it must lead to, and what it bends.

    `shape` returns the month that is paid wrongly, given the month drawn.
    """

    name: str
    kind: str
    sentence: str
    shape: Callable[[Random, Frame, Story, int], int] = shaping.plain
    file: Callable[[Random, Story, int, list[Paper]], list[Paper]] = filing.as_it_is
    misread: Callable[[int, Sequence[Paper]], list[Paper]] | None = None
    bend: Callable[[Random, Line], list[Line]] = ordering.as_owed
    settle: Callable[[Random, int], int] = ordering.in_full
    returns: bool = False
    unmatched: bool = False
    municipal: bool = False
    unknown: bool = False
    #: The fewest months of a world in which it can be hidden.
    months: int = 1

    def fits(self, frame: Frame, month: int) -> bool:
        """Tell whether a month can hide it: from the reform on no municipality has a share."""
        return self.kind != "WRONG_SPLIT" or frame.reform is None or month < frame.reform


#: In this order faults are handed out, so a small world has one of each as far as they reach.
SORTS: Final = (
    Sort(
        "settled-otherwise",
        "SETTLED_NOT_AS_ORDERED",
        "The bank paid another amount than was ordered.",
        settle=ordering.misprinted,
    ),
    Sort(
        "ordered-twice",
        "PAID_TWICE",
        "The same order was sent again under a new number, and paid.",
        bend=ordering.twice,
    ),
    Sort(
        "not-ordered",
        "NOT_PAID",
        "Bill and reports were there in time, and nothing was ordered.",
        bend=ordering.nothing,
    ),
    Sort(
        "last-years-rate",
        "WRONG_RATE",
        "The hours were paid, and shared, at the rate of the year before.",
        bend=ordering.at_last_years_rate,
    ),
    Sort(
        "death-known-later",
        "PAID_AFTER_DEATH",
        "Reports went on after a death that became known when they had been paid.",
        shape=shaping.dies_unknown,
    ),
    Sort(
        "death-ignored",
        "PAID_AFTER_DEATH",
        "The death was known, and the days after it were paid all the same.",
        shape=shaping.dies_known,
        misread=reading.without_death,
    ),
    Sort(
        "municipal-case-paid",
        "PAID_WITHOUT_GRANT",
        "Försäkringskassan paid a month that a municipality had granted.",
        misread=reading.as_own_decision,
        municipal=True,
    ),
    Sort(
        "withdrawal-ignored",
        "PAID_WITHOUT_GRANT",
        "The grant was withdrawn in time, and the days after it were paid all the same.",
        shape=shaping.withdrawn_in_time,
        misread=reading.without_withdrawal,
    ),
    Sort(
        "paid-before-grant",
        "PAID_WITHOUT_GRANT",
        "Days before the first day of the grant were reported and paid.",
        shape=shaping.begins_early,
        misread=reading.granted_from_the_first,
    ),
    Sort(
        "late-report-paid",
        "PAID_BARRED",
        "One assistant's report came after the last day, and was paid all the same.",
        shape=shaping.not_early,
        file=filing.one_report_late,
        misread=reading.all_in_time,
    ),
    Sort(
        "late-bill-paid",
        "PAID_BARRED",
        "The bill came after the last day, and was paid all the same.",
        shape=shaping.not_early,
        file=filing.bill_late,
        misread=reading.all_in_time,
    ),
    Sort(
        "overlap-paid",
        "PAID_BARRED",
        "One assistant's rows overlap, and the same minutes were paid twice.",
        file=filing.overlapping,
        misread=reading.overlaps_as_two,
    ),
    Sort(
        "rows-above-bill-paid",
        "PAID_BARRED",
        "The bill stated less than the rows, and the rows were paid.",
        file=filing.bill_below_rows,
        misread=reading.without_bills_limit,
    ),
    Sort(
        "pool-exceeded",
        "OUTSIDE_GRANTED_TIME",
        "The period's granted time was used up, and the last days were paid all the same.",
        shape=shaping.reports_too_much,
        misread=reading.with_more_hours,
    ),
    Sort(
        "double-exceeded",
        "OUTSIDE_GRANTED_TIME",
        "Double staffing was paid that no decision grants.",
        shape=shaping.doubles_unasked,
        misread=reading.with_double,
    ),
    Sort(
        "reassessed-since",
        "OUTSIDE_GRANTED_TIME",
        "A reassessment with effect backwards became known when the period had been paid.",
        shape=shaping.lowered_later,
        file=filing.lowered_since,
    ),
    Sort(
        "corrected-since",
        "PAID_TOO_MUCH",
        "A corrected report with fewer hours came when the month had been paid.",
        shape=shaping.paid_before_the_end,
        file=filing.corrected_since,
    ),
    Sort(
        "too-little",
        "PAID_TOO_LITTLE",
        "The amount ordered is lower than the line's own hours times its rate.",
        bend=ordering.too_little,
    ),
    Sort(
        "too-much",
        "PAID_TOO_MUCH",
        "The amount ordered is higher than the line's own hours times its rate.",
        bend=ordering.too_much,
    ),
    Sort(
        "wrong-municipality",
        "WRONG_SPLIT",
        "Another municipality than the responsible one was debited.",
        bend=ordering.to_another_municipality,
    ),
    Sort(
        "wrong-split",
        "WRONG_SPLIT",
        "The municipality was debited for another number of hours than twenty a week.",
        bend=ordering.at_other_hours,
    ),
    Sort(
        "returned-forgotten",
        "RETURNED_NOT_PAID_AGAIN",
        "The money came back from the bank, and was not paid again.",
        shape=shaping.paid_before_the_end,
        returns=True,
    ),
    Sort(
        "unmatched-order",
        "UNMATCHED",
        "An order names the case, but neither month nor bill.",
        unmatched=True,
    ),
    Sort(
        "withdrawn-since",
        "PAID_WITHOUT_GRANT",
        "The grant was withdrawn backwards when the days after it had been paid.",
        shape=shaping.withdrawn_later,
    ),
    Sort(
        "corrected-with-effect",
        "PAID_TOO_MUCH",
        "A corrected report freed granted time, which the period's last month then used.",
        shape=shaping.reports_too_much_earlier,
        file=filing.corrected_since,
        months=3,
    ),
    Sort(
        "unknown-case",
        "PAID_WITHOUT_GRANT",
        "An order names a case that nobody has decided on.",
        unknown=True,
    ),
)


@dataclass(slots=True)
class Fault:
    """One hidden fault: its sort and month, and the dice that it throws."""

    sort: Sort
    month: int
    dice: Random = field(repr=False)

    @property
    def misreads(self) -> bool:
        return self.sort.misread is not None

    @property
    def returns(self) -> bool:
        return self.sort.returns

    def misread(self, papers: Sequence[Paper]) -> list[Paper]:
        """Return the papers as the payer takes them for the month of the fault."""
        return list(papers) if self.sort.misread is None else self.sort.misread(self.month, papers)

    def bend(self, line: Line) -> list[Line]:
        return self.sort.bend(self.dice, line)

    def settled(self, amount: int) -> int:
        return self.sort.settle(self.dice, amount)

    def besides(self, cycle: int) -> list[Line]:
        """Return what is ordered besides what is owed, on the month's usual payday."""
        if not self.sort.unmatched or cycle != self.month + 2:
            return []
        return [Line(amount=ordering.any_amount(self.dice))]
