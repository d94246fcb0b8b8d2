"""
What the fields of a document must fulfil together to have a form.

Only form: what breaks the law (an age, a period longer than six months) is a
fact, is stored, and becomes a finding. Single fields belong to
`schemas.boundary.fields`, spans of days and clock times to
`schemas.boundary.spans`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schemas.boundary.between.claims import CLAIM_DECISION, REIMBURSEMENT
from schemas.boundary.between.sick_pay import lost_time
from schemas.boundary.between.transfer import TRANSFER_RECORD
from schemas.boundary.check import Check, Fields, days_in
from schemas.boundary.reasons import Reason
from schemas.boundary.recovery import (
    INSTALMENTS,
    MONTH_OR_PERIOD,
    RECOVERY,
    RECOVERY_ASKED,
    RECOVERY_INTEREST,
)
from schemas.boundary.spans import both_ends, clock_spans, in_order, stay, travel
from schemas.bounds import HIGHEST_ORE, HIGHEST_WEEKLY_MINUTES
from schemas.catalogue import Event
from schemas.circumstances import (
    AbroadReported,
    MinutesDisallowed,
    ReasonableRateGranted,
    StayReported,
)
from schemas.commands import (
    AgreeInstalments,
    Command,
    DebitMunicipality,
    DecideGrant,
    DecideRecovery,
    OrderPayment,
    ReassessGrant,
)
from schemas.decisions import ExtensionGranted, GrantDecided, GrantReassessed
from schemas.municipal.claims import ClaimDecided, ReimbursementClaimed, SickPayClaimed
from schemas.municipal.debits import MunicipalCreditIssued, MunicipalDebitIssued
from schemas.municipal.transfer import TransferRecordReceived
from schemas.payments import (
    InstalmentsAgreed,
    MoneyRepaid,
    OrderLine,
    PaymentOrdered,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryRemitted,
)
from schemas.register import AssistantDeclaredUnable, PermitReported
from schemas.reports import TimeReportReceived
from schemas.terms import EnhancedRateGranted

_MINUTES_OF_DAY: Final = 1440


def _rows(found: Fields) -> Iterator[Reason]:
    """Find rows on days that the month lacks, and rows that end before they start."""
    month: str = found["month"]
    days = days_in(month)
    rows: Sequence[tuple[int, int, int, int] | None] = found["rows"]
    for index, row in enumerate(rows):
        if row is None:
            continue
        day, start, end, kind = row
        if day > days:
            yield Reason(
                f"rows[{index}][0]",
                f"row {index + 1} lies on day {day}, and {month} has {days} days.",
                "Correct the day or the month.",
            )
        elif end <= start:
            yield _crossing_midnight(f"rows[{index}]", index, (day, start, end, kind), days)


def _crossing_midnight(field: str, index: int, row: tuple[int, int, int, int], days: int) -> Reason:
    """Return the answer to a row that ends before it starts: the two rows to write."""
    day, start, end, kind = row
    if start == end:
        return Reason(field, f"row {index + 1} ends when it starts.", "Correct its times.")
    why = f"row {index + 1} ends before it starts: a row stays within its day."
    before = f"[{day}, {start}, {_MINUTES_OF_DAY}, {kind}]"
    if day == days:
        after = f"[1, 0, {end}, {kind}] in next month's report"
    else:
        after = f"[{day + 1}, 0, {end}, {kind}]"
    return Reason(field, why, f"If it crosses midnight, write two rows: {before} and {after}.")


def _total(found: Fields) -> Iterator[Reason]:
    """Find an order whose total is not the sum of its lines."""
    lines: Sequence[OrderLine | None] = found["lines"]
    if not lines or None in lines:
        return
    total = sum(line.amount_ore for line in lines if line is not None)
    if found["total_ore"] != total:
        yield Reason(
            "total_ore",
            f"the total is {found['total_ore']} öre and the lines add up to {total}.",
            "Correct the total or the lines.",
        )


def _highest_total(found: Fields) -> Iterator[Reason]:
    """Find an order whose sum is more, or less, than an order may have."""
    lines: Sequence[OrderLine | None] = found["lines"]
    total = sum(line.amount_ore for line in lines if line is not None)
    if total < 0:
        yield Reason(
            "lines",
            f"the set-offs recover {-total} öre more than the other lines pay.",
            "Set off at most what is paid, and recover the rest another way.",
        )
    if total > HIGHEST_ORE:
        yield Reason(
            "lines",
            f"the lines add up to {total} öre, and the most is {HIGHEST_ORE}.",
            "Correct the lines, or order the payment in parts.",
        )


def _lines(found: Fields) -> Iterator[Reason]:
    """Find lines that state time without a rate, or a rate without time."""
    for field, line in _each_line(found):
        if (line.minutes is None) != (line.rate_ore is None):
            yield Reason(
                field,
                "the line states only one of minutes and rate_ore.",
                "State both, so that the amount can be followed, or neither.",
            )


def _municipal(found: Fields) -> Iterator[Reason]:
    """
    Find lines that debit municipalities twice, or of more than the line pays.

    Asked of our own commands only: in a document from outside it is a fact,
    and a finding.
    """
    for field, line in _each_line(found):
        codes = [code for code, _ in line.municipal]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Reason(
                f"{field}.municipal",
                f"municipality {code} stands more than once.",
                "Add its parts together.",
            )
        parts = sum(amount for _, amount in line.municipal)
        if parts > max(0, line.amount_ore):
            yield Reason(
                f"{field}.municipal",
                f"the municipal parts are {parts} öre of a line of {line.amount_ore}.",
                "Correct the parts or the amount.",
            )


def _each_line(found: Fields) -> Iterator[tuple[str, OrderLine]]:
    lines: Sequence[OrderLine | None] = found["lines"]
    for index, line in enumerate(lines):
        if line is not None:
            yield f"lines[{index}]", line


def _signs(found: Fields) -> Iterator[Reason]:
    """Find amounts below zero outside a set-off, and set-offs that recover nothing."""
    for field, line in _each_line(found):
        if line.amount_ore < 0 and not line.set_off:
            yield Reason(
                f"{field}.amount_ore",
                "the amount is negative, and the line is no set-off.",
                "Write an amount of 0 or more, or mark the line with set_off: true.",
            )
        elif line.set_off and line.amount_ore >= 0:
            yield Reason(
                f"{field}.amount_ore",
                "the line is a set-off, and its amount is not negative.",
                "Write what it recovers as a negative amount, or leave set_off out.",
            )


def _month_or_period(found: Fields) -> Iterator[Reason]:
    """Find lines that pay both a month and a period."""
    for field, line in _each_line(found):
        if line.period_from is not None and (line.month is not None or line.bill is not None):
            yield Reason(
                field,
                "the line names a period beside a month or a bill.",
                "Keep period_from where a period is settled, else month or bill.",
            )


def _weekly(found: Fields) -> Iterator[Reason]:
    """Find minutes a week that no week has."""
    if found["per"] != "WEEK":
        return
    for name in _GRANTED_MINUTES:
        minutes: int | None = found[name]
        if minutes is not None and minutes > HIGHEST_WEEKLY_MINUTES:
            yield Reason(
                name,
                f"{minutes} minutes a week are more than {HIGHEST_WEEKLY_MINUTES}.",
                "Correct the minutes, or state in per what they are granted for.",
            )


_GRANTED_MINUTES: Final = (
    "basic_minutes",
    "other_minutes",
    "double_minutes",
    "waiting_minutes",
    "standby_minutes",
    "total_minutes",
)
_EFFECTIVE: Final = in_order("effective_from", "effective_until")
_GRANT: Final = (
    _EFFECTIVE,
    both_ends("period_from", "period_until"),
    in_order("period_from", "period_until"),
    Check(("per", *_GRANTED_MINUTES), _weekly),
)
_LINES: Final = (
    Check(("lines",), _lines),
    Check(("lines",), _signs),
    Check(("lines",), _month_or_period),
)

#: The checks of each class of events and commands; one that is not here needs none.
CHECKS: Final[Mapping[type[Event | Command], tuple[Check, ...]]] = {
    AssistantDeclaredUnable: (_EFFECTIVE,),
    PermitReported: (_EFFECTIVE,),
    GrantDecided: _GRANT,
    GrantReassessed: _GRANT,
    ExtensionGranted: (_EFFECTIVE,),
    EnhancedRateGranted: (_EFFECTIVE,),
    StayReported: stay(),
    TransferRecordReceived: TRANSFER_RECORD,
    AbroadReported: travel(),
    ReasonableRateGranted: (_EFFECTIVE,),
    MinutesDisallowed: (clock_spans(),),
    TimeReportReceived: (
        Check(("month", "rows"), _rows),
        both_ends("averaging_from", "averaging_until"),
        in_order("averaging_from", "averaging_until"),
    ),
    PaymentOrdered: (Check(("total_ore", "lines"), _total), *_LINES),
    MoneyRepaid: (MONTH_OR_PERIOD,),
    RecoveryRemitted: (MONTH_OR_PERIOD,),
    MunicipalDebitIssued: (MONTH_OR_PERIOD,),
    MunicipalCreditIssued: (MONTH_OR_PERIOD,),
    DebitMunicipality: (MONTH_OR_PERIOD,),
    ReimbursementClaimed: REIMBURSEMENT,
    ClaimDecided: CLAIM_DECISION,
    RecoveryDecided: RECOVERY,
    DecideRecovery: RECOVERY_ASKED,
    InstalmentsAgreed: INSTALMENTS,
    AgreeInstalments: INSTALMENTS,
    RecoveryInterestCharged: RECOVERY_INTEREST,
    SickPayClaimed: lost_time(),
    DecideGrant: _GRANT,
    ReassessGrant: _GRANT,
    OrderPayment: (
        Check(("lines",), _highest_total),
        *_LINES,
        Check(("lines",), _municipal),
    ),
}


def faults(kind: type[Any], found: Fields) -> list[Reason]:
    """Return what is wrong with the fields together, as far as they are there."""
    return [
        reason
        for check in CHECKS.get(kind, ())
        if all(name in found for name in check.needs)
        for reason in check.find(found)
    ]
