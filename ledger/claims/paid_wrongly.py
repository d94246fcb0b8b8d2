"""
What is wrong with payments of claims, whatever is owed: beyond what was decided, or of no claim.

Pure, and no rulebook is asked. What is owed, and the equation, belong to `verify`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from ledger.claims.claim import Claim, life_of
from ledger.domain.case import Case
from schemas.municipal.claims import ClaimDecided, ClaimPaid, ClaimRepaid, ClaimReversed


class ClaimKind(StrEnum):
    """What is wrong with a claim; öre + owed and not granted, − granted or paid and not owed."""

    CLAIM_DECIDED_WRONG = "CLAIM_DECIDED_WRONG"
    CLAIM_PAID_TWICE = "CLAIM_PAID_TWICE"
    CLAIM_PAID_TOO_MUCH = "CLAIM_PAID_TOO_MUCH"
    CLAIM_PAID_UNDECIDED = "CLAIM_PAID_UNDECIDED"
    CLAIM_UNKNOWN = "CLAIM_UNKNOWN"


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


def paid_beyond(claim: Claim) -> tuple[list[_Beyond], int]:
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


def strays_of(case: Case, known: Iterable[str]) -> dict[str, ClaimFinding]:
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
