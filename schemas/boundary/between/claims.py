"""
The form of what a municipality claims, and of decisions on claims.

Days within the claim's month, in order; a ground where less is granted. Only
form: whether the days can be paid for belongs to `ledger.claims`.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from schemas.boundary.check import Check, Fields
from schemas.boundary.reasons import Reason
from schemas.municipal.claims import ClaimLine, CutOre


def _lines(found: Fields) -> Iterator[Reason]:
    """Find lines that end before they begin, or that leave the month of the claim."""
    month: str = found["month"]
    lines: Sequence[ClaimLine | None] = found["lines"]
    for index, line in enumerate(lines):
        if line is None:
            continue
        field = f"lines[{index}]"
        if line.last_day < line.first_day:
            yield Reason(
                f"{field}.last_day",
                f"last_day {line.last_day} lies before first_day {line.first_day}.",
                "Correct one of them; the last day counts.",
            )
            continue
        for name, day in (("first_day", line.first_day), ("last_day", line.last_day)):
            if day.isoformat()[:7] != month:
                yield Reason(
                    f"{field}.{name}",
                    f"{name} {day} does not lie in {month}, the month of the claim.",
                    "Claim each month in a document of its own.",
                )


def _cuts(found: Fields) -> Iterator[Reason]:
    """Find reasons for which a decision states two amounts."""
    cuts: Sequence[CutOre | None] = found["cuts"]
    reasons = [cut[0] for cut in cuts if cut is not None]
    for reason in sorted({reason for reason in reasons if reasons.count(reason) > 1}):
        yield Reason("cuts", f"{reason} stands more than once.", "Add its amounts together.")


#: A claim of a municipality, and a decision on a claim.
REIMBURSEMENT: Final = (Check(("month", "lines"), _lines),)
CLAIM_DECISION: Final = (Check(("cuts",), _cuts),)
