"""
Until when what was paid in a case must be kept, before a person may be forgotten (semantics 6.7).

Pure. No paragraph was found, and `NO_PARAGRAPH` says so wherever the day is
shown. Forgetting itself belongs to `ledger.services.forgetting`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from ledger.amounts import months_after
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
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
    return None if last is None else _kept_after(last, rulebook)


@dataclass(frozen=True, slots=True)
class Kept:
    """
    The last day on which something of a person must be kept, and for which case.

    Without a case it is what the register says of the person.
    """

    until: date
    case: UUID | None


def keeps(
    cases: Iterable[tuple[UUID, Case]], register: Iterable[Recorded], rulebook: Rulebook
) -> Kept | None:
    """
    Return what keeps a person longest: of the cases it occurs in, and of the register about it.

    A case in which nothing was ever paid is kept as long after its last document, and so is the
    register: what is still to be paid rests on them. None where nothing occurs.
    """
    found = [
        Kept(until, stream)
        for stream, case in cases
        if (until := retained_until(case, rulebook) or _documents_until(case, rulebook))
    ]
    told = max((local_date(of.envelope.known_at) for of in register), default=None)
    if told is not None:
        found.append(Kept(_kept_after(told, rulebook), None))
    return max(found, key=lambda kept: kept.until, default=None)


def _documents_until(case: Case, rulebook: Rulebook) -> date | None:
    known = case.history.events[: case.known]
    last = max((local_date(of.envelope.known_at) for of in known), default=None)
    return None if last is None else _kept_after(last, rulebook)


def _kept_after(day: date, rulebook: Rulebook) -> date:
    return months_after(day, _years(rulebook) * _MONTHS_A_YEAR)


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
