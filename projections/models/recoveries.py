"""
Recoveries: per case what is owed back of its months, who claims it, and what came of that.

A row for each case that has any of it, with the months that no day of reckoning
changes. The reader adds those that a day may still change, from payout verification.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.claims.recoveries import Back, Recoveries, back_of, recoveries_of
from projections.models.months import CaseMonths
from projections.written import Written

COLUMNS: Final = ("case_id", "owed_back")


@dataclass(frozen=True, slots=True)
class OwedBack:
    """What of a case is owed back in months that stand still, and its recoveries."""

    months: tuple[Back, ...]
    recoveries: Recoveries


OWED_BACK: Final = Written(OwedBack)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield the row of a case, unless nothing was ever owed back or claimed."""
    facts = case.facts
    if facts is None:
        return
    recoveries = recoveries_of(facts.case, facts.as_stated)
    has_come = bool(recoveries.recoveries or recoveries.come)
    months = [
        back_of(month.reckoned, recoveries)
        for month in case.months
        # A month in which nothing differs and of which nothing came back is asked no more.
        if not month.is_open and (has_come or month.reckoned.now.difference_ore)
    ]
    told = tuple(back for back in months if not back.is_nothing)
    if told or has_come:
        yield case.case_id, OWED_BACK.dump(OwedBack(told, recoveries))
