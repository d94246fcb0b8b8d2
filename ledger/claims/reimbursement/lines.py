"""
The lines of a claim against the time of its decision: what counts, and why the rest does not.

A minute of a day is paid once, and the first line in order has it. Which
minutes are payable belongs to `hours`, what they are worth to `owed`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ledger.amounts import UNITS, UNITS_PER_HOUR, value_of
from ledger.claims.reimbursement.hours import MonthOfDecision
from ledger.claims.reimbursement.window import Window
from ledger.domain.grants import OPEN_END
from ledger.statement import Exact
from schemas.municipal.claims import ClaimLine, CutReason

#: Why claimed time does not count, in the order in which it is asked.
_OF_DAYS: Final[tuple[CutReason, ...]] = ("AFTER_TAKEOVER", "OUTSIDE_WINDOW", "OUTSIDE_GRANT")
REASONS: Final[tuple[CutReason, ...]] = (*_OF_DAYS, "CLAIMED_BEFORE", "NOT_REPORTED")


@dataclass(frozen=True, slots=True)
class Measured:
    """A line measured: units that count by day, and units that do not by reason."""

    line: ClaimLine
    counted: dict[int, Exact]
    cut: dict[CutReason, Exact]

    @property
    def claimed(self) -> Fraction:
        """The units that the line claims."""
        return Fraction(*self.line.minutes) * UNITS

    @property
    def units(self) -> Exact:
        """The units that count."""
        return sum(self.counted.values())

    def priced(self, units: Exact) -> Fraction:
        """Return what units of this line cost at its price, in exact öre."""
        return value_of(units, self.line.price_ore)


def outside(line: ClaimLine, reason: CutReason) -> Measured:
    """Return a line of which nothing can count, for one reason."""
    return Measured(line, {}, {reason: Fraction(*line.minutes) * UNITS})


def measured(
    line: ClaimLine, of: MonthOfDecision, window: Window, taken: dict[int, Exact]
) -> Measured:
    """
    Return what of a line counts; `taken` is what lines before it took of each day.

    The first days of the line come first. What was claimed beyond that is cut
    by the first reason that the reports, the decision and the days give; what
    nothing else explains was not reported.
    """
    days = range(line.first_day.toordinal(), line.last_day.toordinal() + 1)
    before = sum(min(of.payable.get(day, 0), taken.get(day, 0)) for day in days)
    rest: Exact = Fraction(*line.minutes) * UNITS
    counted: dict[int, Exact] = {}
    for day in days:
        part = min(rest, of.payable.get(day, 0) - taken.get(day, 0))
        if part > 0:
            counted[day] = part
            taken[day] = taken.get(day, 0) + part
            rest -= part
    cut: dict[CutReason, Exact] = {}
    for reason, most in _reasons(days, of, window, before):
        part = min(rest, most)
        if part > 0:
            cut[reason] = cut.get(reason, 0) + part
            rest -= part
    return Measured(line, counted, cut)


def _reasons(
    days: Iterable[int], of: MonthOfDecision, window: Window, before: Exact
) -> Iterator[tuple[CutReason, Exact]]:
    """Yield each reason with the most that it can explain; the last explains all that is left."""
    sorts: dict[CutReason, list[int]] = {reason: [] for reason in REASONS}
    for day in days:
        sorts[_sort(day, of, window)].append(day)
    granted = sorts["NOT_REPORTED"]
    closed = sum(of.closed.get(day, 0) for day in granted)
    for reason in _OF_DAYS:
        reported = sum(of.reported.get(day, 0) for day in sorts[reason])
        most = reported + closed if reason == "OUTSIDE_GRANT" else reported
        yield reason, most
    yield "CLAIMED_BEFORE", before
    # Where no day of the line can be paid for, whatever was worked, its days say why.
    last: CutReason = "AFTER_TAKEOVER"
    for reason in REASONS:
        last = reason if sorts[reason] else last
    yield last, OPEN_END * UNITS_PER_HOUR


def _sort(day: int, of: MonthOfDecision, window: Window) -> CutReason:
    """Return why no time of a day can count; time on a day that is granted is only unreported."""
    if day in of.national:
        return "AFTER_TAKEOVER"
    if day < window.first:
        return "OUTSIDE_WINDOW"
    return "NOT_REPORTED" if day in of.granted else "OUTSIDE_GRANT"


@dataclass(frozen=True, slots=True)
class Worth:
    """
    A claim in exact öre: as its lines say, at cost, and at most.

    `cuts` are what each reason takes of what the lines say.
    """

    stated: Fraction
    cost: Fraction
    most: Fraction
    sick_pay: Fraction
    cuts: Mapping[CutReason, Exact]


def by_reason(
    lines: Iterable[Measured], value: Callable[[Measured, Exact], Exact]
) -> dict[CutReason, Exact]:
    """Return the sum of a value of what was cut, by reason."""
    sums: dict[CutReason, Exact] = {}
    for line in lines:
        for reason, units in line.cut.items():
            sums[reason] = sums.get(reason, 0) + value(line, units)
    return sums
