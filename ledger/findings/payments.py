"""
Payments of a case as the bank has them: orders per month, settled, returned, paid again.

Pure. Sections 5.1 and 5.2 of the semantics page; what the differences mean
belongs to `table`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.bank import Said, said_by_bank, standing_orders
from ledger.domain.case import Case
from schemas.payments import OrderLine, PaymentOrdered
from schemas.reports import BillReceived


@dataclass(frozen=True, slots=True)
class Order:
    """
    The part of an order that pays one month; `month` is None where unmatched.

    `settled_ore` is None until the bank has confirmed the order. `repaid_ore`
    is how much of what came back was paid again, and `repays` the place of
    the order that this one pays again.
    """

    place: int
    ref: str
    payee: UUID
    pay_on: date
    month: int | None
    amount_ore: int
    lines: tuple[OrderLine, ...]
    settled_ore: int | None = None
    returned_ore: int = 0
    repaid_ore: int = 0
    names: str | None = None
    repays: int | None = None

    @property
    def basis(self) -> frozenset[str]:
        """The ids of the bills that the lines pay; empty where none is named."""
        return frozenset(line.bill for line in self.lines if line.bill is not None)

    def same_basis(self, other: "Order") -> bool:
        """Tell whether both pay the same bill, or one of them names none."""
        return not self.basis or not other.basis or self.basis == other.basis

    @property
    def municipal(self) -> dict[str, int]:
        """Öre that the lines debit each municipality."""
        debited: dict[str, int] = {}
        for line in self.lines:
            for code, ore in line.municipal:
                debited[code] = debited.get(code, 0) + ore
        return debited

    @property
    def hours(self) -> Iterable[tuple[Fraction, int]]:
        """Hours and öre per hour of the lines that state both."""
        for line in self.lines:
            if line.minutes is not None and line.rate_ore is not None:
                yield Fraction(line.minutes[0], line.minutes[1] * 60), line.rate_ore


@dataclass(frozen=True, slots=True)
class Payments:
    """The orders per month, in fold order, and the bank's words that fit no order."""

    by_month: dict[int | None, tuple[Order, ...]]
    stray: tuple[int, ...] = ()
    over_returned: tuple[int, ...] = ()


def payments_of(case: Case) -> Payments:
    """Return the payments of the case at its point, matched to months and returns."""
    said = said_by_bank(case)
    by_month: dict[int | None, list[Order]] = {}
    over: list[int] = []
    for place, ref, event in list(standing_orders(case, said)):
        of = said.pop(ref, Said())
        if of.returned_ore > (of.settled_ore or 0):
            over += of.places
        for order in _orders(case, place, event, of):
            by_month.setdefault(order.month, []).append(order)
    stray = sorted(place for of in said.values() for place in of.places)
    matched = {month: _match_returns(orders) for month, orders in by_month.items()}
    return Payments(matched, tuple(stray), tuple(over))


def _orders(case: Case, place: int, event: PaymentOrdered, said: Said) -> Iterable[Order]:
    """Yield the order's parts per month, with what the bank's amounts fill of each."""
    lines = event.lines
    settled = None if said.settled_ore is None else _fill(lines, said.settled_ore)
    returned = _fill(lines, min(said.returned_ore, said.settled_ore or 0))
    months = [_month_of(case, line) for line in lines]
    ref = case.history.events[place].envelope.document_ref
    for month in dict.fromkeys(months):
        own = [number for number, of in enumerate(months) if of == month]
        yield Order(
            place,
            ref,
            event.payee,
            event.pay_on,
            month,
            sum(lines[number].amount_ore for number in own),
            tuple(lines[number] for number in own),
            None if settled is None else sum(settled[number] for number in own),
            sum(returned[number] for number in own),
            names=event.repays,
        )


def _fill(lines: Sequence[OrderLine], amount: int) -> list[int]:
    """Fill the lines with the bank's amount in line order, a surplus on the last (5.1)."""
    filled: list[int] = []
    for line in lines:
        filled.append(min(line.amount_ore, amount))
        amount -= filled[-1]
    filled[-1] += amount
    return filled


def _month_of(case: Case, line: OrderLine) -> int | None:
    """Return the month a line states, else that of the bill it names, else None."""
    if line.month is not None:
        return month_of(line.month)
    place = None if line.bill is None else case.history.by_ref.get(line.bill)
    if place is None or place >= case.known:
        return None
    bill = case.history.events[place].event
    return month_of(bill.month) if isinstance(bill, BillReceived) else None


def _match_returns(orders: list[Order]) -> tuple[Order, ...]:
    """
    Pair each returned order with those that paid it again (5.2).

    The one that names it; else, in fold order and each once, other unreturned
    orders of the same payee and basis, until what came back is covered.
    """
    returned = [i for i, order in enumerate(orders) if order.returned_ore]
    used: set[int] = set()
    covers: dict[int, list[int]] = {i: [] for i in returned}
    for i in returned:
        for j, other in enumerate(orders):
            if j != i and j not in used and other.names == orders[i].ref:
                covers[i].append(j)
                used.add(j)
    for i in returned:
        if not covers[i]:
            covers[i] = _cover(orders, i, used)
            used.update(covers[i])
    for i, paid_again in covers.items():
        amount = sum(orders[j].amount_ore for j in paid_again)
        orders[i] = replace(orders[i], repaid_ore=min(orders[i].returned_ore, amount))
        for j in paid_again:
            orders[j] = replace(orders[j], repays=orders[i].place)
    return tuple(orders)


def _cover(orders: Sequence[Order], i: int, used: set[int]) -> list[int]:
    """Return the unreturned orders, first in fold order, that cover a return."""
    returned = orders[i]
    covering: list[int] = []
    covered = 0
    for j, other in enumerate(orders):
        if covered >= returned.returned_ore:
            break
        fits = other.payee == returned.payee and other.same_basis(returned)
        if j != i and j not in used and not other.returned_ore and fits:
            covering.append(j)
            covered += other.amount_ore
    return covering
