"""
The parental deduction taken from the pools, where the ledger is to take it (G11, BY_LEDGER).

By default it is in the decided hours already, and nothing here is asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from ledger.amounts import UNITS, first_day, month_of_day
from ledger.domain.case import Case
from ledger.domain.circumstances.age import Born, deduction_a_day, recipient_born
from ledger.domain.grants import Column, Granted
from ledger.domain.register import Register
from ledger.rules import Parameter, Rulebook
from ledger.statement.gates.pools import Deduction, PoolKey
from ledger.statement.model import Exact


def born_for(case: Case, register: Register, rulebook: Rulebook) -> Born | None:
    """Return whose age the deduction follows, where the ledger is to take it."""
    if rulebook.policy("parental.apply").value != "BY_LEDGER":
        return None
    return recipient_born(case, register)


def deductions_of(
    pools: Mapping[PoolKey, Exact], granted: Granted, born: Born, month: int, rulebook: Rulebook
) -> dict[PoolKey, Deduction]:
    """
    Return what is taken from each pool of granted time: the table's minutes per day in force.

    A pool is never taken below nothing. Double, waiting and standby time have no deduction of
    their own.
    """
    accrued = rulebook.policy("grant.pool").value == "ACCRUED"
    taken: dict[PoolKey, Deduction] = {}
    for key, units in pools.items():
        if key.period is None or key.column not in (Column.ONE, Column.ACTIVE):
            continue
        end = min(key.after, first_day(month + 1)) if accrued else key.after
        runs = (
            (max(key.first, stretch.first), min(end, stretch.after))
            for stretch in granted.accruing[key.period]
        )
        days = _days_of(runs, born, rulebook)
        minutes = sum(value.value * count for value, count in days.items())
        if minutes:
            taken[key] = Deduction(min(minutes * UNITS, units), tuple(days), born.events)
    return taken


def _days_of(runs: Iterable[tuple[int, int]], born: Born, rulebook: Rulebook) -> Counter[Parameter]:
    """Count the days of the runs by the value that is taken on them."""
    days: Counter[Parameter] = Counter()
    for first, after in runs:
        for day in range(first, after):
            value = deduction_a_day(born, month_of_day(date.fromordinal(day)), rulebook)
            if value is not None:
                days[value] += 1
    return days
