"""
What the ledger itself records of receipts: no document from outside becomes such an event.
"""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge

from schemas.bounds import Day, Fingerprint, MonthText


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptIssued:
    """
    A receipt was made for what was paid for a month of the case.

    `statement_sha256` is that of the statement in its one spelling, which was computed from what
    was recorded up to `position`, as of the day `reckoned_on`.
    """

    month: MonthText
    statement_sha256: Fingerprint
    position: Annotated[int, Ge(1)]
    reckoned_on: Day
