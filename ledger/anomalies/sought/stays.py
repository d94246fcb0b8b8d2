"""
R12: hours reported while the recipient was where assistance is not paid for.

What `ledger.statement` cuts by gate STAY, so every exemption counts. Found per case and month.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from uuid import UUID

from ledger.amounts import UNITS_PER_HOUR, rounded
from ledger.anomalies.anomaly import Anomaly, Part, Run
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Priced
from ledger.domain.circumstances.closing import MINUTES_A_DAY
from ledger.rules import MissingValueError
from ledger.statement import Gate


def during_stays(priced: Priced, case_id: UUID, covers: Callable[[int], bool]) -> Iterator[Anomaly]:
    """Yield each month in which hours of a stay are reported."""
    case, carried = priced.case, priced.carried
    sort = SORTS["R12"]
    for month in sorted(case.history.reports):
        if not covers(month):
            continue
        try:
            time = carried.month(case, month)
        except MissingValueError:
            continue
        minutes = value = Fraction(0)
        for (gate, (place, _, own_rate)), (cut, units) in time.cut.items():
            if gate is Gate.STAY:
                # Of a day under a municipal decision as well, which a statement owes nothing for.
                rate = own_rate or time.spans[place].rate
                minutes += cut
                value += units * Fraction(rate.value, UNITS_PER_HOUR)
        if not minutes:
            continue
        grounds = [(day, ground) for gate, day, ground in time.closings if gate is Gate.STAY]
        days = sorted({day for day, _ in grounds})
        papers = dict.fromkeys(event for _, ground in grounds for event in ground.events)
        reports = dict.fromkeys(case.event_id(report.place) for report in time.accounts.reports)
        runs: tuple[Run, ...] = tuple(
            (day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY) for day in days
        )
        yield Anomaly(
            rule=sort.id,
            version=sort.version,
            severity=sort.severity,
            month=month,
            who=(),
            parts=(Part(case_id, runs, (*papers, *reports)),),
            minutes=ceil(minutes),
            stake_ore=rounded(value),
            says="hours reported during a stay that nothing exempts",
            guard=sort.guard,
        )
