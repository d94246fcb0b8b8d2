"""
Claims verified: what is owed of each, what was decided and paid, and what of it is wrong.

Pure. Claims have an equation of their own, which is never added to that of
the payouts; for each, and so for their sum,

    owed = paid + outstanding + withheld + difference        Σ findings = difference

Outstanding is what was decided and is not paid, or waits for a decision; below
zero it is to come back. Withheld is what a decision kept back on a ground.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from ledger.amounts import months_after
from ledger.claims.claim import Claim, ClaimOwed, ClaimState, claims_of, life_of
from ledger.claims.owing import owed_of
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement import Notice
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
)


class ClaimKind(StrEnum):
    """What is wrong with a claim; öre + owed and not granted, − granted or paid and not owed."""

    CLAIM_DECIDED_WRONG = "CLAIM_DECIDED_WRONG"
    CLAIM_PAID_TWICE = "CLAIM_PAID_TWICE"
    CLAIM_PAID_TOO_MUCH = "CLAIM_PAID_TOO_MUCH"
    CLAIM_PAID_UNDECIDED = "CLAIM_PAID_UNDECIDED"
    CLAIM_UNKNOWN = "CLAIM_UNKNOWN"


#: The kinds of claims, in words; and what belongs to no claim that is known.
REIMBURSEMENT, SICK_PAY, STRAY = "reimbursement", "sick pay", "unknown claim"
#: The notice of a claim that waits, whatever is owed of it.
NOT_DECIDED: Final = "CLAIM_NOT_DECIDED"
_WARNINGS: Final = ("claim.first_warning_months", "claim.last_warning_months")


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """
    One thing wrong with a claim, in öre, and the events that it rests on.

    `delta_then_ore` is what was wrong by what was known when it was decided or paid.
    """

    kind: ClaimKind
    delta_ore: int
    delta_then_ore: int
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class VerifiedClaim:
    """A claim with its equation; `owed` is None where another claim replaced it."""

    ref: str
    claim: Claim
    owed: ClaimOwed | None
    withheld_ore: int
    outstanding_ore: int
    findings: tuple[ClaimFinding, ...]
    notices: tuple[Notice, ...]

    @property
    def kind(self) -> str:
        """Who asks whom: a municipality the state, or else somebody a municipality."""
        is_reimbursement = isinstance(self.claim.event, ReimbursementClaimed)
        return REIMBURSEMENT if is_reimbursement else SICK_PAY

    @property
    def owed_ore(self) -> int:
        """What is owed of it; nothing where another stands in its place."""
        return 0 if self.owed is None else self.owed.owed_ore

    @property
    def difference_ore(self) -> int:
        """What the equation leaves: owed, less paid, outstanding and withheld."""
        accounted = self.claim.paid_ore + self.outstanding_ore + self.withheld_ore
        return self.owed_ore - accounted


@dataclass(frozen=True, slots=True)
class ClaimsOfCase:
    """The claims of a case, and what was paid for claims that it does not have."""

    claims: tuple[VerifiedClaim, ...] = ()
    stray: Mapping[str, ClaimFinding] = field(default_factory=dict[str, ClaimFinding])


def verify_claims(
    case: Case, register: Register, rulebook: Rulebook, reckoned_on: date
) -> ClaimsOfCase:
    """
    Verify the claims of a case at its point, on a day; a case without any costs nothing.

    Raises `MissingValueError` where the rulebook has no value for a day.
    """
    if not case.history.aside:
        return ClaimsOfCase()
    claims = claims_of(case)
    owed = owed_of(case, register, rulebook)
    verified = tuple(
        VerifiedClaim(ref, claim, None, 0, 0, (), ())
        if claim.replaced
        else _Verifying(case, register, rulebook).claim(ref, claim, owed[ref], reckoned_on)
        for ref, claim in claims.items()
    )
    return ClaimsOfCase(verified, _stray(case, claims.keys()))


class _Verifying:
    """Verifies one claim after the other."""

    def __init__(self, case: Case, register: Register, rulebook: Rulebook) -> None:
        self._case, self._register, self._rulebook = case, register, rulebook

    def claim(self, ref: str, claim: Claim, owed: ClaimOwed, on: date) -> VerifiedClaim:
        """Return a claim with its equation and its findings."""
        wrong = tuple(self._wrongly_paid(claim))
        paid_ore = claim.paid_ore + sum(finding.delta_ore for finding in wrong)
        notices = (*owed.notices, *self._undecided(claim, on))
        if claim.decided is None:
            waits = owed.owed_ore - paid_ore
            return VerifiedClaim(ref, claim, owed, 0, waits, wrong, notices)
        withheld = _withheld(claim, owed)
        outstanding = claim.decided_ore - paid_ore
        found = (*self._decided_wrong(ref, claim, owed, withheld), *wrong)
        return VerifiedClaim(ref, claim, owed, withheld, outstanding, found, notices)

    def _decided_wrong(
        self, ref: str, claim: Claim, owed: ClaimOwed, withheld: int
    ) -> Iterator[ClaimFinding]:
        """Yield how much more, or less, is owed than was decided and not taken back."""
        assert claim.decided is not None
        delta = owed.owed_ore - withheld - claim.decided_ore
        if not delta:
            return
        place, decided = claim.decided
        before = owed_of(self._case.before(place), self._register, self._rulebook).get(ref)
        then = 0
        if before is not None:
            then = before.owed_ore - _withheld(claim, before) - decided.decided_ore
        papers = (place, *(at for at, _ in claim.reversed))
        yield ClaimFinding(ClaimKind.CLAIM_DECIDED_WRONG, delta, then, self._events(papers))

    def _wrongly_paid(self, claim: Claim) -> Iterator[ClaimFinding]:
        """
        Yield what was paid beyond what was decided at the time, and has not come back.

        What was paid rightly and taken back later is to come back; it is no fault.
        """
        beyond, allowed = _beyond(claim)
        most = claim.decided_ore if claim.decided is not None else allowed
        excess = max(0, claim.paid_ore - most)
        for kind, ore, place in reversed(beyond):
            part = min(excess, ore)
            excess -= part
            if part:
                yield ClaimFinding(kind, -part, -ore, self._events((place,)))

    def _undecided(self, claim: Claim, on: date) -> Iterator[Notice]:
        """Yield a notice where a claim has waited for a decision for long (domain 5.2)."""
        if claim.state is not ClaimState.CLAIMED:
            return
        came = local_date(self._case.history.keys[claim.place][0])
        waited = [
            months
            for name in _WARNINGS
            if on >= months_after(came, months := self._rulebook.parameter(name, came).value)
        ]
        if waited:
            says = f"the claim has waited for a decision for more than {waited[-1]} months"
            yield Notice(NOT_DECIDED, says, self._events((claim.place,)))

    def _events(self, places: Sequence[int]) -> tuple[UUID, ...]:
        return tuple(self._case.event_id(place) for place in places)


def _withheld(claim: Claim, owed: ClaimOwed) -> int:
    """Return what the decision kept back on a ground, of what is owed beyond it."""
    if claim.decided is None:
        return 0
    event = claim.decided[1]
    stated = sum(ore for reason, ore in event.cuts if reason == "OTHER")
    return max(0, min(stated, owed.owed_ore - event.decided_ore))


#: The kind of a payment that went beyond what was decided, by how much, and its place.
_Beyond = tuple[ClaimKind, int, int]


def _less(beyond: Sequence[_Beyond], ore: int) -> list[_Beyond]:
    """Return what is left of them when so much has come back."""
    left: list[_Beyond] = []
    for kind, over, place in reversed(beyond):
        part = min(over, ore)
        ore -= part
        left.insert(0, (kind, over - part, place))
    return left


def _beyond(claim: Claim) -> tuple[list[_Beyond], int]:
    """
    Return what each payment went beyond what was decided when it was made, and what was last.

    A payment on a claim that was replaced counts by the decision it had. What
    comes back is first of what went beyond, the latest first.
    """
    allowed: int | None = None
    paid = 0
    amounts: set[int] = set()
    beyond: list[_Beyond] = []
    for place, event in sorted(claim.life, key=lambda each: each[0]):
        match event:
            case ClaimDecided():
                allowed = event.decided_ore
            case ClaimReversed():
                allowed = max(0, (allowed or 0) - event.reversed_ore)
            case ClaimRepaid():
                paid -= event.repaid_ore
                beyond = _less(beyond, event.repaid_ore)
            case ClaimPaid():
                over = paid + event.paid_ore - max(allowed or 0, paid)
                kind = ClaimKind.CLAIM_PAID_TOO_MUCH
                if allowed is None:
                    kind = ClaimKind.CLAIM_PAID_UNDECIDED
                elif event.paid_ore in amounts:
                    kind = ClaimKind.CLAIM_PAID_TWICE
                if over > 0:
                    beyond.append((kind, over, place))
                amounts.add(event.paid_ore)
                paid += event.paid_ore
    return beyond, allowed or 0


def _stray(case: Case, known: Iterable[str]) -> dict[str, ClaimFinding]:
    """Return what was paid, less what came back, for each claim that the case does not have."""
    refs = set(known)
    stray: dict[str, ClaimFinding] = {}
    for place, event in life_of(case):
        if event.claim in refs:
            continue
        delta = 0
        if isinstance(event, ClaimPaid):
            delta = -event.paid_ore
        elif isinstance(event, ClaimRepaid):
            delta = event.repaid_ore
        paper = (case.event_id(place),)
        before = stray.get(event.claim)
        if before is not None:
            delta, paper = delta + before.delta_ore, (*before.events, *paper)
        stray[event.claim] = ClaimFinding(ClaimKind.CLAIM_UNKNOWN, delta, delta, paper)
    return stray
