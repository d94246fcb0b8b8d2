"""
R15: a municipality asks to be reimbursed for days that are Försäkringskassan's.

Time and öre are what `ledger.claims.reimbursement` cuts of the claim for it. Where nothing of the
claim may be reimbursed at all, no day of it is looked at there; then no more is in question than
was reported on those days, and than the line's other days leave, at the price that is claimed.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from uuid import UUID

from ledger.amounts import UNITS, month_of, rounded, value_of
from ledger.anomalies.anomaly import Anomaly, Part
from ledger.anomalies.sorts import SORTS
from ledger.anomalies.value import Priced, minutes_cut
from ledger.claims.claim import Claim, ClaimOwed, Covers
from ledger.claims.reimbursement import reimbursements_or_missing
from ledger.claims.reimbursement.hours import reported_by_day
from ledger.claims.reimbursement.window import window_of
from ledger.rules import MissingValueError
from ledger.runs import MINUTES_A_DAY, Run
from ledger.statement import Exact
from schemas.municipal.claims import ClaimLine, ReimbursementClaimed


def claimed_twice(
    priced: Priced, case_id: UUID, claims: Mapping[str, Claim], covers: Covers
) -> Iterator[Anomaly]:
    """Yield each claim of which something is asked for Försäkringskassan's days."""
    sort = SORTS["R15"]
    case, carried = priced.case, priced.carried
    for name, owed in reimbursements_or_missing(case, claims, carried, covers).items():
        claim, event = claims[name], claims[name].event
        assert isinstance(event, ReimbursementClaimed)
        month = month_of(event.month)
        # Without a rate nothing is known to be claimed twice; the claim's own command says so.
        if isinstance(owed, MissingValueError) or not covers(month):
            continue
        try:
            minutes, stake = _in_question(priced, event, owed)
            runs = _runs(priced, event) if minutes else ()
        except MissingValueError:
            continue
        if not minutes:
            continue
        accounts = carried.month(case, month).accounts
        reports = dict.fromkeys(case.event_id(report.place) for report in accounts.reports)
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


def _in_question(
    priced: Priced, event: ReimbursementClaimed, owed: ClaimOwed
) -> tuple[Fraction, int]:
    """Return the minutes that are claimed for Försäkringskassan's days, and what is asked."""
    case, rulebook = priced.case, priced.carried.rulebook
    if window_of(case, event.municipality, event.municipal_decision, rulebook).has_days:
        cuts = [cut for cut in owed.cuts if cut.reason == "AFTER_TAKEOVER"]
        return minutes_cut(cuts), sum(cut.ore for cut in cuts)
    month = month_of(event.month)
    reported = reported_by_day(priced.carried.month(case, month), month, rulebook)
    taken = [(_taken(priced, line, reported), line.price_ore) for line in event.lines]
    asked = sum((value_of(units, price) for units, price in taken), Fraction(0))
    minutes = sum((units for units, _ in taken), Fraction(0)) / UNITS
    return minutes, min(event.claimed_ore, rounded(asked))


def _taken(priced: Priced, line: ClaimLine, reported: Mapping[int, Exact]) -> Fraction:
    """Return the units of a line that are Försäkringskassan's."""
    days = _days(line)
    theirs = [day for day in days if priced.span(day).national]
    on = sum(reported.get(day, 0) for day in theirs)
    before = sum(reported.get(day, 0) for day in days) - on
    asked = Fraction(*line.minutes) * UNITS
    return min(Fraction(on), max(Fraction(0), asked - before))


def _runs(priced: Priced, event: ReimbursementClaimed) -> tuple[Run, ...]:
    """
    Return the days claimed that are Försäkringskassan's, whole: a claim has no clock times.

    After a death nobody's decision is in force; then every day that is claimed is in question.
    """
    days = sorted({day for line in event.lines for day in _days(line)})
    theirs = [day for day in days if priced.span(day).national]
    return tuple((day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY) for day in theirs or days)


def _days(line: ClaimLine) -> range:
    return range(line.first_day.toordinal(), line.last_day.toordinal() + 1)
