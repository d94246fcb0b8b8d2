"""
May it happen: our own commands against the history of their case.

Pure: a history and a command in, new events or a refusal out. The table at the
end says which function decides which command. Recording, and who may give a
command, belong to `ledger.services.commands` and `ops`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from ledger.amounts import first_day, month_of, month_of_day
from ledger.domain.bank import said_by_bank, standing_orders
from ledger.domain.case import Case
from ledger.domain.grants import FK, longest_period_until
from ledger.domain.recorded import Recorded
from ledger.domain.refusals import (
    BillUnknown,
    DecidedLater,
    DecisionIdUsed,
    EffectiveBeforeCause,
    GrantAfterDeath,
    LineWithoutMonth,
    MonthWithoutBill,
    NothingGranted,
    OrderAlreadyMade,
    PeriodTooLong,
    RepaidOrderNotReturned,
)
from ledger.domain.transfer.reassessing import against_reassessment, taken_over_on
from ledger.rules import Rulebook
from schemas.catalogue import Event
from schemas.commands import (
    DecideGrant,
    OrderPayment,
    ReassessGrant,
    WithdrawGrant,
)
from schemas.decisions import DeathReported, GrantDecided, GrantReassessed, GrantWithdrawn
from schemas.payments import OrderLine, PaymentOrdered
from schemas.reports import BillReceived

History = Sequence[Recorded]
#: The commands that rest on the papers of a case alone.
GrantCommand = DecideGrant | ReassessGrant | WithdrawGrant | OrderPayment


def decide_grant(history: History, command: DecideGrant) -> list[Event]:
    """Grant hours, or refuse with the reason."""
    _refuse_after_death(history, command)
    return [GrantDecided(**_shared(command, GrantDecided))]


def decide_reassessment(history: History, command: ReassessGrant) -> list[Event]:
    """Decide anew on a grant, or refuse with the reason."""
    _refuse_without_grant(history, command)
    _refuse_before_cause(command)
    _refuse_after_death(history, command)
    return [GrantReassessed(**_shared(command, GrantReassessed))]


def decide_withdrawal(history: History, command: WithdrawGrant) -> list[Event]:
    """Withdraw a grant, or refuse with the reason."""
    _refuse_without_grant(history, command)
    _refuse_before_cause(command)
    return [GrantWithdrawn(**_shared(command, GrantWithdrawn))]


def decide_order(history: History, command: OrderPayment) -> list[Event]:
    """Order a payment, or refuse with the reason."""
    case = Case.of(history)
    for number, line in enumerate(command.lines, start=1):
        _refuse_without_bill(case, number, line)
    said = said_by_bank(case)
    returned = {order: of.returned_ore for order, of in said.items()}
    if command.repays is not None and not returned.get(command.repays):
        raise RepaidOrderNotReturned(command.repays)
    for _, earlier, order in standing_orders(case, said):
        # Part payments of one bill differ in their lines; what is the same in
        # everything and still with the payee is a second click.
        is_same = (order.payee, order.lines) == (command.payee, command.lines)
        if is_same and returned.get(earlier, 0) < order.total_ore:
            raise OrderAlreadyMade(earlier)
    return [
        PaymentOrdered(
            payee=command.payee,
            pay_on=command.pay_on,
            total_ore=sum(line.amount_ore for line in command.lines),
            lines=command.lines,
            repays=command.repays,
        )
    ]


def _shared(command: GrantCommand, kind: type[Any]) -> dict[str, Any]:
    """Return the fields that the command and the event have in common."""
    return {own.name: getattr(command, own.name) for own in fields(kind)}


def _standing(case: Case) -> Iterator[tuple[int, Event]]:
    """Yield the decisions and deaths that no other document replaces."""
    for place in case.decisions:
        yield place, case.history.events[place].event


def _refuse_long_period(command: DecideGrant, rulebook: Rulebook) -> None:
    if command.period_from is None or command.period_until is None:
        return
    latest = longest_period_until(command.period_from, rulebook)
    if command.period_until > latest:
        raise PeriodTooLong(command.period_from, command.period_until, latest)


def _refuse_used_id(history: History, decision_id: str) -> None:
    for recorded in history:
        event = recorded.event
        if isinstance(event, GrantDecided | GrantWithdrawn) and event.decision_id == decision_id:
            raise DecisionIdUsed(decision_id)


def _refuse_after_death(history: History, command: DecideGrant) -> None:
    for _, event in _standing(Case.of(history)):
        if isinstance(event, DeathReported) and command.effective_from > event.died_on:
            raise GrantAfterDeath(command.effective_from, event.died_on)


def _refuse_without_grant(history: History, command: ReassessGrant | WithdrawGrant) -> None:
    """Refuse unless a grant of the same authority is in force on the day or later."""
    grants: list[tuple[tuple[date, int], GrantDecided]] = []
    withdrawals: list[tuple[tuple[date, int], GrantWithdrawn]] = []
    for place, event in _standing(Case.of(history)):
        if isinstance(event, GrantDecided) and event.authority == command.authority:
            grants.append(((event.decided_on, place), event))
        elif isinstance(event, GrantWithdrawn) and event.authority == command.authority:
            withdrawals.append(((event.decided_on, place), event))
    for rank, grant in grants:
        first = max(command.effective_from, grant.effective_from)
        has_ended = grant.effective_until is not None and grant.effective_until <= first
        # Of two decisions on a day the later one wins (semantics G4).
        is_withdrawn = any(
            later > rank and withdrawal.effective_from <= first for later, withdrawal in withdrawals
        )
        if not has_ended and not is_withdrawn:
            return
    raise NothingGranted(command.authority, command.effective_from)


def _refuse_before_cause(command: ReassessGrant | WithdrawGrant) -> None:
    earliest = date.fromordinal(first_day(month_of_day(command.cause_on)))
    if command.effective_from < earliest:
        raise EffectiveBeforeCause(command.effective_from, command.cause_on, earliest)


def _refuse_after_takeover(
    history: History, command: ReassessGrant | WithdrawGrant, rulebook: Rulebook
) -> None:
    """Refuse what a decision taken over may not be reassessed for (SOU 2023:9)."""
    takeover_on = taken_over_on(Case.of(history)) if command.authority == FK else None
    for refusal in against_reassessment(takeover_on, command, rulebook) if takeover_on else ():
        raise refusal


def _refuse_without_bill(case: Case, number: int, line: OrderLine) -> None:
    if line.bill is not None:
        place = case.history.by_ref.get(line.bill)
        if place is None or not isinstance(case.history.events[place].event, BillReceived):
            raise BillUnknown(number, line.bill)
    elif line.month is None:
        raise LineWithoutMonth(number)
    if line.month is not None and not case.history.bills.get(month_of(line.month)):
        raise MonthWithoutBill(number, line.month)


#: Each of them and the function that decides it.
DECIDE: Mapping[type[GrantCommand], Callable[[History, Any], list[Event]]] = {
    DecideGrant: decide_grant,
    ReassessGrant: decide_reassessment,
    WithdrawGrant: decide_withdrawal,
    OrderPayment: decide_order,
}


def decide(history: History, command: GrantCommand, today: date, rulebook: Rulebook) -> list[Event]:
    """Return the events that the command becomes, or raise the refusal."""
    if not isinstance(command, OrderPayment) and command.decided_on > today:
        raise DecidedLater(command.decided_on, today)
    if isinstance(command, DecideGrant):
        _refuse_long_period(command, rulebook)
    if isinstance(command, ReassessGrant | WithdrawGrant):
        _refuse_after_takeover(history, command, rulebook)
    events = DECIDE[type(command)](history, command)
    if not isinstance(command, OrderPayment):
        _refuse_used_id(history, command.decision_id)
    return events
