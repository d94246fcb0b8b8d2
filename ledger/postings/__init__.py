"""
Postings: double entry of every event that moves money, and the chart of accounts.

Two books: Försäkringskassan's, and each municipality's own for the sick pay that
it pays. No amount is computed here: what the events state is booked.
"""

from ledger.postings.booking import BOOKED_EVENTS, postings_of
from ledger.postings.posting import AGENCY, Account, Posting

__all__ = ["AGENCY", "BOOKED_EVENTS", "Account", "Posting", "postings_of"]
