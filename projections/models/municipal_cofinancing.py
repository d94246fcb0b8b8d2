"""
Municipal co-financing: per municipality and month what it owes and what it was debited.

A row per case, so that two cases never write the same one; whoever reads adds
up. Of a month that the day of reckoning may still change, only what is owed
stands here: which orders count is reckoned by the reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ledger.amounts import rounded
from ledger.findings import Kind, Reckoned
from projections.models.months import CaseMonths

COLUMNS: Final = (
    "case_id",
    "month",
    "period",
    "municipality",
    "owed_ore",
    "debited_ore",
    "split_ore",
)


@dataclass(frozen=True, slots=True)
class Share:
    """A municipality's part of a month: owed, debited, and what WRONG_SPLIT says of it."""

    municipality: str
    owed_ore: int
    debited_ore: int
    split_ore: int


def shares_of(of: Reckoned) -> Iterable[Share]:
    """Yield each municipality that owes something of a month or was debited of it."""
    wrong = {
        finding.municipality: finding.delta_ore
        for finding in of.findings
        if finding.kind is Kind.WRONG_SPLIT
    }
    for code in sorted({*of.municipal, *of.debited}):
        debited = rounded(of.debited.get(code, Fraction(0)))
        yield Share(code, of.municipal.get(code, 0), debited, wrong.get(code, 0))


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield a row for each month and municipality of a case."""
    for month in case.months:
        of = month.reckoned
        for share in shares_of(of):
            apart = (None, None) if month.is_open else (share.debited_ore, share.split_ore)
            yield case.case_id, of.month, of.period, share.municipality, share.owed_ore, *apart
