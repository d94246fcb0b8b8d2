"""
The form of spans: days from and until, stays to the minute, clock times within a day.

Only form; what a span means belongs to `ledger.domain`.
"""

from collections.abc import Iterator
from datetime import date

from schemas.boundary.check import Check, Fields, days_in
from schemas.boundary.reasons import Reason


def in_order(first: str, second: str) -> Check:
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


def both_ends(first: str, second: str) -> Check:
    """Return the check that a span is stated with both ends or not at all."""

    def find(found: Fields) -> Iterator[Reason]:
        stated = [end for end in (first, second) if found[end] is not None]
        if len(stated) == 1:
            missing = second if stated == [first] else first
            yield Reason(
                missing,
                f"{stated[0]} is stated without {missing}.",
                "State both ends of the span, or neither.",
            )

    return Check((first, second), find)


def _not_before(first: str, second: str) -> Check:
    """Return the check that a last day does not lie before the first."""

    def find(found: Fields) -> Iterator[Reason]:
        start: date = found[first]
        end: date | None = found[second]
        if end is not None and end < start:
            yield Reason(
                second,
                f"{second} {end} lies before {first} {start}.",
                "Correct one of the two days.",
            )

    return Check((first, second), find)


def stay() -> tuple[Check, ...]:
    """Return the checks of a stay: it ends after it began, to the minute where stated."""

    def minutes(found: Fields) -> Iterator[Reason]:
        start: int | None = found["first_minute"]
        end: int | None = found["last_minute"]
        if found["last_day"] is None and end is not None:
            yield Reason(
                "last_minute",
                "last_minute is stated without last_day.",
                "State the day on which the stay ended, or leave the minute out.",
            )
        elif start is None or end is None or found["first_day"] != found["last_day"]:
            return
        elif end <= start:
            yield Reason(
                "last_minute",
                f"the stay ends at minute {end} of the day on which it begins at minute {start}.",
                "Correct its times: minutes are counted from midnight.",
            )

    needs = ("first_day", "first_minute", "last_day", "last_minute")
    return (_not_before("first_day", "last_day"), Check(needs, minutes))


def travel() -> tuple[Check, ...]:
    """Return the checks of a stay abroad: neither return lies before the departure."""
    return (_not_before("left_on", "expected_until"), _not_before("left_on", "returned_on"))


def clock_spans() -> Check:
    """Return the check that spans of clock time lie in their month and end after they start."""

    def find(found: Fields) -> Iterator[Reason]:
        days = days_in(found["month"])
        for index, span in enumerate(found["spans"]):
            if span is None:
                continue
            day, start, end = span
            if day > days:
                yield Reason(
                    f"spans[{index}][0]",
                    f"span {index + 1} lies on day {day}, and {found['month']} has {days} days.",
                    "Correct the day or the month.",
                )
            elif end <= start:
                yield Reason(
                    f"spans[{index}]",
                    f"span {index + 1} does not end after it starts.",
                    "Correct its times; one that crosses midnight is two spans.",
                )

    return Check(("month", "spans"), find)
