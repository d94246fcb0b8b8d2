"""
A claim's life: asked, decided, paid, reversed, repaid; of whichever kind it is.

Pure: read from the case at its point. What is owed of a claim belongs to the
module of its kind.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from ledger.amounts import month_of, month_of_day
from ledger.domain.case import Case
from ledger.rules import MissingValueError
from ledger.statement import Notice, Step
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    CutReason,
    ReimbursementClaimed,
    SickPayClaimed,
)

ClaimEvent = ReimbursementClaimed | SickPayClaimed
#: Tells of a month whether its claims are asked for.
Covers = Callable[[int], bool]
#: What becomes of a claim.
LifeEvent = ClaimDecided | ClaimPaid | ClaimReversed | ClaimRepaid


_Owed = TypeVar("_Owed")


class ClaimState(StrEnum):
    """Where a claim is."""

    REPLACED = "REPLACED"
    CLAIMED = "CLAIMED"
    DECIDED = "DECIDED"
    PAID = "PAID"
    REVERSED = "REVERSED"


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a claim is not owed, for one reason, in öre; `steps` derive it."""

    reason: CutReason
    ore: int
    steps: Sequence[Step] = ()


@dataclass(frozen=True, slots=True)
class ClaimOwed:
    """
    What is owed of a claim: öre, never more than is claimed, and what was cut.

    claimed = owed + the sum of the cuts. `notices` change no amount.
    """

    claimed_ore: int
    owed_ore: int
    cuts: tuple[Cut, ...]
    steps: Sequence[Step]
    notices: tuple[Notice, ...] = ()


def every_month(_: int) -> bool:
    """Cover the claims of every month."""
    return True


def all_of(reckoned: Mapping[str, _Owed | MissingValueError]) -> dict[str, _Owed]:
    """Return what is owed of claims, where nothing less than all of them will do."""
    found: dict[str, _Owed] = {}
    for ref, owed in reckoned.items():
        if isinstance(owed, MissingValueError):
            raise owed
        found[ref] = owed
    return found


@dataclass(slots=True)
class Claim:
    """
    A claim as known: `place` in the history, its event, and what became of it.

    `decided` is the place of the latest decision; a later one replaces it, and
    what was `reversed` before it is over. What was paid and repaid on claims
    that this one replaces, its `earlier`, counts against it: money that was
    paid is never lost with the claim it was paid for.
    """

    place: int
    event: ClaimEvent
    replaced_by: "Claim | None" = None
    decided: tuple[int, ClaimDecided] | None = None
    paid: list[tuple[int, ClaimPaid]] = field(default_factory=list[tuple[int, ClaimPaid]])
    reversed: list[tuple[int, ClaimReversed]] = field(
        default_factory=list[tuple[int, ClaimReversed]]
    )
    repaid: list[tuple[int, ClaimRepaid]] = field(default_factory=list[tuple[int, ClaimRepaid]])
    #: What was decided, paid, taken back and repaid, on this claim or on those it replaces.
    life: list[tuple[int, LifeEvent]] = field(default_factory=list[tuple[int, LifeEvent]])
    earlier: list[int] = field(default_factory=list[int])

    @property
    def month(self) -> int:
        """The month that is claimed for; of sick pay, that of the first time lost."""
        if isinstance(self.event, ReimbursementClaimed):
            return month_of(self.event.month)
        return month_of_day(min(day for day, _, _ in self.event.lost))

    @property
    def replaced(self) -> bool:
        """Whether a later claim stands in place of this one."""
        return self.replaced_by is not None

    @property
    def latest(self) -> "Claim":
        """The claim that stands in place of this one, or this one."""
        claim = self
        while claim.replaced_by is not None:
            claim = claim.replaced_by
        return claim

    @property
    def decided_ore(self) -> int:
        """What was granted and not taken back."""
        granted = 0 if self.decided is None else self.decided[1].decided_ore
        return max(0, granted - sum(event.reversed_ore for _, event in self.reversed))

    @property
    def paid_ore(self) -> int:
        """What was paid and did not come back."""
        return sum(event.paid_ore for _, event in self.paid) - sum(
            event.repaid_ore for _, event in self.repaid
        )

    @property
    def outstanding_ore(self) -> int:
        """What is still to be paid; below zero, what is to come back."""
        return self.decided_ore - self.paid_ore

    @property
    def state(self) -> ClaimState:
        """Where the claim is."""
        if self.replaced:
            return ClaimState.REPLACED
        if self.decided is None:
            return ClaimState.CLAIMED
        if self.reversed and not self.decided_ore:
            return ClaimState.REVERSED
        return ClaimState.PAID if self.outstanding_ore <= 0 else ClaimState.DECIDED


def claims_of(case: Case) -> dict[str, Claim]:
    """
    Return the claims of a case at its point, by the name of their document, in fold order.

    A claim is replaced by one that names it, or by a later claim of the same
    municipality, decision and month. Sick pay is replaced by name only: one
    period may be claimed month by month. What became of a claim is told by the
    papers that stand: a correction counts in place of what it corrects.
    """
    claims = _claimed(case)
    if not claims:
        return claims
    for place, event in life_of(case):
        if event.claim not in claims:
            continue
        named = claims[event.claim]
        latest = named.latest
        match event:
            case ClaimDecided():
                named.decided = (place, event)
                named.reversed.clear()
            case ClaimPaid():
                latest.paid.append((place, event))
            case ClaimReversed():
                named.reversed.append((place, event))
            case ClaimRepaid():
                latest.repaid.append((place, event))
        latest.life.append((place, event))
    return claims


def life_of(case: Case) -> Iterator[tuple[int, LifeEvent]]:
    """Yield what became of claims, known or not, with its place: the papers that stand."""
    for place in case.standing(case.history.aside):
        event = case.history.events[place].event
        if isinstance(event, LifeEvent):
            yield place, event


def _claimed(case: Case) -> dict[str, Claim]:
    """Return the claims as they were asked, each marked that another replaces."""
    claims: dict[str, Claim] = {}
    latest: dict[tuple[str, str, str], Claim] = {}
    for place in case.history.aside:
        event = case.history.events[place].event
        if place >= case.known or not isinstance(event, ClaimEvent):
            continue
        claim = Claim(place, event)
        claims[case.history.events[place].envelope.document_ref] = claim
        replaced: list[Claim | None] = []
        if isinstance(event, ReimbursementClaimed):
            key = (event.municipality, event.municipal_decision, event.month)
            replaced.append(latest.get(key))
            latest[key] = claim
        if (named := case.history.named_by(place)) is not None:
            replaced.append(claims.get(case.history.events[named].envelope.document_ref))
        for earlier in replaced:
            if earlier is not None and not earlier.replaced:
                earlier.replaced_by = claim
                claim.earlier += (*earlier.earlier, earlier.place)
    return claims
