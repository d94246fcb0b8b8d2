"""
What a claim between payers comes to in the book of the one that pays it.

Reimbursement is Försäkringskassan's cost, sick pay before the reform the
municipality's own. A claim is no debt before it is decided.
"""

from collections.abc import Sequence

from ledger.amounts import month_of
from ledger.postings.posting import AGENCY, Account, Entries, Entry
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
    SickPayClaimed,
)

ClaimEvent = ReimbursementClaimed | SickPayClaimed


def claim_entries(claim: ClaimEvent, became: Sequence[object]) -> Entries:
    """Return the entries of a claim and of what became of it, in fold order."""
    decided = [event.decided_ore for event in became if isinstance(event, ClaimDecided)]
    taken_back = sum(event.reversed_ore for event in became if isinstance(event, ClaimReversed))
    paid = sum(event.paid_ore for event in became if isinstance(event, ClaimPaid))
    repaid = sum(event.repaid_ore for event in became if isinstance(event, ClaimRepaid))
    # A later decision replaces an earlier one.
    granted = max(0, (decided[-1] if decided else 0) - taken_back)
    entries = Entries()
    entries.book(_entry(claim, _cost(claim), Account.CLAIM_PAYABLES), granted)
    entries.book(_entry(claim, Account.CLAIM_PAYABLES, Account.BANK), paid)
    entries.book(_entry(claim, Account.BANK, Account.CLAIM_PAYABLES), repaid)
    too_much = max(0, paid - repaid - granted)
    entries.book(_entry(claim, Account.CLAIM_RECEIVABLES, Account.CLAIM_PAYABLES), too_much)
    return entries


def strange_entries(became: Sequence[object]) -> Entries:
    """Return the entries of money for a claim that nobody knows of."""
    entries = Entries()
    for event in became:
        if isinstance(event, ClaimPaid):
            entries.book(Entry(AGENCY, Account.CLEARING, Account.BANK), event.paid_ore)
        elif isinstance(event, ClaimRepaid):
            entries.book(Entry(AGENCY, Account.BANK, Account.CLEARING), event.repaid_ore)
    return entries


def _cost(claim: ClaimEvent) -> Account:
    is_sick_pay = isinstance(claim, SickPayClaimed)
    return Account.SICK_PAY_COST if is_sick_pay else Account.REIMBURSEMENT_COST


def _entry(claim: ClaimEvent, debit: Account, credit: Account) -> Entry:
    if isinstance(claim, SickPayClaimed):
        return Entry(
            claim.municipality,
            debit,
            credit,
            municipality=claim.municipality,
            party=claim.claimant,
        )
    month = month_of(claim.month)
    return Entry(AGENCY, debit, credit, month, municipality=claim.municipality)
