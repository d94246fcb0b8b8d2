"""
Why one of our own commands was refused: a fact, in one sentence with its paragraph.

    Refusal
    ├── CaseUnknown
    ├── ClaimRefused (`ledger.claims.deciding`)
    ├── DecisionRefused
    │   ├── DecidedLater
    │   ├── DecisionIdUsed
    │   ├── EffectiveBeforeCause
    │   ├── GrantAfterDeath
    │   ├── NothingGranted
    │   ├── PeriodTooLong
    │   ├── ReassessmentRefused (after a takeover; `ledger.domain.transfer.refusals`)
    │   └── TransferRefused (the same)
    └── OrderRefused
        ├── BillUnknown
        ├── LineWithoutMonth
        ├── MonthWithoutBill
        ├── OrderAlreadyMade
        └── RepaidOrderNotReturned

Refusals are for the person who gave the command: shown and counted, never
logged as errors. A document from outside is never refused for breaking the law;
it is stored and found (`ledger.findings`).
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar


@dataclass(eq=False)
class Refusal(Exception):
    """A command that may not happen; the fields are the facts of its sentence."""

    sentence: ClassVar[str]
    provision: ClassVar[str | None] = None

    def __str__(self) -> str:
        """Return the sentence, with its paragraph."""
        facts = {fact.name: getattr(self, fact.name) for fact in fields(self)}
        source = f" ({self.provision})" if self.provision else ""
        return self.sentence.format_map(facts).removesuffix(".") + source + "."


@dataclass(eq=False)
class CaseUnknown(Refusal):
    """No document has named the case."""

    case_ref: str
    sentence: ClassVar[str] = (
        "Nothing is known of a case {case_ref}: check the case number, or import the document"
        " that opens the case first."
    )


class DecisionRefused(Refusal):
    """A decision that may not be made."""


@dataclass(eq=False)
class DecidedLater(DecisionRefused):
    """The decision is dated after the day on which it is recorded."""

    decided_on: date
    today: date
    sentence: ClassVar[str] = (
        "The decision is dated {decided_on}, and today is {today}: a decision is recorded when it"
        " has been made."
    )


@dataclass(eq=False)
class DecisionIdUsed(DecisionRefused):
    """The case has a decision of this id already."""

    decision_id: str
    sentence: ClassVar[str] = (
        "The case has a decision {decision_id} already, and what is decided stays: give this one an"
        " id of its own."
    )


@dataclass(eq=False)
class EffectiveBeforeCause(DecisionRefused):
    """A change takes effect before the month in which its cause arose."""

    effective_from: date
    cause_on: date
    earliest: date
    provision: ClassVar[str | None] = "SFB 51:13"
    sentence: ClassVar[str] = (
        "The change would take effect on {effective_from}, but its cause arose on {cause_on}: a"
        " change applies from {earliest} at the earliest, the first day of that month."
    )


@dataclass(eq=False)
class GrantAfterDeath(DecisionRefused):
    """The grant would begin after the recipient's death."""

    effective_from: date
    died_on: date
    provision: ClassVar[str | None] = "förordningen (1993:1091) 6 §"
    sentence: ClassVar[str] = (
        "The recipient died on {died_on}, so nothing can be granted from {effective_from}."
    )


@dataclass(eq=False)
class NothingGranted(DecisionRefused):
    """There is no grant to reassess or to withdraw."""

    authority: str
    effective_from: date
    provision: ClassVar[str | None] = "SFB 51:12"
    sentence: ClassVar[str] = (
        "No grant of {authority} is in force on {effective_from} or later, so there is nothing to"
        " reassess or withdraw."
    )


@dataclass(eq=False)
class PeriodTooLong(DecisionRefused):
    """The decision's own period is longer than six months."""

    period_from: date
    period_until: date
    latest: date
    provision: ClassVar[str | None] = "SFB 51:9"
    sentence: ClassVar[str] = (
        "The period from {period_from} to {period_until} is longer than six months: it may end on"
        " {latest} at the latest."
    )


class OrderRefused(Refusal):
    """A payment that may not be ordered."""


@dataclass(eq=False)
class BillUnknown(OrderRefused):
    """A line names a bill that the case does not have."""

    line: int
    bill: str
    provision: ClassVar[str | None] = "SFB 51:14"
    sentence: ClassVar[str] = (
        "Line {line} pays bill {bill}, which this case does not have: check the name, or import"
        " the bill first."
    )


@dataclass(eq=False)
class LineWithoutMonth(OrderRefused):
    """A line says neither which month nor which bill it pays."""

    line: int
    provision: ClassVar[str | None] = "SFB 51:14"
    sentence: ClassVar[str] = (
        "Line {line} names neither a month nor a bill: payment is made month by month."
    )


@dataclass(eq=False)
class MonthWithoutBill(OrderRefused):
    """A line pays a month for which no bill has come."""

    line: int
    month: str
    provision: ClassVar[str | None] = "SFB 51:14"
    sentence: ClassVar[str] = (
        "Line {line} pays {month}, for which no bill has been received: payment is made for"
        " assistance that was given and accounted for."
    )


@dataclass(eq=False)
class OrderAlreadyMade(OrderRefused):
    """The same payment has been ordered and has not come back."""

    order: str
    sentence: ClassVar[str] = (
        "Order {order} pays the same lines to the same payee and has not been returned by the"
        " bank: the money would be paid twice."
    )


@dataclass(eq=False)
class RepaidOrderNotReturned(OrderRefused):
    """The order that shall be paid again has not come back."""

    order: str
    sentence: ClassVar[str] = (
        "Order {order} has not been returned by the bank, so there is nothing to pay again."
    )
