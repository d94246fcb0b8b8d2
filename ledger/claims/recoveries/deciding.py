"""
May it be claimed back, and from whom; may it be paid in instalments.

Pure: a case's facts and a command in, new events or a refusal out. The öre is
the ledger's own, the ground and the debtor are the decision's (semantics 6.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.amounts import month_of
from ledger.claims.recoveries.back import Back, Recoverable, back_of, recoverable
from ledger.claims.recoveries.recovery import Recovery
from ledger.claims.recoveries.refused import (
    AboveReceived,
    AgreedBeforeDecided,
    AlreadyClaimed,
    InstalmentsNotLeft,
    MonthNotComplete,
    NothingOwedBack,
    NotTheDebtor,
    RecoveryIdUsed,
    RecoveryUnknown,
)
from ledger.domain.refusals import DecidedLater
from ledger.findings import CaseFacts, Facts, Order, Reckoning, reckoned
from schemas.catalogue import Event
from schemas.commands import AgreeInstalments, DecideRecovery
from schemas.decisions import CaseOpened
from schemas.payments import InstalmentsAgreed, RecoveryDecided, RecoveryLine


@dataclass(frozen=True, slots=True)
class _Asked:
    """A month or a period that is to be claimed, as it is owed back."""

    when: str
    line: RecoveryLine
    back: Back
    not_due_ore: int
    orders: Sequence[Order]


def decide_recovery(facts: CaseFacts, command: DecideRecovery, today: date) -> list[Event]:
    """Claim back what the months owe, or refuse with the reason."""
    if command.decided_on > today:
        raise DecidedLater(command.decided_on, today)
    on = Reckoning.of(facts.rulebook, command.decided_on)
    owed = recoverable(facts, on)
    _refuse_used_id(owed, command.decision_id)
    asked = [_asked(facts, owed, on, month=month) for month in sorted(command.months)]
    asked += [_asked(facts, owed, on, period=period) for period in sorted(command.periods)]
    for each in asked:
        _refuse_nothing(each)
        _refuse_debtor(facts, command, each)
    return [
        RecoveryDecided(
            decision_id=command.decision_id,
            debtor=command.debtor,
            decided_on=command.decided_on,
            due_on=command.due_on,
            provision=command.provision,
            lines=_lines(asked, owed),
        )
    ]


def _asked(
    facts: CaseFacts,
    owed: Recoverable,
    on: Reckoning,
    *,
    month: str | None = None,
    period: date | None = None,
) -> _Asked:
    asked: Facts
    if month is not None:
        asked, when = facts.month(month_of(month)), month
    else:
        assert period is not None
        when = f"the period from {period}"
        if facts.periods.key(facts.case, period.toordinal()) is None:
            raise NothingOwedBack(when, 0)
        asked = facts.period(period.toordinal())
    of = reckoned(asked, on)
    back = back_of(of, owed.recoveries)
    line = RecoveryLine(amount_ore=back.to_claim_ore, month=month, period_from=period)
    return _Asked(when, line, back, of.now.not_yet_due_ore, of.orders)


def _lines(asked: Sequence[_Asked], owed: Recoverable) -> tuple[RecoveryLine, ...]:
    """
    Return what is claimed of each month; under NET the sum is what all months owe together.

    What other months are owed is taken off the last line first, and an öre of
    rounding is on the last one.
    """
    lines = [each.line for each in asked]
    if owed.net_ore is None:
        return tuple(lines)
    whole = sum(back.to_claim_ore for back in owed.months)
    rest = sum(line.amount_ore for line in lines) - owed.net_ore
    if rest < 0 and sum(line.amount_ore for line in lines) < whole:
        # Only some of the months are claimed: they owe no more than they did.
        rest = 0
    for number in reversed(range(len(lines))):
        taken = min(rest, lines[number].amount_ore)
        lines[number] = replace(lines[number], amount_ore=lines[number].amount_ore - taken)
        rest -= taken
    kept = tuple(line for line in lines if line.amount_ore)
    if not kept:
        raise NothingOwedBack(", ".join(each.when for each in asked), 0)
    return kept


def _refuse_used_id(owed: Recoverable, decision_id: str) -> None:
    if any(of.decision_id == decision_id for of in owed.recoveries.recoveries):
        raise RecoveryIdUsed(decision_id)


def _refuse_nothing(asked: _Asked) -> None:
    """Refuse a month that is not complete, owes nothing back, or is claimed already."""
    back = asked.back
    if not back.is_complete:
        raise MonthNotComplete(asked.when, asked.not_due_ore)
    if not back.overpaid_ore:
        raise NothingOwedBack(asked.when, back.difference_ore)
    if not back.to_claim_ore:
        claimed = back.claimed_ore + back.outside_ore
        raise AlreadyClaimed(asked.when, back.overpaid_ore, claimed)


def _refuse_debtor(facts: CaseFacts, command: DecideRecovery, asked: _Asked) -> None:
    """
    Refuse a debtor who is neither the insured nor was paid, unless the ground makes it liable.

    By 108:9 a whoever was paid is liable for at most what it received; what a
    guardian received is in no order, so of one nothing can be held against it.
    """
    received = sum(
        (order.settled_ore or 0) - order.returned_ore
        for order in asked.orders
        if order.payee == command.debtor
    )
    is_payee = any(order.payee == command.debtor for order in asked.orders)
    if command.provision in {"108:2", "51:20"}:
        if not is_payee and command.debtor not in _insured(facts):
            raise NotTheDebtor(asked.when)
    elif command.provision == "108:9a" and is_payee and asked.line.amount_ore > received:
        raise AboveReceived(asked.when, asked.line.amount_ore, received)


def _insured(facts: CaseFacts) -> set[object]:
    events = facts.case.history.events
    opened = (events[place].event for place in facts.case.decisions)
    return {event.recipient for event in opened if isinstance(event, CaseOpened)}


def decide_instalments(facts: CaseFacts, command: AgreeInstalments, today: date) -> list[Event]:
    """Let a recovery be paid in instalments, or refuse with the reason."""
    if command.agreed_on > today:
        raise DecidedLater(command.agreed_on, today)
    owed = recoverable(facts, Reckoning.of(facts.rulebook, command.agreed_on))
    recovery = _named(owed, command.recovery)
    if command.agreed_on < recovery.decided_on:
        raise AgreedBeforeDecided(recovery.decision_id, command.agreed_on, recovery.decided_on)
    planned = sum(ore for _, ore in command.instalments)
    if planned != recovery.left_ore:
        raise InstalmentsNotLeft(recovery.decision_id, planned, recovery.left_ore)
    return [
        InstalmentsAgreed(
            recovery=recovery.ref,
            agreed_on=command.agreed_on,
            instalments=command.instalments,
            lending_per_mille=command.lending_per_mille,
        )
    ]


def _named(owed: Recoverable, ref: str) -> Recovery:
    for recovery in owed.recoveries.recoveries:
        if recovery.ref == ref:
            return recovery
    raise RecoveryUnknown(ref)
