"""
What a municipality is debited, credited and has paid, in Försäkringskassan's book.

What it owes of a debit is the debit itself: debits less credits and payments, and late
interest where it was charged (semantics M7, M10).
"""

from collections.abc import Iterable

from ledger.amounts import month_of
from ledger.postings.posting import AGENCY, Account, Entries, Entry
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.payments import LateInterestCharged

#: What a municipal payment may name.
Debit = MunicipalDebitIssued | MunicipalCreditIssued | LateInterestCharged


def debit_entries(debit: Debit, payments: Iterable[object], *, stands: bool) -> Entries:
    """Return the entries of a debit, a credit or late interest, and of what was paid of it."""
    entries = Entries()
    if stands:
        _issued(entries, debit)
    for event in payments:
        if isinstance(event, MunicipalPaymentReceived):
            entry = _entry(debit, Account.BANK, Account.MUNICIPAL_RECEIVABLES)
            entries.book(entry, event.amount_ore)
    return entries


def _issued(entries: Entries, debit: Debit) -> None:
    match debit:
        case MunicipalDebitIssued():
            entry = _entry(debit, Account.MUNICIPAL_RECEIVABLES, Account.COFINANCING_INCOME)
            entries.book(entry, debit.debited_ore)
        case MunicipalCreditIssued():
            entry = _entry(debit, Account.COFINANCING_INCOME, Account.MUNICIPAL_RECEIVABLES)
            entries.book(entry, debit.credited_ore)
        case LateInterestCharged():
            entry = _entry(debit, Account.MUNICIPAL_RECEIVABLES, Account.LATE_INTEREST)
            entries.book(entry, debit.interest_ore)


def _entry(of: Debit, debit: Account, credit: Account) -> Entry:
    month = None if of.month is None else month_of(of.month)
    first = None if isinstance(of, LateInterestCharged) else of.period_from
    period = None if first is None else first.toordinal()
    return Entry(AGENCY, debit, credit, month, period, municipality=of.municipality)
