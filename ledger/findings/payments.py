"""
Payments of a case as the bank has them: orders per month, settled, returned, paid again.

Pure. Sections 5.1 and 5.2 of the semantics page; what the differences mean
belongs to `table`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.bank import Said, said_by_bank, standing_orders
from ledger.domain.case import Case
from schemas.payments import MoneyRepaid, OrderLine, PaymentOrdered, RecoveryRemitted
from schemas.reports import BillReceived


@dataclass(frozen=True, slots=True)
class Order:
    """
    The part of an order that pays one month, or one period by its first day.

    Both are None where it is unmatched. Set-off lines are no part of it.
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
    period: int | None = None

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


#: What money is for: a month by its index, a period by the ordinal of its first day, or neither.
Purpose = tuple[int | None, int | None]
#: The place of a paper, and öre.
Amount = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Payments:
    """
    The orders per month and per period, in fold order, and the bank's words that fit no order.

    `recovered` is what was repaid or set off (Q), `remitted` what was given up.
    """

    by_month: dict[int | None, tuple[Order, ...]]
    by_period: dict[int, tuple[Order, ...]] = field(default_factory=dict[int, tuple[Order, ...]])
    recovered: dict[Purpose, tuple[Amount, ...]] = field(
        default_factory=dict[Purpose, tuple[Amount, ...]]
    )
    remitted: dict[Purpose, tuple[Amount, ...]] = field(
        default_factory=dict[Purpose, tuple[Amount, ...]]
    )
    stray: tuple[int, ...] = ()
    over_returned: tuple[int, ...] = ()


def payments_of(case: Case) -> Payments:
    """Return the payments of the case at its point, matched to months and returns."""
    said = said_by_bank(case)
    by_purpose: dict[Purpose, list[Order]] = {}
    recovered: dict[Purpose, list[Amount]] = {}
    over: list[int] = []
    for place, ref, event in list(standing_orders(case, said)):
        of = said.pop(ref, Said())
        if of.returned_ore > (of.settled_ore or 0):
            over += of.places
        for order in _orders(case, place, event, of):
            by_purpose.setdefault((order.month, order.period), []).append(order)
        for line in event.lines:
            if line.set_off:
                recovered.setdefault(purpose_of(case, line), []).append((place, -line.amount_ore))
    remitted: dict[Purpose, list[Amount]] = {}
    for place in case.standing(case.history.payments):
        event = case.history.events[place].event
        if isinstance(event, MoneyRepaid | RecoveryRemitted):
            sums = recovered if isinstance(event, MoneyRepaid) else remitted
            sums.setdefault(_stated(event), []).append((place, event.amount_ore))
    stray = sorted(place for of in said.values() for place in of.places)
    matched = {of: _match_returns(orders) for of, orders in by_purpose.items()}
    return Payments(
        {month: orders for (month, period), orders in matched.items() if period is None},
        {period: orders for (_, period), orders in matched.items() if period is not None},
        {of: tuple(amounts) for of, amounts in recovered.items()},
        {of: tuple(amounts) for of, amounts in remitted.items()},
        tuple(stray),
        tuple(over),
    )


def without_strangers(payments: Payments, is_key: Callable[[int], bool]) -> Payments:
    """
    Return the payments with what names a period that is none of the case among the unmatched.

    Source: semantics 5.1.
    """
    named = {*payments.by_period, *(period for _, period in payments.recovered if period)}
    strange = {period for period in named if not is_key(period)}
    if not strange:
        return payments
    orders = [
        *payments.by_month.get(None, ()),
        *(
            replace(of, period=None)
            for first in strange
            for of in payments.by_period.get(first, ())
        ),
    ]
    recovered = {of: sums for of, sums in payments.recovered.items() if of[1] not in strange}
    lost = [a for of, sums in payments.recovered.items() if of[1] in strange for a in sums]
    if lost:
        recovered[None, None] = (*recovered.get((None, None), ()), *sorted(lost))
    by_month = dict(payments.by_month)
    if orders:
        by_month[None] = tuple(sorted(orders, key=lambda order: order.place))
    by_period = {of: orders for of, orders in payments.by_period.items() if of not in strange}
    return replace(payments, by_month=by_month, by_period=by_period, recovered=recovered)


def _stated(said: MoneyRepaid | RecoveryRemitted | OrderLine) -> Purpose:
    """Return the month or the period that is stated."""
    month = None if said.month is None else month_of(said.month)
    return (month, None if said.period_from is None else said.period_from.toordinal())


def purpose_of(case: Case, line: OrderLine) -> Purpose:
    """Return what a line pays: the period or month that it states, else the month of its bill."""
    month, period = _stated(line)
    return (month, period) if period is not None else (_month_of(case, line), None)


def _orders(case: Case, place: int, event: PaymentOrdered, said: Said) -> Iterable[Order]:
    """Yield the order's parts per month and period, with what the bank's amounts fill of each."""
    lines = [line for line in event.lines if not line.set_off]
    if not lines:
        return
    # The bank moves what is left after the set-offs; what they recover fills lines as well.
    set_off = -sum(line.amount_ore for line in event.lines if line.set_off)
    settled = None if said.settled_ore is None else fill(lines, said.settled_ore + set_off)
    returned = fill(lines, min(said.returned_ore, said.settled_ore or 0))
    purposes = [purpose_of(case, line) for line in lines]
    ref = case.history.events[place].envelope.document_ref
    for purpose in dict.fromkeys(purposes):
        own = [number for number, of in enumerate(purposes) if of == purpose]
        yield Order(
            place,
            ref,
            event.payee,
            event.pay_on,
            purpose[0],
            sum(lines[number].amount_ore for number in own),
            tuple(lines[number] for number in own),
            None if settled is None else sum(settled[number] for number in own),
            sum(returned[number] for number in own),
            names=event.repays,
            period=purpose[1],
        )


def fill(lines: Sequence[OrderLine], amount: int) -> list[int]:
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
