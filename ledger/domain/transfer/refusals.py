"""
Why a transfer, or a reassessment after it, was refused: facts in one sentence each.

They stand in the tree of `ledger.domain.refusals`.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.domain.refusals import DecisionRefused


class TransferRefused(DecisionRefused):
    """A step of a transfer that may not be taken."""

    provision: ClassVar[str | None] = "SOU 2023:9"


@dataclass(eq=False)
class TransferUnknown(TransferRefused):
    """No paper speaks of the decision."""

    municipality: str
    decision: str
    sentence: ClassVar[str] = (
        "No paper of this case speaks of decision {decision} of municipality {municipality}: check"
        " both, or import the municipality's record first."
    )


@dataclass(eq=False)
class RecordNotValidated(TransferRefused):
    """The municipality's record is missing, set aside, or conflicts with something."""

    decision: str
    state: str
    why: str
    sentence: ClassVar[str] = (
        "Decision {decision} is {state} and cannot be taken over before its record is validated:"
        " {why}."
    )


@dataclass(eq=False)
class NoTakeoverInLaw(TransferRefused):
    """The law that is applied has no takeover on the day."""

    takeover_on: date
    law: str
    sentence: ClassVar[str] = (
        "On {takeover_on} no decision can be taken over under {law}: give a day of the reform, or"
        " the regime that has it (KVITTO_REGIME)."
    )


@dataclass(eq=False)
class DecisionKeptAlready(TransferRefused):
    """The municipality keeps the decision."""

    decision: str
    reason: str
    since: date
    sentence: ClassVar[str] = (
        "Decision {decision} has stayed with its municipality since {since} ({reason}), so it"
        " is not taken over."
    )


@dataclass(eq=False)
class TransferHasLapsed(TransferRefused):
    """Nothing is left to move."""

    decision: str
    reason: str
    since: date
    sentence: ClassVar[str] = (
        "The transfer of decision {decision} lapsed on {since} ({reason}): nothing is left to take"
        " over."
    )


@dataclass(eq=False)
class TakenOverAlready(TransferRefused):
    """The decision is Försäkringskassan's already."""

    decision: str
    takeover_on: date
    sentence: ClassVar[str] = (
        "Decision {decision} is Försäkringskassan's since {takeover_on}: what is decided stays."
    )


@dataclass(eq=False)
class TakeoverOutsideDecision(TransferRefused):
    """The municipal decision does not hold on the day of the takeover."""

    decision: str
    takeover_on: date
    days: str
    sentence: ClassVar[str] = (
        "Decision {decision} holds {days}, so it cannot be taken over from {takeover_on}."
    )


class ReassessmentRefused(DecisionRefused):
    """A reassessment of a decision taken over that may not be made."""

    provision: ClassVar[str | None] = "SOU 2023:9; SFB 51:12"


@dataclass(eq=False)
class CauseBeforeTakeover(ReassessmentRefused):
    """The cause lies before the takeover, and no ground of the transfer is stated."""

    cause_on: date
    takeover_on: date
    sentence: ClassVar[str] = (
        "The cause of {cause_on} lies before the takeover of {takeover_on}: a decision taken over"
        " is then reassessed only for DELIBERATE_FALSE_INFO or CHANGED_CIRCUMSTANCES; state"
        " which in transfer_ground of reassess-grant."
    )


@dataclass(eq=False)
class ChangeTooOld(ReassessmentRefused):
    """The circumstances changed longer before the takeover than may be looked back."""

    cause_on: date
    takeover_on: date
    earliest: date
    sentence: ClassVar[str] = (
        "The circumstances changed on {cause_on}; a decision taken over on {takeover_on} is"
        " reassessed only for changes from {earliest} on, two years before it."
    )


@dataclass(eq=False)
class EffectBeforeTakeover(ReassessmentRefused):
    """A change would take effect on days that are the municipality's."""

    effective_from: date
    takeover_on: date
    provision: ClassVar[str | None] = "SFB 51:13; SOU 2023:9"
    sentence: ClassVar[str] = (
        "The change would take effect on {effective_from}, on a day of the municipality:"
        " Försäkringskassan's apply from the takeover of {takeover_on} at the earliest."
    )
