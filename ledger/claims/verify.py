"""
Claims verified: what is owed of each, what was decided and paid, and what of it is wrong.

Pure. Claims have an equation of their own, which is never added to that of
the payouts; for each, and so for their sum,

    owed = paid + outstanding + withheld + difference        Σ findings = difference

Outstanding is what was decided and is not paid, or waits for a decision; below
zero it is to come back. Withheld is what a decision kept back on a ground.
What is wrong whatever is owed is found by `paid_wrongly`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from ledger.amounts import months_after
from ledger.claims.claim import Claim, ClaimOwed, ClaimState, Covers, claims_of, every_month
from ledger.claims.owing import owed_of
from ledger.claims.paid_wrongly import ClaimFinding, ClaimKind, paid_beyond, strays_of
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.rules import MissingValueError
from ledger.statement import Carried, Notice
from schemas.municipal.claims import ReimbursementClaimed

__all__ = [
    "NOT_DECIDED",
    "REIMBURSEMENT",
    "SICK_PAY",
    "STRAY",
    "ClaimFinding",
    "ClaimKind",
    "ClaimsOfCase",
    "VerifiedClaim",
    "verify_claims",
]

#: The kinds of claims, in words; and what belongs to no claim that is known.
REIMBURSEMENT, SICK_PAY, STRAY = "reimbursement", "sick pay", "unknown claim"
#: The notice of a claim that waits, whatever is owed of it.
NOT_DECIDED: Final = "CLAIM_NOT_DECIDED"
_WARNINGS: Final = ("claim.first_warning_months", "claim.last_warning_months")


@dataclass(frozen=True, slots=True)
class VerifiedClaim:
    """
    A claim with its equation; `owed` is None where another claim replaced it.

    Where the rulebook lacks a value it is None as well, and `missing` says which:
    then only what was paid beyond the decision is found, which no value changes.
    """

    ref: str
    claim: Claim
    owed: ClaimOwed | None
    withheld_ore: int = 0
    outstanding_ore: int = 0
    findings: tuple[ClaimFinding, ...] = ()
    notices: tuple[Notice, ...] = ()
    missing: str | None = None

    @property
    def kind(self) -> str:
        """Who asks whom: a municipality the state, or else somebody a municipality."""
        is_reimbursement = isinstance(self.claim.event, ReimbursementClaimed)
        return REIMBURSEMENT if is_reimbursement else SICK_PAY

    @property
    def owed_ore(self) -> int | None:
        """What is owed of it: nothing where another stands in its place, None where unknown."""
        if self.missing is not None:
            return None
        return 0 if self.owed is None else self.owed.owed_ore

    @property
    def difference_ore(self) -> int:
        """
        What the equation leaves: owed, less paid, outstanding and withheld.

        Of a claim that was not reckoned, what is wrong whatever is owed.
        """
        owed = self.owed_ore
        if owed is None:
            return sum(finding.delta_ore for finding in self.findings)
        return owed - self.claim.paid_ore - self.outstanding_ore - self.withheld_ore


@dataclass(frozen=True, slots=True)
class ClaimsOfCase:
    """The claims of a case, and what was paid for claims that it does not have."""

    claims: tuple[VerifiedClaim, ...] = ()
    stray: Mapping[str, ClaimFinding] = field(default_factory=dict[str, ClaimFinding])


def verify_claims(
    case: Case, carried: Carried, reckoned_on: date, covers: Covers = every_month
) -> ClaimsOfCase:
    """
    Verify the claims of the covered months of a case at its point, on a day.

    `carried` keeps what the same history gave before, as in a statement.
    """
    if not case.history.aside:
        return ClaimsOfCase()
    claims = claims_of(case)
    if not claims:
        return ClaimsOfCase((), strays_of(case, ()))
    owed = owed_of(case, claims, carried, covers)
    verifying = _Verifying(case, carried)
    verified = tuple(
        VerifiedClaim(ref, claim, None)
        if claim.replaced
        else verifying.claim(ref, claim, owed[ref], reckoned_on)
        for ref, claim in claims.items()
        if covers(claim.month)
    )
    return ClaimsOfCase(verified, strays_of(case, claims.keys()))


class _Verifying:
    """Verifies one claim after the other."""

    def __init__(self, case: Case, carried: Carried) -> None:
        self._case, self._carried = case, carried

    def claim(
        self, ref: str, claim: Claim, owed: ClaimOwed | MissingValueError, on: date
    ) -> VerifiedClaim:
        """Return a claim with its equation and its findings."""
        wrong = tuple(self._wrongly_paid(claim))
        paid_ore = claim.paid_ore + sum(finding.delta_ore for finding in wrong)
        waiting = tuple(self._undecided(claim, on))
        if isinstance(owed, MissingValueError):
            # What is to come of a claim that waits is not known either.
            outstanding = 0 if claim.decided is None else claim.decided_ore - paid_ore
            missing = str(owed)
            return VerifiedClaim(ref, claim, None, 0, outstanding, wrong, waiting, missing)
        notices = (*owed.notices, *waiting)
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
        known = self._case.before(place)
        before = owed_of(known, claims_of(known), self._carried, claim.month.__eq__).get(ref)
        then = 0
        if isinstance(before, ClaimOwed):
            then = before.owed_ore - _withheld(claim, before) - decided.decided_ore
        papers = (place, *(at for at, _ in claim.reversed))
        yield ClaimFinding(ClaimKind.CLAIM_DECIDED_WRONG, delta, then, self._events(papers))

    def _wrongly_paid(self, claim: Claim) -> Iterator[ClaimFinding]:
        """
        Yield what was paid beyond what was decided at the time, and has not come back.

        What was paid rightly and taken back later is to come back; it is no fault.
        """
        beyond, allowed = paid_beyond(claim)
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
            if (warned := self._carried.rulebook.known(name, came)) is not None
            and on >= months_after(came, months := warned.value)
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
