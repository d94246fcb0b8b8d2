"""
Interest on a municipal debit that was paid late (semantics M10).

Pure. That interest may be charged, and was, is an event; how much the law
gives is counted here, and what was charged is compared with it.
"""

from collections.abc import Iterable
from typing import Final

from ledger.amounts import half_up
from ledger.domain.case import Case
from ledger.rules import MissingValueError, Rulebook
from ledger.statement import Notice
from schemas.payments import LateInterestCharged

_PER_MILLE: Final = 1000
_DAYS_OF_YEAR: Final = 365


def simple_interest_ore(worth: int, rulebook: Rulebook) -> int:
    """
    Return simple interest, rounded once; `worth` is the sum of öre · days · per mille a year.

    Policy `interest`: a year has 365 days.
    """
    assert rulebook.policy("interest").value == "ACT_365"
    return half_up(worth, _PER_MILLE * _DAYS_OF_YEAR)


def late_interest_ore(charged: LateInterestCharged, rulebook: Rulebook) -> int:
    """
    Return the interest of a late debit: (reference rate + 8 points) · days / 365.

    The days after the due date up to and including the payment; rounded once.
    Source: räntelagen 3 and 6 §§.
    """
    days = max(0, (charged.paid_on - charged.due_on).days)
    above = rulebook.parameter("interest.per_mille_above", charged.due_on).value
    rate = max(0, charged.reference_per_mille + above)
    return simple_interest_ore(charged.debited_ore * rate * days, rulebook)


def interest_charged(case: Case) -> Iterable[tuple[int, LateInterestCharged]]:
    """Yield place and event of what was charged and stands."""
    for place in case.standing(case.history.payments):
        event = case.history.events[place].event
        if isinstance(event, LateInterestCharged):
            yield place, event


def wrong_interest(case: Case, rulebook: Rulebook) -> Iterable[Notice]:
    """Yield a notice for each charge that is not what the law gives."""
    for place, charged in interest_charged(case):
        try:
            law = f"the law gives {late_interest_ore(charged, rulebook)} öre"
        except MissingValueError as missing:
            # A charge dated where no edition reaches stops nothing else of the case.
            law = f"it cannot be checked: {missing}"
        if law != f"the law gives {charged.interest_ore} öre":
            yield Notice(
                "INTEREST_DIFFERS",
                f"interest of {charged.interest_ore} öre was charged of municipality"
                f" {charged.municipality} for {charged.month}, and {law}",
                (case.event_id(place),),
            )
