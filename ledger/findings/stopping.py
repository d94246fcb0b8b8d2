"""
Orders to stop before a payday: sent to the bank, not confirmed, and not owed.

Pure. How much of an order is not owed, the latest first. Stopping it is for
the people at the bank's end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.findings.payments import Order
from ledger.findings.reckoning import Finding, Reckoned
from ledger.findings.table import Kind, ordered_ore

#: The kinds that say too much is ordered. What the bank did is none of them.
_NOT_OWED: Final = frozenset(
    {
        Kind.PAID_TWICE,
        Kind.WRONG_RATE,
        Kind.PAID_AFTER_DEATH,
        Kind.PAID_WITHOUT_GRANT,
        Kind.PAID_BARRED,
        Kind.OUTSIDE_GRANTED_TIME,
        Kind.PAID_TOO_MUCH,
    }
)


@dataclass(frozen=True, slots=True)
class OrderToStop:
    """
    An order that the bank has not confirmed and that is not owed, or not all of it.

    `not_owed_ore` is how much of it is ordered and not owed. `period` is the first
    day of the period that it settles, in place of a month.
    """

    case_ref: str
    order: str
    month: int | None
    pay_on: date
    amount_ore: int
    not_owed_ore: int
    findings: tuple[Finding, ...]
    period: date | None = None


def orders_to_stop(case_ref: str, month: Reckoned, payday: date) -> Iterable[OrderToStop]:
    """
    Yield the unconfirmed orders of a month or a period that are not owed, as far as they are not.

    What is ordered beyond what is due falls on the latest orders first, so of
    two equal ones the later is stopped, unless the bank has paid it already.
    """
    due = month.now.owed_ore - month.now.not_yet_due_ore
    excess = ordered_ore(month.orders) - due
    against = tuple(f for f in month.findings if f.kind in _NOT_OWED and f.delta_ore < 0)
    for order in reversed(month.orders):
        not_owed = min(excess, order.amount_ore)
        if not_owed > 0 and _may_be_stopped(order, payday):
            yield _to_stop(case_ref, order, not_owed, against)
            excess -= not_owed


def unmatched_to_stop(
    case_ref: str, orders: Sequence[Order], unmatched: tuple[Finding, ...], payday: date
) -> Iterable[OrderToStop]:
    """Yield the unconfirmed orders that pay no month."""
    for order in orders:
        if unmatched and _may_be_stopped(order, payday):
            yield _to_stop(case_ref, order, order.amount_ore, unmatched)


def _may_be_stopped(order: Order, payday: date) -> bool:
    return order.settled_ore is None and order.pay_on <= payday


def _to_stop(
    case_ref: str, order: Order, not_owed_ore: int, against: tuple[Finding, ...]
) -> OrderToStop:
    return OrderToStop(
        case_ref,
        order.ref,
        order.month,
        order.pay_on,
        order.amount_ore,
        not_owed_ore,
        against,
        None if order.period is None else date.fromordinal(order.period),
    )
