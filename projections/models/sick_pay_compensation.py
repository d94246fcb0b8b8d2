"""
Sick-pay compensation, both sides: what is claimed of municipalities, and the component in the rate.

A row for each claim, in the month in which its time was first lost, and a row
for each month, municipality and provider with what the component of its
payable hours is or would be. Whoever reads adds up. A claim for which the
rulebook lacks a value stands without what is owed.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.claims.claim import Claim, claims_of
from ledger.claims.sick_pay import memos_of, sick_pay_or_missing
from ledger.findings import CaseFacts
from ledger.rules import MissingValueError
from projections.models.months import CaseMonths
from schemas.municipal.claims import SickPayClaimed

COLUMNS: Final = (
    "case_id",
    "month",
    "municipality",
    "provider",
    "claim",
    "claimed_ore",
    "owed_ore",
    "approved_ore",
    "paid_ore",
    "component_ore",
    "in_rate_ore",
)
#: In place of a claim's name, in the rows of the component.
_NO_CLAIM: Final = ""
_Row = tuple[object, ...]


def rows(case: CaseMonths) -> Iterable[_Row]:
    """Yield the rows of a case, none where it cannot be read."""
    facts = case.facts
    if facts is None:
        return
    if facts.case.history.aside:
        yield from _claims(case, facts)
    for month in case.months:
        if month.facts.period:
            continue
        index = month.facts.month
        for memo in memos_of(facts.carried.month(facts.case, index), facts.rulebook):
            whom = (memo.municipality, memo.provider, _NO_CLAIM)
            yield case.case_id, index, *whom, 0, 0, 0, 0, memo.component_ore, memo.in_rate_ore


def _claims(case: CaseMonths, facts: CaseFacts) -> Iterator[_Row]:
    claims = claims_of(facts.case)
    for ref, of in sick_pay_or_missing(facts.case, claims, facts.carried).items():
        claim = claims[ref]
        assert isinstance(claim.event, SickPayClaimed)
        owed = None if isinstance(of, MissingValueError) else of.owed.owed_ore
        yield case.case_id, *_of_claim(ref, claim, claim.event, owed)


def _of_claim(ref: str, claim: Claim, event: SickPayClaimed, owed: int | None) -> _Row:
    whom = (claim.month, event.municipality, event.claimant, ref)
    return *whom, event.claimed_ore, owed, claim.decided_ore, claim.paid_ore, 0, 0
