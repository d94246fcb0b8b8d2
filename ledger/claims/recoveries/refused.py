"""
Why a recovery, or a plan to pay it, may not be decided.

    Refusal
    └── RecoveryRefused
        ├── AboveReceived
        ├── AgreedBeforeDecided
        ├── AlreadyClaimed
        ├── InstalmentsNotLeft
        ├── MonthNotComplete
        ├── NotTheDebtor
        ├── NothingOwedBack
        ├── RecoveryIdUsed
        └── RecoveryUnknown
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.domain.refusals import Refusal


class RecoveryRefused(Refusal):
    """A recovery, or a plan, that may not be decided."""


@dataclass(eq=False)
class AboveReceived(RecoveryRefused):
    """Whoever is liable beside the insured owes at most what it received."""

    when: str
    ore: int
    received_ore: int
    provision: ClassVar[str | None] = "SFB 108:9 a"
    sentence: ClassVar[str] = (
        "{ore} öre of {when} are to be claimed, and the debtor received {received_ore} of it:"
        " whoever is liable in place of the insured repays at most what it received."
    )


@dataclass(eq=False)
class AgreedBeforeDecided(RecoveryRefused):
    """Instalments are agreed on what is not claimed yet."""

    decision_id: str
    agreed_on: date
    decided_on: date
    provision: ClassVar[str | None] = "SFB 108:15"
    sentence: ClassVar[str] = (
        "Recovery {decision_id} was decided on {decided_on}, and the instalments are agreed on"
        " {agreed_on}: a plan follows a decision."
    )


@dataclass(eq=False)
class AlreadyClaimed(RecoveryRefused):
    """All that is owed back has been claimed, or has come back."""

    when: str
    overpaid_ore: int
    claimed_ore: int
    provision: ClassVar[str | None] = "SFB 108:2"
    sentence: ClassVar[str] = (
        "Of {when} {overpaid_ore} öre were paid too much, and {claimed_ore} are claimed or have"
        " come back already: nothing is left to claim."
    )


@dataclass(eq=False)
class InstalmentsNotLeft(RecoveryRefused):
    """The instalments are not what is left of the recovery."""

    decision_id: str
    ore: int
    left_ore: int
    provision: ClassVar[str | None] = "SFB 108:15"
    sentence: ClassVar[str] = (
        "The instalments add up to {ore} öre, and {left_ore} are left of recovery {decision_id}:"
        " a plan covers exactly what is left."
    )


@dataclass(eq=False)
class MonthNotComplete(RecoveryRefused):
    """Something of the month is still to be paid."""

    when: str
    not_due_ore: int
    provision: ClassVar[str | None] = "SFB 108:2"
    sentence: ClassVar[str] = (
        "{not_due_ore} öre of {when} are owed and not yet due: what was paid too much of it is"
        " known when its payment is complete."
    )


@dataclass(eq=False)
class NotTheDebtor(RecoveryRefused):
    """Somebody is to repay who is neither the insured nor was paid."""

    when: str
    provision: ClassVar[str | None] = "SFB 108:2, 108:9, 108:9 a"
    sentence: ClassVar[str] = (
        "The debtor is neither the insured nor anybody to whom {when} was paid: who else is liable"
        " follows from 108:9 or 108:9 a; state that, or name another debtor."
    )


@dataclass(eq=False)
class NothingOwedBack(RecoveryRefused):
    """Nothing was paid too much."""

    when: str
    difference_ore: int
    provision: ClassVar[str | None] = "SFB 108:2"
    sentence: ClassVar[str] = (
        "Nothing of {when} was paid too much (what is owed less what was paid is {difference_ore}"
        " öre), so there is nothing to claim back."
    )


@dataclass(eq=False)
class RecoveryIdUsed(RecoveryRefused):
    """The case has a recovery of this id already."""

    decision_id: str
    sentence: ClassVar[str] = (
        "The case has a recovery {decision_id} already, and what is decided stays: give this one an"
        " id of its own."
    )


@dataclass(eq=False)
class RecoveryUnknown(RecoveryRefused):
    """The case has no such recovery."""

    recovery: str
    sentence: ClassVar[str] = (
        "{recovery} is no recovery of this case that stands: check the name of the document, as"
        " kvitto recoveries shows it."
    )
