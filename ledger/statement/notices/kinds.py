"""
The kinds of notice, each with the sentence that says what it means in general.

Kept apart from what finds them, because findings and pages name them too.
"""

from enum import StrEnum
from typing import Self


class NoticeKind(StrEnum):
    """A kind of notice; `says` is for the reader who meets its name in a list."""

    says: str

    def __new__(cls, name: str, says: str) -> Self:
        """Keep the sentence beside the name."""
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.says = says
        return kind

    AGE_LIMIT = (
        "AGE_LIMIT",
        "a decision grants for the first time, or more hours, after the age limit",
    )
    ASSISTANT_NOT_REGISTERED = (
        "ASSISTANT_NOT_REGISTERED",
        "a report names an assistant whom no employer has reported",
    )
    BANK_WITHOUT_ORDER = (
        "BANK_WITHOUT_ORDER",
        "the bank speaks of an order that the case does not know",
    )
    BILL_DIFFERS = ("BILL_DIFFERS", "the bill and the rows of the reports give different totals")
    CASE_WITHOUT_DECISION = (
        "CASE_WITHOUT_DECISION",
        "documents name a case that nobody has decided on",
    )
    CLOCK_CHANGE = ("CLOCK_CHANGE", "a row starts or ends in the hour that comes twice")
    DEBIT_DUE_DIFFERS = (
        "DEBIT_DUE_DIFFERS",
        "a municipality was given another day to pay by than the rule gives",
    )
    DEBIT_MADE_LATE = (
        "DEBIT_MADE_LATE",
        "a municipality was first debited its part of an order later than the rule gives",
    )
    EXEMPTION_WITHOUT_EFFECT = (
        "EXEMPTION_WITHOUT_EFFECT",
        "an exemption for school is stated for a stay elsewhere",
    )
    EXTENSION_MUNICIPAL = (
        "EXTENSION_MUNICIPAL",
        "a temporary extension is a municipal matter on days before the reform",
    )
    INSTALMENTS_DIFFER = (
        "INSTALMENTS_DIFFER",
        "the instalments of a plan do not add up to what is left of its recovery",
    )
    INTEREST_DIFFERS = ("INTEREST_DIFFERS", "the interest charged is not what the rule gives")
    LATE_NOTED = ("LATE_NOTED", "papers came late, and that is only noted")
    ORDER_WITHOUT_MONTH = (
        "ORDER_WITHOUT_MONTH",
        "an order names neither a month nor a bill that is known",
    )
    PARENTAL_BAND = (
        "PARENTAL_BAND",
        "the child comes into another age band of the parental deduction",
    )
    PAYMENT_WITHOUT_DEBIT = (
        "PAYMENT_WITHOUT_DEBIT",
        "a municipality paid of a debit that the case does not know",
    )
    PERIOD_TOO_LONG = ("PERIOD_TOO_LONG", "a decision states a period of more than six months")
    PERMIT_NOT_KNOWN = (
        "PERMIT_NOT_KNOWN",
        "a private provider of whom no permit was ever reported",
    )
    REASSESSED_AFTER_TAKEOVER = (
        "REASSESSED_AFTER_TAKEOVER",
        "a decision taken over was reassessed on a ground that the reform does not allow",
    )
    RECOVERY_ABOVE_OVERPAID = (
        "RECOVERY_ABOVE_OVERPAID",
        "a recovery claims back more than was paid wrongly",
    )
    RECOVERY_INTEREST_DIFFERS = (
        "RECOVERY_INTEREST_DIFFERS",
        "the interest charged on a recovery is not what the rule gives",
    )
    REMITTED = ("REMITTED", "a recovery was given up; what is wrong stays wrong")
    REPAID_ABOVE_CLAIMED = (
        "REPAID_ABOVE_CLAIMED",
        "more came back than a recovery claims",
    )
    RETURNED_ABOVE_SETTLED = (
        "RETURNED_ABOVE_SETTLED",
        "more came back of an order than was settled",
    )
    TRANSFER_CONFLICT = (
        "TRANSFER_CONFLICT",
        "the transfer of a municipal decision conflicts with another paper or with the law",
    )
    WRONG_PAYEE = ("WRONG_PAYEE", "an order went to somebody who is not the payee")
