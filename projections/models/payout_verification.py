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

COLUMNS: Final = ("case_id", "month", "period", "is_open", "facts", "counts_from")
FACTS: Final = Written(MonthFacts)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield a row for each month of a case."""
    for month in case.months:
        facts = month.facts
        assert isinstance(facts, MonthFacts), "a day of reckoning asks what was known before"
        written = FACTS.dump(facts)
        yield case.case_id, facts.month, facts.period, month.is_open, written, month.counts_from


def looked_at_until(day: date, rulebook: Rulebook) -> tuple[int, int]:
    """
    Return the days up to which what no paper speaks of counts: of months, of periods.

    An advance is asked for from the month of the last cutoff on, a period from
    the day on which it is due.
    """
    return (rulebook.last_cutoff(day) or day).toordinal(), day.toordinal()


def reckoned_on(facts: str, day: date, rulebook: Rulebook) -> Reckoned:
    """Return the month of a row as it is reckoned on a day."""
    return reckoned(FACTS.load(facts), Reckoning.of(rulebook, day))
