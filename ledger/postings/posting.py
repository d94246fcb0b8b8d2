"""
What a posting is: one row with the account debited, the account credited, and öre.

Since each row names both sides, no set of rows can be out of balance. Accounts
are roles; which numbers they have belongs to a chart.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

#: The book of Försäkringskassan; every other book is a municipality's, by its code.
AGENCY: Final = "FK"


class Account(StrEnum):
    """The role of an account in a book."""

    BANK = "BANK"
    #: What the bank said of no document that is known; it is empty once all is explained.
    CLEARING = "CLEARING"
    #: Ordered, and not settled by the bank.
    PAYABLES = "PAYABLES"
    #: Sent back by the bank, and not ordered again.
    RETURNED_PAYABLES = "RETURNED_PAYABLES"
    #: What the bank settled otherwise than was ordered.
    SETTLEMENT_DIFFERENCES = "SETTLEMENT_DIFFERENCES"
    ASSISTANCE_COST = "ASSISTANCE_COST"
    RECOVERY_RECEIVABLES = "RECOVERY_RECEIVABLES"
    REMISSIONS = "REMISSIONS"
    RECOVERY_INTEREST = "RECOVERY_INTEREST"
    MUNICIPAL_RECEIVABLES = "MUNICIPAL_RECEIVABLES"
    COFINANCING_INCOME = "COFINANCING_INCOME"
    LATE_INTEREST = "LATE_INTEREST"
    REIMBURSEMENT_COST = "REIMBURSEMENT_COST"
    SICK_PAY_COST = "SICK_PAY_COST"
    CLAIM_PAYABLES = "CLAIM_PAYABLES"
    #: Paid of claims that were then taken back.
    CLAIM_RECEIVABLES = "CLAIM_RECEIVABLES"


class Entry(NamedTuple):
    """
    The accounts that öre pass between, and what they are for.

    `month` is an index, `period` the ordinal of a period's first day. `party` is
    whom a payable or a receivable is against, where it is no municipality.
    """

    book: str
    debit: Account
    credit: Account
    month: int | None = None
    period: int | None = None
    municipality: str | None = None
    party: UUID | None = None

    def reversed(self) -> "Entry":
        """Return the entry that takes this one back."""
        return self._replace(debit=self.credit, credit=self.debit)


@dataclass(frozen=True, slots=True)
class Posting:
    """
    Öre above zero that one event moved, booked on the day on which it was known.

    `cause` is the stored name of the event without its version.
    """

    event_id: UUID
    cause: str
    booked_on: date
    entry: Entry
    ore: int


class Entries(dict[Entry, int]):
    """
    What stands booked of a matter: öre by entry, below zero where it is the other way.

    A matter is written as what it comes to and never as a change, so that a
    document that is replaced, or comes late, leaves nothing behind.
    """

    def book(self, entry: Entry, ore: int) -> None:
        """Add öre to an entry."""
        if ore:
            self[entry] = self.get(entry, 0) + ore

    def since(self, before: "Entries") -> list[tuple[Entry, int]]:
        """Return the entries and öre above zero that lead here from what stood before."""
        changes = list(self.items())
        if before:
            changes = [(entry, ore - before.get(entry, 0)) for entry, ore in changes]
            changes[:0] = [(entry, -ore) for entry, ore in before.items() if entry not in self]
        return [
            (entry, ore) if ore > 0 else (entry.reversed(), -ore) for entry, ore in changes if ore
        ]
