"""
What came back of a case's payments, and what is claimed back, in the books.

The bank's returns that were ordered again, repayments, set-offs, recoveries, what was
remitted of them, and their interest. They meet across the orders of a case, so
they are one matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.findings.payments import Payments, Purpose, payments_of
from ledger.postings.posting import AGENCY, Account, Entries, Entry
from schemas.payments import (
    MoneyRepaid,
    PaymentOrdered,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryLine,
    RecoveryRemitted,
)


@dataclass(frozen=True, slots=True)
class _Recovery:
    """A recovery that stands: its place, its name, and for what it is claimed."""

    place: int
    ref: str
    event: RecoveryDecided
    purposes: frozenset[Purpose]


def recovery_entries(at: Case) -> Entries:
    """Return the entries of what came back or is claimed back."""
    entries = Entries()
    payments = payments_of(at)
    _paid_again(entries, payments)
    recoveries = list(_recoveries(at))
    for of in recoveries:
        for line in of.event.lines:
            entry = Entry(
                AGENCY,
                Account.RECOVERY_RECEIVABLES,
                Account.ASSISTANCE_COST,
                *_purpose(line),
                party=of.event.debtor,
            )
            entries.book(entry, line.amount_ore)
    for purpose, amounts in payments.recovered.items():
        for place, ore in amounts:
            entries.book(_came_back(at, recoveries, purpose, place), ore)
    for purpose, amounts in payments.remitted.items():
        for place, ore in amounts:
            of = _recovery_of(recoveries, at.history.events[place].event, purpose, place)
            # What was given up before it was claimed was never booked.
            if of is not None:
                entries.book(_remitted(of, purpose), ore)
    _interest(entries, at, recoveries)
    return entries


def _paid_again(entries: Entries, payments: Payments) -> None:
    """Close the debt of what came back with the order that paid it again (semantics 5.2)."""
    for of in (*payments.by_month.values(), *payments.by_period.values()):
        for order in of:
            entry = Entry(
                AGENCY,
                Account.RETURNED_PAYABLES,
                Account.ASSISTANCE_COST,
                order.month,
                order.period,
                party=order.payee,
            )
            entries.book(entry, order.repaid_ore)


def _came_back(at: Case, recoveries: Sequence[_Recovery], purpose: Purpose, place: int) -> Entry:
    """Return how money that came back is booked: against the claim for it, else the cost."""
    event = at.history.events[place].event
    of = _recovery_of(recoveries, event, purpose, place)
    # What nobody has claimed back is no receivable: it lowers the cost (semantics 5.4, Q).
    credit = Account.ASSISTANCE_COST if of is None else Account.RECOVERY_RECEIVABLES
    if isinstance(event, PaymentOrdered):
        return Entry(AGENCY, Account.PAYABLES, credit, *purpose, party=event.payee)
    return Entry(AGENCY, Account.BANK, credit, *purpose, party=_debtor(of))


def _remitted(of: _Recovery, purpose: Purpose) -> Entry:
    receivables = Account.RECOVERY_RECEIVABLES
    return Entry(AGENCY, Account.REMISSIONS, receivables, *purpose, party=of.event.debtor)


def _interest(entries: Entries, at: Case, recoveries: Sequence[_Recovery]) -> None:
    for place in at.standing(at.history.aside):
        event = at.history.events[place].event
        if isinstance(event, RecoveryInterestCharged):
            of = _recovery_of(recoveries, event, (None, None), place)
            entry = Entry(
                AGENCY,
                Account.RECOVERY_RECEIVABLES,
                Account.RECOVERY_INTEREST,
                party=_debtor(of),
            )
            entries.book(entry, event.interest_ore)


def _recoveries(at: Case) -> Iterator[_Recovery]:
    for place in at.standing(at.history.aside):
        recorded = at.history.events[place]
        if isinstance(event := recorded.event, RecoveryDecided):
            purposes = frozenset(_purpose(line) for line in event.lines)
            yield _Recovery(place, recorded.envelope.document_ref, event, purposes)


def _recovery_of(
    recoveries: Sequence[_Recovery], event: object, purpose: Purpose, place: int
) -> _Recovery | None:
    """Return the recovery that a document names, else the first known before it for the same."""
    named: str | None = None
    if isinstance(event, MoneyRepaid | RecoveryRemitted | RecoveryInterestCharged):
        named = event.recovery
    for of in recoveries:
        if of.ref == named:
            return of
    earlier = (of for of in recoveries if of.place < place and purpose in of.purposes)
    return None if named is not None else next(earlier, None)


def _purpose(line: RecoveryLine) -> Purpose:
    month = None if line.month is None else month_of(line.month)
    return (month, None if line.period_from is None else line.period_from.toordinal())


def _debtor(of: _Recovery | None) -> UUID | None:
    return None if of is None else of.event.debtor
