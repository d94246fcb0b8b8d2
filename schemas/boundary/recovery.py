"""
The form of what is claimed back, and of what a municipality is debited.

Months or periods, instalments in order, days that follow each other. Only form;
what is owed back, and whether it may be claimed, belongs to `ledger.claims`.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from schemas.boundary.check import Check, Fields
from schemas.boundary.reasons import Reason
from schemas.payments import RecoveryLine


def _one_of_both(found: Fields) -> Iterator[Reason]:
    """Find a document that names neither a month nor a period, or both."""
    if (found["month"] is None) == (found["period_from"] is None):
        yield Reason(
            "month",
            "the document must name a month or the first day of a period, and not both.",
            "State month, or period_from where the period was settled.",
        )


def _lines(found: Fields) -> Iterator[Reason]:
    """Find lines of neither a month nor a period or of both, and a month that stands twice."""
    lines: Sequence[RecoveryLine | None] = found["lines"]
    seen: set[tuple[str | None, date | None]] = set()
    for index, line in enumerate(lines):
        if line is None:
            continue
        purpose = (line.month, line.period_from)
        if (line.month is None) == (line.period_from is None):
            yield Reason(
                f"lines[{index}]",
                "the line must name a month or the first day of a period, and not both.",
                "State month, or period_from where a period is recovered.",
            )
        elif purpose in seen:
            yield Reason(
                f"lines[{index}]",
                f"{line.month or line.period_from} stands in more than one line.",
                "Write what is claimed of it in one line.",
            )
        seen.add(purpose)


def _asked(found: Fields) -> Iterator[Reason]:
    """Find a command that names nothing to recover, or something twice."""
    for field in ("months", "periods"):
        named: Sequence[object] = found[field]
        if len(set(named)) < len(named):
            yield Reason(field, "one of them stands twice.", "Name each once.")
    if not found["months"] and not found["periods"]:
        yield Reason(
            "months",
            "the command names neither a month nor a period.",
            "Name what is to be claimed back in months, or in periods by their first day.",
        )


def _due(found: Fields) -> Iterator[Reason]:
    """Find a claim that is due before it is decided."""
    decided, due = found["decided_on"], found["due_on"]
    if due < decided:
        yield Reason(
            "due_on",
            f"due_on {due} lies before decided_on {decided}.",
            "State a day to pay by that comes after the decision.",
        )


def _instalments(found: Fields) -> Iterator[Reason]:
    """Find instalments that are not in the order of their days, that pay nothing, or come first."""
    instalments: Sequence[tuple[date, int] | None] = found["instalments"]
    before: date = found["agreed_on"]
    for index, instalment in enumerate(instalments):
        if instalment is None:
            continue
        due, ore = instalment
        if due < before or (index and due == before):
            after = "the agreement" if not index else "the instalment before it"
            yield Reason(
                f"instalments[{index}][0]",
                f"instalment {index + 1} is due on {due}, which does not come after {after}.",
                "Write the instalments in the order of their days.",
            )
        if not ore:
            yield Reason(
                f"instalments[{index}][1]",
                f"instalment {index + 1} pays nothing.",
                "Leave it out, or state its öre.",
            )
        before = due


def _days(found: Fields) -> Iterator[Reason]:
    """Find interest for days that end before they begin."""
    first, last = found["first_day"], found["last_day"]
    if last < first:
        yield Reason(
            "last_day",
            f"last_day {last} lies before first_day {first}.",
            "Correct one of the two days; both are counted.",
        )


#: A month, or the first day of a period, and one of them only.
MONTH_OR_PERIOD: Final = Check(("month", "period_from"), _one_of_both)
RECOVERY: Final = (Check(("lines",), _lines), Check(("decided_on", "due_on"), _due))
RECOVERY_ASKED: Final = (
    Check(("months", "periods"), _asked),
    Check(("decided_on", "due_on"), _due),
)
INSTALMENTS: Final = (Check(("agreed_on", "instalments"), _instalments),)
RECOVERY_INTEREST: Final = (Check(("first_day", "last_day"), _days),)
