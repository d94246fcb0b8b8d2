"""
Payout verification: per case and month the facts from which findings follow on any day.

Nothing here depends on the day of reckoning: O per cut-off, orders, what the
bank said, and gate values. Whoever reads a row applies `ledger.findings`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from ledger.findings import MonthFacts, Reckoned, Reckoning, reckoned
from ledger.rules import Rulebook
from projections.models.months import CaseMonths
from projections.written import Written

COLUMNS: Final = ("case_id", "month", "period", "is_open", "facts")
FACTS: Final = Written(MonthFacts)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield a row for each month of a case."""
    for month in case.months:
        facts = month.facts
        yield case.case_id, facts.month, facts.period, month.is_open, FACTS.dump(facts)


def reckoned_on(facts: str, day: date, rulebook: Rulebook) -> Reckoned:
    """Return the month of a row as it is reckoned on a day."""
    return reckoned(FACTS.load(facts), Reckoning.of(rulebook, day))
