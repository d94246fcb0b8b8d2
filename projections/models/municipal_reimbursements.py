"""
Municipal reimbursements: of each claim where it is, how much, what was cut and what is to come.

A row per claim, in the case that it stands in; whoever reads adds up per
municipality. Nothing here depends on the day of reckoning: how long a claim
has waited is counted by the reader. A claim for which the rulebook lacks a
value stands without what is owed, and with what is wrong all the same.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from ledger.claims.verify import VerifiedClaim, verify_claims
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from projections.models.months import CaseMonths
from schemas.municipal.claims import ReimbursementClaimed

COLUMNS: Final = (
    "case_id",
    "claim",
    "municipality",
    "decision",
    "month",
    "state",
    "received_on",
    "decided_on",
    "claimed_ore",
    "owed_ore",
    "decided_ore",
    "paid_ore",
    "outstanding_ore",
    "withheld_ore",
    "difference_ore",
    "cuts",
    "wrong",
)
_Row = tuple[object, ...]


def rows(case: CaseMonths) -> Iterable[_Row]:
    """Yield the rows of a case, none where it cannot be read or nothing is claimed."""
    facts = case.facts
    if facts is None or not facts.case.history.aside:
        return
    # On which day only the notices ask, and they stand in no row.
    of = verify_claims(facts.case, facts.carried, date.min)
    for each in of.claims:
        claim, event = each.claim, each.claim.event
        if isinstance(event, ReimbursementClaimed):
            decided_on = None if claim.decided is None else claim.decided[1].decided_on
            yield (
                case.case_id,
                each.ref,
                event.municipality,
                event.municipal_decision,
                claim.month,
                claim.state.value,
                _received_on(facts.case, claim.place),
                decided_on,
                event.claimed_ore,
                *_reckoned(each),
            )


def _received_on(case: Case, place: int) -> date:
    return local_date(case.history.keys[place][0])


def _reckoned(of: VerifiedClaim) -> Iterator[object]:
    """Yield what is owed of a claim and what became of it, with the cuts and the findings."""
    yield of.owed_ore
    yield from (of.claim.decided_ore, of.claim.paid_ore)
    yield from (of.outstanding_ore, of.withheld_ore, of.difference_ore)
    cuts = () if of.owed is None else of.owed.cuts
    yield " ".join(f"{cut.reason}:{cut.ore}" for cut in cuts)
    yield " ".join(f"{finding.kind}:{finding.delta_ore}" for finding in of.findings)
