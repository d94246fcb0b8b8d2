"""
What is owed of the claims of a case, whichever kind they are.

The table says which function reckons which kind; each reckons all claims of its
kind in a case, since a minute or a sick period is paid once.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ledger.claims.claim import Claim, ClaimEvent, ClaimOwed, Covers, every_month
from ledger.claims.reimbursement import reimbursements_or_missing
from ledger.claims.sick_pay import sick_pay_or_missing
from ledger.domain.case import Case
from ledger.rules import MissingValueError
from ledger.statement import Carried
from schemas.municipal.claims import ReimbursementClaimed, SickPayClaimed


def _sick_pay(
    case: Case, claims: Mapping[str, Claim], carried: Carried, covers: Covers
) -> dict[str, ClaimOwed | MissingValueError]:
    found = sick_pay_or_missing(case, claims, carried, covers)
    return {
        ref: of if isinstance(of, MissingValueError) else replace(of.owed, notices=of.notices)
        for ref, of in found.items()
    }


_Reckon = Callable[
    [Case, Mapping[str, Claim], Carried, Covers], dict[str, ClaimOwed | MissingValueError]
]
#: What reckons the claims of each kind.
RECKON: Final[Mapping[type[ClaimEvent], _Reckon]] = {
    ReimbursementClaimed: reimbursements_or_missing,
    SickPayClaimed: _sick_pay,
}


def owed_of(
    case: Case, claims: Mapping[str, Claim], carried: Carried, covers: Covers = every_month
) -> dict[str, ClaimOwed | MissingValueError]:
    """
    Return of every standing claim of a case what is owed, by the name of its document.

    `claims` are all those of the case at its point; what is owed of those whose
    month is not covered need not be in the answer. Where the rulebook has no value
    for a day, that stands in place of what is owed, and hides no other claim.
    """
    kinds = {type(claim.event) for claim in claims.values()}
    return {
        ref: owed
        for kind, reckon in RECKON.items()
        if kind in kinds
        for ref, owed in reckon(case, claims, carried, covers).items()
    }
