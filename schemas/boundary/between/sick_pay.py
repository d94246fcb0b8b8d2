"""
The form of a claim for sick pay: lost time within its day, and days in an order that can be.

Only form; what is owed of it belongs to `ledger.claims`.
"""

from collections.abc import Iterator
from datetime import date

from schemas.boundary.check import Check, Fields
from schemas.boundary.reasons import Reason


def lost_time() -> tuple[Check, ...]:
    """Return the checks of lost time: it ends after it starts, and lies in the sickness."""

    def clock(found: Fields) -> Iterator[Reason]:
        for index, span in enumerate(found["lost"]):
            if span is not None and span[2] <= span[1]:
                yield Reason(
                    f"lost[{index}]",
                    f"lost time {index + 1} does not end after it starts.",
                    "Correct its times; a shift that crosses midnight is two, one on each day.",
                )

    def within(found: Fields) -> Iterator[Reason]:
        first: date = found["sick_from"]
        last: date | None = found["sick_until"]
        for index, span in enumerate(found["lost"]):
            if span is None:
                continue
            if span[0] < first:
                yield Reason(
                    f"lost[{index}][0]",
                    f"lost time {index + 1} lies on {span[0]}, before the sickness of {first}.",
                    "Correct the day, or sick_from: the first day of the whole sick period.",
                )
            elif last is not None and span[0] > last:
                yield Reason(
                    f"lost[{index}][0]",
                    f"lost time {index + 1} lies on {span[0]}, after the sickness ended on {last}.",
                    "Correct the day, or sick_until: the last day of the sickness.",
                )

    return (Check(("lost",), clock), Check(("lost", "sick_from", "sick_until"), within))
