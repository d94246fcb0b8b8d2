"""
Interest on a municipal debit that was paid late (M10).

It is charged by an event only ("får"); here is what it amounts to.
"""

from datetime import date
from fractions import Fraction
from typing import Final

from ledger.amounts import rounded
from ledger.rules import Rulebook

_PER_MILLE: Final = 1000
#: The days of a year by the policy `interest = ACT_365`.
_DAYS_A_YEAR: Final = {"ACT_365": 365}


def late_interest_ore(
    debited_ore: int, reference_per_mille: int, due_on: date, paid_on: date, rulebook: Rulebook
) -> int:
    """
    Return the interest in whole öre: (reference + 8 points) · days / 365, rounded once.

    The days are those after the due date up to and including the payment.
    Source: förordning (1993:1091) 9 §, räntelagen (1975:635) 6 §.
    """
    days = max(0, (paid_on - due_on).days)
    above = rulebook.parameter("interest.per_mille_above", due_on).value
    year = _DAYS_A_YEAR[rulebook.policy("interest").value]
    per_mille = max(0, reference_per_mille + above)
    return rounded(Fraction(debited_ore * per_mille * days, _PER_MILLE * year))
