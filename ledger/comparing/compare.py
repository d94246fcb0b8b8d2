"""
Comparing two sides of a case: the same months at two points, or two months.
"""

from ledger.comparing.chain import Compared, between_points
from ledger.comparing.months import between_months
from ledger.comparing.side import Side


def difference(before: Side, after: Side, *, by_event: bool = True) -> Compared:
    """
    Return the whole difference between two sides, by cause.

    `by_event` breaks each cause down to its documents, which computes the case
    once for each of them.
    """
    if before.month == after.month:
        return between_points(before, after, by_event=by_event)
    return between_months(before, after, by_event=by_event)
