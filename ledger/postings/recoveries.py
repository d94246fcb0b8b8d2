"""
What came back of a case's payments, and what is claimed back, in the books.

The bank's returns that were ordered again, repayments, set-offs, recoveries, what was
remitted of them, and their interest. They meet across the orders of a case, so
they are one matter. What is of which recovery is told by `ledger.claims`.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from ledger.claims.recoveries import Come, Recovery, Way, recoveries_of
from ledger.domain.case import Case
from ledger.findings.payments import Payments, payments_of
from ledger.postings.posting import AGENCY, Account, Entries, Entry
from schemas.payments import PaymentOrdered, RecoveryInterestCharged

#: What is debited when a recovery becomes less.
_WAYS: Final[Mapping[str, Account]] = {
    Way.REPAID: Account.BANK,
    Way.SET_OFF: Account.PAYABLES,
    Way.REMITTED: Account.REMISSIONS,
}


def recovery_entries(at: Case) -> Entries:
    """Return the entries of what came back or is claimed back."""
    entries = Entries()
    payments = payments_of(at)
    found = recoveries_of(at, payments)
    payees = _payees(at, payments)
    _paid_again(entries, payments)
    for of in found.recoveries:
        for line in of.lines:
            entry = Entry(
                AGENCY,
                Account.RECOVERY_RECEIVABLES,
                Account.ASSISTANCE_COST,
                line.month,
                line.period,
                party=of.debtor,
            )
            entries.book(entry, line.ore)
        for come in of.come:
            party = payees.get(come.event, of.debtor)
            entries.book(_less(come, Account.RECOVERY_RECEIVABLES, party), come.ore)
    for come in found.outside:
        # What nobody has claimed back is no receivable: it lowers the cost (semantics 5.4, Q).
        # What was given up and never claimed was never booked.
        if come.way != Way.REMITTED:
            party = payees.get(come.event)
            entries.book(_less(come, Account.ASSISTANCE_COST, party), come.ore)
    _interest(entries, at, found.recoveries)
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


def _payees(at: Case, payments: Payments) -> Mapping[UUID, UUID]:
    """Return the payee of each order in which something was set off: its debt is lessened."""
    places = {place for amounts in payments.recovered.values() for place, _ in amounts}
    orders = ((place, at.history.events[place].event) for place in places)
    return {
        at.event_id(place): order.payee
        for place, order in orders
        if isinstance(order, PaymentOrdered)
    }


def _less(come: Come, credit: Account, party: UUID | None) -> Entry:
    """Return how it is booked that something became less by what came, or was given up."""
    return Entry(AGENCY, _WAYS[come.way], credit, come.month, come.period, party=party)


def _interest(entries: Entries, at: Case, recoveries: tuple[Recovery, ...]) -> None:
    """Book the interest that papers charge, whether or not a recovery is known for it."""
    debtors = {charged.event: of.debtor for of in recoveries for charged in of.interest}
    for place in at.standing(at.history.aside):
        event = at.history.events[place].event
        if isinstance(event, RecoveryInterestCharged):
            entry = Entry(
                AGENCY,
                Account.RECOVERY_RECEIVABLES,
                Account.RECOVERY_INTEREST,
                party=debtors.get(at.event_id(place)),
            )
            entries.book(entry, event.interest_ore)
