"""
What payments came to, case by case: the figures that are counted again from the segments alone.

Asks `ledger.findings.counted` and calculates nothing. A case is named by its random id.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from ledger.amounts import month_text
from ledger.findings.counted import counted
from ledger.findings.payments import Purpose
from ledger.store.load import STREAMS_AT_ONCE, Loader, stored_names
from ops.segments.manifest import SegmentsError
from schemas.catalogue import NAMES
from schemas.reports import TimeReportReceived

NAME: Final = "balances.csv"
COLUMNS: Final = (
    "case",
    "month",
    "period_from",
    "ordered_ore",
    "unsettled_ore",
    "settled_ore",
    "returned_ore",
    "recovered_ore",
    "remitted_ore",
    "paid_ore",
)

Tell = Callable[[int, int], None]


def write_balances(loader: Loader, up_to: int, at: Path, tell: Tell) -> None:
    """Write what the payments up to a position came to, case by case in the order of ids."""
    with at.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(loader, up_to, tell))


def _rows(loader: Loader, up_to: int, tell: Tell) -> Iterator[tuple[object, ...]]:
    cases = loader.touched(0, up_to)
    # Nine of ten bytes are reports of hours, which no payment is counted by.
    without = stored_names([NAMES[TimeReportReceived]])
    for start in range(0, len(cases), STREAMS_AT_ONCE):
        tell(start, len(cases))
        for case in loader.load_readable(cases[start : start + STREAMS_AT_ONCE], up_to, without):
            if case.faults:
                raise SegmentsError(
                    f"A case cannot be counted ({case.faults[0]}). Nothing was written of balances;"
                    " run kvitto verify, which says whether it was altered."
                )
            found = counted(case.events)
            for purpose in sorted(found, key=_order):
                of, (month, period) = found[purpose], purpose
                yield (
                    case.stream,
                    "" if month is None else month_text(month),
                    "" if period is None else date.fromordinal(period),
                    *(getattr(of, name) for name in COLUMNS[3:]),
                )


def _order(purpose: Purpose) -> tuple[int, int]:
    return purpose[0] or 0, purpose[1] or 0
