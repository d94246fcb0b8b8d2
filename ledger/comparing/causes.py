"""
The causes by which a difference is explained, in their fixed order, and the cause of each event.

Every event has exactly one cause, so that the causes together hold the whole log. What a cause is
worth belongs to `chain`.
"""

from enum import StrEnum
from typing import Final

from ledger.amounts import month_of
from ledger.domain.accounts import local_date
from ledger.domain.recorded import Recorded
from ledger.rules import MissingValueError, Rulebook
from schemas.municipal.claims import ClaimPaid, ClaimRepaid, ClaimReversed
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.payments import (
    LateInterestCharged,
    MoneyRepaid,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryInterestCharged,
)
from schemas.reports import BillReceived, TimeReportReceived


class Cause(StrEnum):
    """Why an amount differs, in the order in which causes are applied."""

    RULE = "RULE"
    DECISION = "DECISION"
    REPORT = "REPORT"
    LATE_REPORT = "LATE_REPORT"
    PAYMENT = "PAYMENT"
    RETURN = "RETURN"
    DAY = "DAY"


ORDER: Final = tuple(Cause)
#: The causes that are documents, in their order.
DOCUMENTS: Final = ORDER[ORDER.index(Cause.DECISION) : ORDER.index(Cause.RETURN) + 1]

_PAYMENTS: Final = (
    PaymentOrdered,
    PaymentSettled,
    LateInterestCharged,
    RecoveryInterestCharged,
    ClaimPaid,
    MunicipalDebitIssued,
    MunicipalCreditIssued,
    MunicipalPaymentReceived,
)
#: Money that goes back the way it came, from the bank or from whoever was paid.
_RETURNS: Final = (PaymentReturned, MoneyRepaid, ClaimReversed, ClaimRepaid)


def cause_of(recorded: Recorded, rulebook: Rulebook) -> Cause:
    """
    Return the cause that an event belongs to.

    A report or a bill is late when it came after the day of R6, whatever was
    excused afterwards. What is neither an account nor money is a decision or a
    fact that works as one: transfers, claims, what the register learnt.
    """
    event = recorded.event
    if isinstance(event, TimeReportReceived | BillReceived):
        return Cause.LATE_REPORT if _is_late(recorded, event.month, rulebook) else Cause.REPORT
    if isinstance(event, _PAYMENTS):
        return Cause.PAYMENT
    return Cause.RETURN if isinstance(event, _RETURNS) else Cause.DECISION


def _is_late(recorded: Recorded, month: str, rulebook: Rulebook) -> bool:
    try:
        due_on = rulebook.report_due_on(month_of(month))
    except MissingValueError:
        # A month that no edition knows is computed by nobody, late or not.
        return False
    return local_date(recorded.envelope.known_at) > due_on
