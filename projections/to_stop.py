"""
Orders to stop before a payday: sent to the bank, not confirmed, and not owed.

Pure; every amount is one of `ledger.findings`. Stopping an order is for the
people at the bank's end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.findings import Finding, Kind, Order, Verification

#: The kinds by which too much is ordered, and what offsets them, apart from duplicates.
_NOT_OWED: Final = frozenset(
    {
        Kind.WRONG_RATE,
        Kind.PAID_AFTER_DEATH,
        Kind.PAID_WITHOUT_GRANT,
        Kind.PAID_BARRED,
        Kind.OUTSIDE_GRANTED_TIME,
        Kind.PAID_TOO_MUCH,
        Kind.PAID_TOO_LITTLE,
    }
)


@dataclass(frozen=True, slots=True)
class OrderToStop:
    """
    An order that the bank has not confirmed and that is not owed, or not all of it.

    `not_owed_ore` is how much of it is ordered and not owed.
    """

    case_ref: str
    order: str
    month: int | None
    pay_on: date
    amount_ore: int
    not_owed_ore: int
    findings: tuple[Finding, ...]


def orders_to_stop(case_ref: str, month: Verification, payday: date) -> Iterable[OrderToStop]:
    """
    Yield the unconfirmed orders of a month that are not owed, as far as they are not.

    A duplicate is not owed at all; any other excess falls on the latest orders
    first. What the bank did wrong with one order stops no other.
    """
    against = tuple(finding for finding in month.findings if finding.kind in _NOT_OWED)
    excess = -sum(finding.delta_ore for finding in against)
    twice = tuple(finding for finding in month.findings if finding.kind is Kind.PAID_TWICE)
    for order in reversed(month.orders):
        if not _may_be_stopped(order, payday):
            continue
        if order.place in month.now.duplicates:
            yield _to_stop(case_ref, order, order.amount_ore, twice)
        elif excess > 0:
            yield _to_stop(case_ref, order, min(excess, order.amount_ore), against)
            excess -= order.amount_ore


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
        case_ref, order.ref, order.month, order.pay_on, order.amount_ore, not_owed_ore, against
    )
