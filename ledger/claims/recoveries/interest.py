"""
Interest on a recovery: on a plan above the state's lending rate, for lateness by räntelagen.

Pure. That interest was charged is an event; what the law gives is counted
here, day by day on what was left. Source: SFB 108:15-16, 108:19.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ledger.claims.recoveries.recovery import Charged, Recovery
from ledger.findings import simple_interest_ore
from ledger.rules import MissingValueError, Rulebook
from ledger.statement import Notice

_DAY: Final = timedelta(days=1)


def recovery_interest_ore(recovery: Recovery, charged: Charged, rulebook: Rulebook) -> int:
    """
    Return the interest that the law gives for the days and the rate of a charge, rounded once.

    On a plan from the day of the agreement, but never for a day on which the
    recovery was not due; for lateness from the day after the due day. What is late
    bears the one, the rest the other. Never on more than the charge states.
    """
    planned = charged.basis == "PLAN"
    name = "recovery.per_mille_above" if planned else "interest.per_mille_above"
    above = rulebook.parameter(name, charged.first_day).value
    worth = sum(
        min(_borne(recovery, day, planned=planned), charged.principal_ore)
        for day in _days(charged.first_day, charged.last_day)
    )
    rate = max(0, charged.rate_per_mille + above)
    return simple_interest_ore(worth * rate, rulebook)


def _borne(recovery: Recovery, day: date, *, planned: bool) -> int:
    """Return what bears interest of one of the two kinds on a day."""
    if day <= recovery.due_on:
        return 0
    overdue = recovery.overdue_ore(day)
    if not planned:
        return overdue
    if recovery.plan is None or day < recovery.plan.agreed_on:
        return 0
    return max(0, recovery.before_ore(day) - overdue)


def _days(first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last, both counted."""
    while first <= last:
        yield first
        first += _DAY


def wrong_recovery_interest(recovery: Recovery, rulebook: Rulebook) -> Iterator[Notice]:
    """Yield a notice for each charge that is not what the law gives."""
    for charged in recovery.interest:
        try:
            law = f"the law gives {recovery_interest_ore(recovery, charged, rulebook)} öre"
        except MissingValueError as missing:
            law = f"it cannot be checked: {missing}"
        if law != f"the law gives {charged.ore} öre":
            yield Notice(
                "RECOVERY_INTEREST_DIFFERS",
                f"interest of {charged.ore} öre was charged on recovery {recovery.decision_id} for"
                f" {charged.first_day} to {charged.last_day}, and {law}",
                (charged.event,),
            )
