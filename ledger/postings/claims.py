"""
What claims between payers come to in the book of the one that pays them.

Reimbursement is Försäkringskassan's cost, sick pay before the reform the
municipality's own. A claim is no debt before it is decided, and none when
another has replaced it. What became of it is told by `ledger.claims`.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.amounts import month_of
from ledger.claims.claim import Claim, ClaimEvent, LifeEvent, claims_of, life_of
from ledger.domain.case import Case, History
from ledger.postings.posting import AGENCY, Account, Entries, Entry
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
    SickPayClaimed,
)

#: What becomes of a claim.
OF_CLAIM: Final = (ClaimDecided, ClaimPaid, ClaimReversed, ClaimRepaid)


@dataclass(eq=False, slots=True)
class Chain:
    """Claims that replace each other and what became of them: their places in a history."""

    places: list[int] = field(default_factory=list[int])
    _case: Case | None = None

    def entries(self, history: History, until: int) -> Entries:
        """Return what they come to when the event at a place is known."""
        if self._case is None:
            self.places.sort()
            self._case = Case.of(history.events[place] for place in self.places)
        at = Case(self._case.history, bisect_right(self.places, until))
        entries = Entries()
        claims = claims_of(at)
        for claim in claims.values():
            _book(entries, claim)
        for _, event in life_of(at):
            # Money for a claim that nobody knows of, or not yet.
            if isinstance(event, ClaimPaid) and event.claim not in claims:
                entries.book(Entry(AGENCY, Account.CLEARING, Account.BANK), event.paid_ore)
            elif isinstance(event, ClaimRepaid) and event.claim not in claims:
                entries.book(Entry(AGENCY, Account.BANK, Account.CLEARING), event.repaid_ore)
        return entries


def chains_of(history: History) -> dict[int, Chain]:
    """Return the chain of each claim and of what became of it, by its place: each is short."""
    chains: dict[Hashable, Chain] = {}
    for place in history.aside:
        handles = list(_handles(history, place))
        if not handles:
            continue
        met = dict.fromkeys(chains[of] for of in handles if of in chains)
        chain = next(iter(met), None) or Chain()
        for other in met:
            if other is not chain:
                chain.places += other.places
                handles += [handle for handle, of in chains.items() if of is other]
        chain.places.append(place)
        chains |= dict.fromkeys(handles, chain)
    return {place: chain for chain in set(chains.values()) for place in chain.places}


def _handles(history: History, place: int) -> Iterator[Hashable]:
    """Yield by what a claim, or what became of one, is known to belong with others."""
    recorded = history.events[place]
    event = recorded.event
    if isinstance(event, LifeEvent):
        yield event.claim
        # A correction takes back what it corrects, of whichever claim that spoke.
        corrected = history.named_by(place)
        earlier = None if corrected is None else history.events[corrected].event
        if isinstance(earlier, LifeEvent):
            yield earlier.claim
    elif isinstance(event, ClaimEvent):
        yield recorded.envelope.document_ref
        if (named := history.named_by(place)) is not None:
            yield history.events[named].envelope.document_ref
        if isinstance(event, ReimbursementClaimed):
            yield event.municipality, event.municipal_decision, event.month


def _book(entries: Entries, claim: Claim) -> None:
    """Book what is granted, what was paid of it, and what is to come back."""
    event = claim.event
    granted = 0 if claim.replaced else claim.decided_ore
    entries.book(_entry(event, _cost(event), Account.CLAIM_PAYABLES), granted)
    for _, paid in claim.paid:
        entries.book(_entry(event, Account.CLAIM_PAYABLES, Account.BANK), paid.paid_ore)
    for _, repaid in claim.repaid:
        entries.book(_entry(event, Account.BANK, Account.CLAIM_PAYABLES), repaid.repaid_ore)
    too_much = max(0, claim.paid_ore - granted)
    entries.book(_entry(event, Account.CLAIM_RECEIVABLES, Account.CLAIM_PAYABLES), too_much)


def _cost(claim: ClaimEvent) -> Account:
    is_sick_pay = isinstance(claim, SickPayClaimed)
    return Account.SICK_PAY_COST if is_sick_pay else Account.REIMBURSEMENT_COST


def _entry(claim: ClaimEvent, debit: Account, credit: Account) -> Entry:
    code = claim.municipality
    if isinstance(claim, SickPayClaimed):
        return Entry(code, debit, credit, municipality=code, party=claim.claimant)
    return Entry(AGENCY, debit, credit, month_of(claim.month), municipality=code)
