"""
What is wrong with recoveries themselves: claimed too much, paid too much, interest, instalments.

Pure, and 0 öre: it changes no amount of the case. What was paid wrongly is a
finding of its month.
"""

from collections.abc import Iterator

from ledger.amounts import month_text
from ledger.claims.recoveries.back import Recoverable
from ledger.claims.recoveries.interest import wrong_recovery_interest
from ledger.claims.recoveries.recovery import Recovery, purpose_of
from ledger.rules import Rulebook
from ledger.statement import Notice


def recovery_notices(owed: Recoverable, rulebook: Rulebook) -> Iterator[Notice]:
    """Yield what to know of the recoveries of a case."""
    recoveries = owed.recoveries.recoveries
    for back in owed.months:
        if back.excess_ore and back.claimed_ore:
            events = tuple(
                recovery.event
                for recovery in recoveries
                if any(purpose_of(line) == back.purpose for line in recovery.lines)
            )
            when = (
                f"the period of {month_text(back.month)}" if back.period else month_text(back.month)
            )
            yield Notice(
                "RECOVERY_ABOVE_OVERPAID",
                f"{back.excess_ore} öre more than was overpaid of {when} were claimed, or came"
                " back by themselves (SFB 108:2)",
                events,
            )
    for recovery in recoveries:
        yield from _of_recovery(recovery)
        yield from wrong_recovery_interest(recovery, rulebook)


def _of_recovery(recovery: Recovery) -> Iterator[Notice]:
    if recovery.left_ore < 0:
        yield Notice(
            "REPAID_ABOVE_CLAIMED",
            f"{-recovery.left_ore} öre more came back than recovery {recovery.decision_id} claims",
            (recovery.event, *(come.event for come in recovery.come)),
        )
    plan = recovery.plan
    if plan is not None:
        planned = sum(ore for _, ore in plan.instalments)
        left = recovery.before_ore(plan.agreed_on)
        if planned != left:
            yield Notice(
                "INSTALMENTS_DIFFER",
                f"the instalments of recovery {recovery.decision_id} add up to {planned} öre, and"
                f" {left} were left when they were agreed (SFB 108:15)",
                (plan.event,),
            )
