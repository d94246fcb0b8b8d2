"""
Deciding a claim, and taking back what was decided, of either kind.

Pure. What is granted follows from the rules; less may be granted on a ground.
Why it is refused:

    Refusal
    └── ClaimRefused
        ├── ClaimAboveOwed
        │   ├── ReimbursementAboveOwed
        │   └── SickPayAboveOwed
        ├── ClaimAlreadyDecided
        ├── ClaimBelowWithoutGround
        ├── ClaimNotReckoned
        ├── ClaimReplaced
        ├── ClaimUnknown
        └── ReversalAboveDecided
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.claims.claim import Claim, ClaimState, claims_of
from ledger.claims.owing import owed_of
from ledger.domain.refusals import DecidedLater, Refusal
from ledger.findings import CaseFacts
from ledger.rules import MissingValueError
from schemas.catalogue import Event
from schemas.commands import DecideClaim, ReverseClaim
from schemas.municipal.claims import ClaimDecided, ClaimReversed, CutReason, SickPayClaimed


class ClaimRefused(Refusal):
    """A decision on a claim that may not be made."""


@dataclass(eq=False)
class ClaimUnknown(ClaimRefused):
    """The case has no such claim."""

    claim: str
    sentence: ClassVar[str] = (
        "The case has no claim {claim}: check the name, or import the claim first."
    )


@dataclass(eq=False)
class ClaimReplaced(ClaimRefused):
    """Another claim stands in place of this one."""

    claim: str
    latest: str
    sentence: ClassVar[str] = "Claim {claim} was replaced by {latest}: decide that one."


@dataclass(eq=False)
class ClaimAboveOwed(ClaimRefused):
    """More would be granted than is owed."""

    claim: str
    asked: int
    owed: int
    sentence: ClassVar[str] = (
        "{asked} öre would be granted of claim {claim}, and {owed} öre are owed: grant at most"
        " that."
    )


class ReimbursementAboveOwed(ClaimAboveOwed):
    """More would be reimbursed than is owed."""

    provision: ClassVar[str | None] = "SOU 2023:9"


class SickPayAboveOwed(ClaimAboveOwed):
    """More sick pay would be granted than is owed."""

    provision: ClassVar[str | None] = "LSS 9 § 2; lagen (1991:1047) 6 §"


@dataclass(eq=False)
class ClaimBelowWithoutGround(ClaimRefused):
    """Less would be granted than is owed, and nothing says why."""

    claim: str
    asked: int
    owed: int
    provision: ClassVar[str | None] = "förvaltningslagen (2017:900) 32 §"
    sentence: ClassVar[str] = (
        "{asked} öre would be granted of claim {claim}, and {owed} öre are owed: state the ground"
        " for less, or leave the amount out."
    )


@dataclass(eq=False)
class ClaimAlreadyDecided(ClaimRefused):
    """The same was decided before, and stands."""

    claim: str
    decided: int
    sentence: ClassVar[str] = (
        "Claim {claim} was decided before with the same {decided} öre, and that stands: there is"
        " nothing to decide anew."
    )


@dataclass(eq=False)
class ClaimNotReckoned(ClaimRefused):
    """What is owed of the claim cannot be computed."""

    claim: str
    says: str
    sentence: ClassVar[str] = "What is owed of claim {claim} cannot be computed. {says}."


@dataclass(eq=False)
class ReversalAboveDecided(ClaimRefused):
    """More would be taken back than was decided and stands, or nothing at all."""

    claim: str
    asked: int
    stands: int
    provision: ClassVar[str | None] = "förvaltningslagen (2017:900) 37 §"
    sentence: ClassVar[str] = (
        "{asked} öre would be taken back of claim {claim}, of which {stands} öre stand decided:"
        " take back at least 1 öre and at most that."
    )


def decide_claim(facts: CaseFacts, command: DecideClaim, today: date) -> list[Event]:
    """Grant what is owed of a claim, or less on a ground, or refuse with the reason."""
    if command.decided_on > today:
        raise DecidedLater(command.decided_on, today)
    claims = claims_of(facts.case)
    claim = _standing(claims, command.claim)
    owed = owed_of(facts.case, claims, facts.carried)[command.claim]
    if isinstance(owed, MissingValueError):
        raise ClaimNotReckoned(command.claim, str(owed)) from owed
    granted = owed.owed_ore if command.decided_ore is None else command.decided_ore
    if granted > owed.owed_ore:
        is_sick_pay = isinstance(claim.event, SickPayClaimed)
        above = SickPayAboveOwed if is_sick_pay else ReimbursementAboveOwed
        raise above(command.claim, granted, owed.owed_ore)
    if granted < owed.owed_ore and command.ground is None:
        raise ClaimBelowWithoutGround(command.claim, granted, owed.owed_ore)
    if claim.decided is not None and claim.decided_ore == granted:
        raise ClaimAlreadyDecided(command.claim, granted)
    cuts: dict[CutReason, int] = {}
    for cut in owed.cuts:
        cuts[cut.reason] = cuts.get(cut.reason, 0) + cut.ore
    if granted < owed.owed_ore:
        cuts["OTHER"] = cuts.get("OTHER", 0) + owed.owed_ore - granted
    return [
        ClaimDecided(
            claim=command.claim,
            decided_on=command.decided_on,
            decided_ore=granted,
            cuts=tuple(cuts.items()),
            ground=command.ground,
        )
    ]


def decide_reversal(facts: CaseFacts, command: ReverseClaim, today: date) -> list[Event]:
    """Take back what was decided of a claim, or refuse with the reason."""
    if command.reversed_on > today:
        raise DecidedLater(command.reversed_on, today)
    stands = _standing(claims_of(facts.case), command.claim).decided_ore
    if not 0 < command.reversed_ore <= stands:
        raise ReversalAboveDecided(command.claim, command.reversed_ore, stands)
    return [
        ClaimReversed(
            claim=command.claim,
            reversed_on=command.reversed_on,
            reversed_ore=command.reversed_ore,
            ground=command.ground,
        )
    ]


def _standing(claims: Mapping[str, Claim], ref: str) -> Claim:
    claim = claims.get(ref)
    if claim is None:
        raise ClaimUnknown(ref)
    if claim.state is ClaimState.REPLACED:
        raise ClaimReplaced(ref, next(name for name, of in claims.items() if of is claim.latest))
    return claim
