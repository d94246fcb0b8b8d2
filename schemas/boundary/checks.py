"""
What the fields of a document must fulfil together to have a form.

Only form: what breaks the law (an age, a period longer than six months) is a
fact, is stored, and becomes a finding. Single fields belong to
`schemas.boundary.fields`. Each check says which fields it needs, so that it
can be made of a document whose other fields are wrong.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from schemas.boundary.reasons import Reason
from schemas.bounds import HIGHEST_ORE
from schemas.catalogue import Event
from schemas.commands import Command, DecideGrant, OrderPayment, ReassessGrant
from schemas.decisions import GrantDecided, GrantReassessed
from schemas.payments import OrderLine, PaymentOrdered
from schemas.reports import TimeReportReceived

#: A document's own fields; those that are wrong by themselves are left out.
Fields = Mapping[str, Any]

_MINUTES_OF_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Check:
    """A check, and the fields without which it cannot be made."""

    needs: tuple[str, ...]
    find: Callable[[Fields], Iterator[Reason]]


@lru_cache(maxsize=512)
def _days_in(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:7]))[1]


def _rows(found: Fields) -> Iterator[Reason]:
    """Find rows on days that the month lacks, and rows that end before they start."""
    month: str = found["month"]
    days = _days_in(month)
    rows: Sequence[tuple[int, int, int, int] | None] = found["rows"]
    for index, row in enumerate(rows):
        if row is None:
            continue
        day, start, end, kind = row
        if day > days:
            yield Reason(
                f"rows[{index}][0]",
                f"row {index + 1} lies on day {day}, and {month} has {days} days.",
                "Correct the day or the month.",
            )
        elif end <= start:
            yield _crossing_midnight(f"rows[{index}]", index, (day, start, end, kind), days)


def _crossing_midnight(field: str, index: int, row: tuple[int, int, int, int], days: int) -> Reason:
    """Return the answer to a row that ends before it starts: the two rows to write."""
    day, start, end, kind = row
    if start == end:
        return Reason(field, f"row {index + 1} ends when it starts.", "Correct its times.")
    why = f"row {index + 1} ends before it starts: a row stays within its day."
    before = f"[{day}, {start}, {_MINUTES_OF_DAY}, {kind}]"
    if day == days:
        after = f"[1, 0, {end}, {kind}] in next month's report"
    else:
        after = f"[{day + 1}, 0, {end}, {kind}]"
    return Reason(field, why, f"If it crosses midnight, write two rows: {before} and {after}.")


def _order(first: str, second: str) -> Check:
    """Return the check that a half-open span, where it is stated, holds a day."""

    def find(found: Fields) -> Iterator[Reason]:
        start: date | None = found[first]
        end: date | None = found[second]
        if start is not None and end is not None and end <= start:
            yield Reason(
                second,
                f"{second} {end} is not after {first} {start}.",
                f"Correct one of them; {second} is the first day after the last.",
            )

    return Check((first, second), find)


def _period(found: Fields) -> Iterator[Reason]:
    """Find a period of which only one end is stated."""
    ends = ("period_from", "period_until")
    stated = [end for end in ends if found[end] is not None]
    if len(stated) == 1:
        missing = next(end for end in ends if end not in stated)
        yield Reason(
            missing,
            f"{stated[0]} is stated without {missing}.",
            "State both ends of the decision's own period, or neither.",
        )


def _total(found: Fields) -> Iterator[Reason]:
    """Find an order whose total is not the sum of its lines."""
    lines: Sequence[OrderLine | None] = found["lines"]
    if not lines or None in lines:
        return
    total = sum(line.amount_ore for line in lines if line is not None)
    if found["total_ore"] != total:
        yield Reason(
            "total_ore",
            f"the total is {found['total_ore']} öre and the lines add up to {total}.",
            "Correct the total or the lines.",
        )


def _highest_total(found: Fields) -> Iterator[Reason]:
    """Find an order whose sum is more than an order may have."""
    lines: Sequence[OrderLine | None] = found["lines"]
    total = sum(line.amount_ore for line in lines if line is not None)
    if total > HIGHEST_ORE:
        yield Reason(
            "lines",
            f"the lines add up to {total} öre, and the most is {HIGHEST_ORE}.",
            "Correct the lines, or order the payment in parts.",
        )


def _lines(found: Fields) -> Iterator[Reason]:
    """Find lines that state time without a rate, or a rate without time."""
    for field, line in _each_line(found):
        if (line.minutes is None) != (line.rate_ore is None):
            yield Reason(
                field,
                "the line states only one of minutes and rate_ore.",
                "State both, so that the amount can be followed, or neither.",
            )


def _municipal(found: Fields) -> Iterator[Reason]:
    """
    Find lines that debit municipalities twice, or of more than the line pays.

    Asked of our own commands only: in a document from outside it is a fact,
    and a finding.
    """
    for field, line in _each_line(found):
        codes = [code for code, _ in line.municipal]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Reason(
                f"{field}.municipal",
                f"municipality {code} stands more than once.",
                "Add its parts together.",
            )
        parts = sum(amount for _, amount in line.municipal)
        if parts > line.amount_ore:
            yield Reason(
                f"{field}.municipal",
                f"the municipal parts are {parts} öre of a line of {line.amount_ore}.",
                "Correct the parts or the amount.",
            )


def _each_line(found: Fields) -> Iterator[tuple[str, OrderLine]]:
    lines: Sequence[OrderLine | None] = found["lines"]
    for index, line in enumerate(lines):
        if line is not None:
            yield f"lines[{index}]", line


_GRANT: Final = (
    _order("effective_from", "effective_until"),
    Check(("period_from", "period_until"), _period),
    _order("period_from", "period_until"),
)

#: The checks of each class of events and commands; one that is not here needs none.
CHECKS: Final[Mapping[type[Event | Command], tuple[Check, ...]]] = {
    TimeReportReceived: (Check(("month", "rows"), _rows),),
    GrantDecided: _GRANT,
    GrantReassessed: _GRANT,
    PaymentOrdered: (Check(("total_ore", "lines"), _total), Check(("lines",), _lines)),
    DecideGrant: _GRANT,
    ReassessGrant: _GRANT,
    OrderPayment: (
        Check(("lines",), _highest_total),
        Check(("lines",), _lines),
        Check(("lines",), _municipal),
    ),
}


def faults(kind: type[Any], found: Fields) -> list[Reason]:
    """Return what is wrong with the fields together, as far as they are there."""
    return [
        reason
        for check in CHECKS.get(kind, ())
        if all(name in found for name in check.needs)
        for reason in check.find(found)
    ]
