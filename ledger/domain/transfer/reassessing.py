"""
On what grounds a decision taken over is reassessed, and from which day.

One reading for our own commands, which are refused, and for decisions from
outside, which are stored with a notice. Source: SOU 2023:9; SFB 51:12 and 51:13.
"""

from collections.abc import Iterator
from datetime import date

from ledger.amounts import months_after
from ledger.domain.case import Case
from ledger.domain.grants import FK
from ledger.domain.refusals import DecisionRefused
from ledger.domain.transfer.records import decided_grants
from ledger.domain.transfer.refusals import (
    CauseBeforeTakeover,
    ChangeTooOld,
    EffectBeforeTakeover,
)
from ledger.rules import Rulebook
from schemas.commands import ReassessGrant, WithdrawGrant
from schemas.decisions import GrantDecided, GrantReassessed

Reassessment = ReassessGrant | GrantReassessed | WithdrawGrant


def taken_over_on(case: Case) -> date | None:
    """Return the first day on which a decision of the case was taken over."""
    return min((grant.effective_from for _, grant in takeovers_of(case)), default=None)


def takeovers_of(case: Case) -> Iterator[tuple[int, GrantDecided]]:
    """Yield the standing decisions by which Försäkringskassan took one over."""
    for place, grant in decided_grants(case):
        is_new = not isinstance(grant, GrantReassessed)
        if is_new and grant.takes_over is not None and grant.authority == FK:
            yield place, grant


def against_reassessment(
    takeover_on: date, made: Reassessment, rulebook: Rulebook
) -> Iterator[DecisionRefused]:
    """
    Yield what speaks against a reassessment or withdrawal after a takeover.

    Deliberately false information may be of any day. A changed circumstance
    before the takeover may lie `transfer.lookback_months` back, that day
    included; from the takeover on the ordinary rule of SFB 51:12 holds.
    """
    ground = None if isinstance(made, WithdrawGrant) else made.transfer_ground
    cause = made.cause_on
    if cause is not None and cause < takeover_on:
        if ground is None:
            yield CauseBeforeTakeover(cause, takeover_on)
        back = rulebook.parameter("transfer.lookback_months", takeover_on).value
        earliest = months_after(takeover_on, -back)
        if ground == "CHANGED_CIRCUMSTANCES" and cause < earliest:
            yield ChangeTooOld(cause, takeover_on, earliest)
    if made.effective_from < takeover_on:
        yield EffectBeforeTakeover(made.effective_from, takeover_on)
