"""
R15: a municipality asks to be reimbursed for days that are Försäkringskassan's.

Claims are lines of days and minutes, with no clock times, so they are compared day by day: no
more is in question than was reported on those days, and than the line's other days leave. What
it is worth is what `ledger.claims.reimbursement` cuts of the claim for it.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from uuid import UUID

from ledger.amounts import UNITS, first_day, month_of
from ledger.anomalies.anomaly import Anomaly, Part, Run
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Priced
from ledger.claims.claim import claims_of
from ledger.claims.reimbursement import reimbursements_of
from ledger.domain.circumstances.closing import MINUTES_A_DAY
from ledger.rules import MissingValueError
from ledger.statement.model import WEIGHT
from schemas.municipal.claims import ClaimLine, ReimbursementClaimed


def claimed_twice(
    priced: Priced, case_id: UUID, covers: Callable[[int], bool]
) -> Iterator[Anomaly]:
    """Yield each claim with minutes of days under a decision by Försäkringskassan."""
    sort = SORTS["R15"]
    case = priced.case
    try:
        owed = reimbursements_of(case, priced.carried.register, priced.carried.rulebook)
    except MissingValueError:
        # Without a rate nothing is known to be claimed twice; the claim's own command says so.
        return
    for name, claim in claims_of(case).items():
        event = claim.event
        if not isinstance(event, ReimbursementClaimed) or claim.replaced:
            continue
        month = month_of(event.month)
        if not covers(month):
            continue
        minutes = Fraction(0)
        stake = sum(cut.ore for cut in owed[name].cuts if cut.reason == "AFTER_TAKEOVER")
        days: set[int] = set()
        try:
            reported = _reported(priced, month)
            for line in event.lines:
                on, taken = _taken(priced, line, reported)
                days |= on
                minutes += taken
        except MissingValueError:
            continue
        if not minutes:
            continue
        accounts = priced.carried.month(case, month).accounts
        reports = dict.fromkeys(case.event_id(report.place) for report in accounts.reports)
        runs: tuple[Run, ...] = tuple(
            (day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY) for day in sorted(days)
        )
        yield Anomaly(
            rule=sort.id,
            version=sort.version,
            severity=sort.severity,
            month=month,
            who=(),
            parts=(Part(case_id, runs, (case.event_id(claim.place), *reports)),),
            minutes=ceil(minutes),
            stake_ore=stake,
            says="claimed by the municipality for days on or after the takeover",
            guard=sort.guard,
        )


def _reported(priced: Priced, month: int) -> dict[int, Fraction]:
    """Return the converted minutes that the reports of a month state, by day."""
    days: dict[int, Fraction] = {}
    before = first_day(month) - 1
    for report in priced.carried.month(priced.case, month).accounts.reports:
        for day, start, end, kind in report.event.rows:
            on = before + day
            days[on] = days.get(on, Fraction(0)) + Fraction((end - start) * WEIGHT[kind], UNITS)
    return days


def _taken(
    priced: Priced, line: ClaimLine, reported: dict[int, Fraction]
) -> tuple[set[int], Fraction]:
    """Return the days of a line that are Försäkringskassan's, and the minutes in question."""
    asked = Fraction(*line.minutes)
    days = range(line.first_day.toordinal(), line.last_day.toordinal() + 1)
    theirs = {day for day in days if priced.span(day).national}
    before = sum((reported.get(day, Fraction(0)) for day in days if day not in theirs), Fraction(0))
    on = sum((reported.get(day, Fraction(0)) for day in theirs), Fraction(0))
    return theirs, min(on, max(Fraction(0), asked - before))
