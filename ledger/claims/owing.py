"""
What is owed of the claims of a case, whichever kind they are.

The table says which function reckons which kind; each reckons all claims of its
kind in a case, since a minute or a sick period is paid once.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ledger.claims.claim import ClaimEvent, ClaimOwed, claims_of
from ledger.claims.reimbursement import reimbursements_of
from ledger.claims.sick_pay import sick_pay_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Rulebook
from schemas.municipal.claims import ReimbursementClaimed, SickPayClaimed


def _sick_pay(case: Case, register: Register, rulebook: Rulebook) -> dict[str, ClaimOwed]:
    return {
        ref: replace(of.owed, notices=of.notices)
        for ref, of in sick_pay_of(case, register, rulebook).items()
    }


_Reckon = Callable[[Case, Register, Rulebook], dict[str, ClaimOwed]]
#: What reckons the claims of each kind.
RECKON: Final[Mapping[type[ClaimEvent], _Reckon]] = {
    ReimbursementClaimed: reimbursements_of,
    SickPayClaimed: _sick_pay,
}


def owed_of(case: Case, register: Register, rulebook: Rulebook) -> dict[str, ClaimOwed]:
    """
    Return what is owed of every standing claim of a case, by the name of its document.

    Raises `MissingValueError` where the rulebook has no value for a day.
    """
    kinds = {type(claim.event) for claim in claims_of(case).values()}
    return {
        ref: owed
        for kind, reckon in RECKON.items()
        if kind in kinds
        for ref, owed in reckon(case, register, rulebook).items()
    }
