"""
Until when what was paid in a case must be kept, before a person may be forgotten (semantics 6.7).

Pure. No paragraph was found, and `NO_PARAGRAPH` says so wherever the day is
shown. Forgetting itself belongs to a later work.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from ledger.amounts import months_after
from ledger.domain.case import Case
from ledger.rules import Rulebook
from schemas.municipal.claims import ClaimPaid, ClaimRepaid
from schemas.municipal.debits import MunicipalPaymentReceived
from schemas.payments import (
    InstalmentsAgreed,
    MoneyRepaid,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryRemitted,
)

NO_PARAGRAPH: Final = (
    "No paragraph was found that says how long; {years} years after the last payment, recovery or"
    " instalment is our assumption (policy retain)."
)
_MONTHS_A_YEAR: Final = 12


def no_paragraph(rulebook: Rulebook) -> str:
    """Return the sentence that says what the day rests on: no paragraph."""
    return NO_PARAGRAPH.format(years=_years(rulebook))


def retained_until(case: Case, rulebook: Rulebook) -> date | None:
    """Return the last day on which the case must be kept; None where nothing was ever paid."""
    last = max(_days(case), default=None)
    return None if last is None else months_after(last, _years(rulebook) * _MONTHS_A_YEAR)


def _years(rulebook: Rulebook) -> int:
    return int(rulebook.policy("retain").value.partition(" ")[0])


def _days(case: Case) -> Iterator[date]:
    """Yield the day of each payment, recovery and instalment that is known; replaced ones too."""
    history = case.history
    for place in (*history.payments, *history.aside):
        if place >= case.known:
            continue
        match history.events[place].event:
            case PaymentOrdered(pay_on=day) | PaymentSettled(settled_on=day):
                yield day
            case PaymentReturned(returned_on=day) | MoneyRepaid(repaid_on=day):
                yield day
            case RecoveryRemitted(decided_on=day) | RecoveryDecided(due_on=day):
                yield day
            case MunicipalPaymentReceived(received_on=day):
                yield day
            case ClaimPaid(paid_on=day) | ClaimRepaid(repaid_on=day):
                yield day
            case RecoveryInterestCharged(last_day=day):
                yield day
            case InstalmentsAgreed() as agreed:
                yield from (due_on for due_on, _ in agreed.instalments)
            case _:
                pass
