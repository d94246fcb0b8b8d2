"""
The table of findings for one month, at one knowledge of what was owed (5.4, 5.5).

Pure whole-öre arithmetic: Σ δ equals the difference D by construction, and
the control equation is computed apart from it, so that an error would show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from ledger.amounts import rounded
from ledger.findings.payments import Order


class Kind(StrEnum):
    """What can be wrong with a month's payments, in the order of computation."""

    SETTLED_NOT_AS_ORDERED = "SETTLED_NOT_AS_ORDERED"
    PAID_TWICE = "PAID_TWICE"
    NOT_PAID = "NOT_PAID"
    WRONG_RATE = "WRONG_RATE"
    PAID_AFTER_DEATH = "PAID_AFTER_DEATH"
    PAID_WITHOUT_GRANT = "PAID_WITHOUT_GRANT"
    PAID_BARRED = "PAID_BARRED"
    OUTSIDE_GRANTED_TIME = "OUTSIDE_GRANTED_TIME"
    PAID_TOO_MUCH = "PAID_TOO_MUCH"
    PAID_TOO_LITTLE = "PAID_TOO_LITTLE"
    REPAID = "REPAID"
    RETURNED_NOT_PAID_AGAIN = "RETURNED_NOT_PAID_AGAIN"
    WRONG_SPLIT = "WRONG_SPLIT"
    UNMATCHED = "UNMATCHED"


#: The gates whose cut time explains an overpayment, in the order of the table.
_GATES: Final = (
    (Kind.PAID_AFTER_DEATH, (1,)),
    (Kind.PAID_WITHOUT_GRANT, (2,)),
    (Kind.PAID_BARRED, (3, 4, 5, 6, 7)),
    (Kind.OUTSIDE_GRANTED_TIME, (8, 9)),
)


@dataclass(frozen=True, slots=True)
class Owed:
    """
    What a statement says that the table needs: O, N, G, the rate of the days, and Q.

    `rate_ore` is None where the month has days of different rates.
    """

    owed_ore: int
    not_yet_due_ore: int
    gate_values: Mapping[int, Fraction]
    closed_by: frozenset[int]
    rate_ore: int | None
    recovered_ore: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """
    One month's equation: O = paid + pending + returned + difference, and why.

    `deltas` holds δ per kind, none of them zero; `duplicates` the places of
    the orders that were paid twice. `counted` is, for the place of each other
    order, the part of it that was not merely paid again: of a returned and
    re-paid pair only the re-payment counts.
    """

    owed_ore: int
    paid_ore: int
    pending_ore: int
    returned_ore: int
    difference_ore: int
    not_yet_due_ore: int
    deltas: dict[Kind, int]
    duplicates: frozenset[int]
    counted: dict[int, Fraction]

    @property
    def residual_ore(self) -> int:
        """Σ δ − D, which is zero unless this program is wrong."""
        return sum(self.deltas.values()) - self.difference_ore


def difference_ore(owed: int, paid: int, pending: int, returned: int) -> int:
    """Return D: what is owed and neither paid, pending nor returned (5.4)."""
    return owed - paid - pending - returned


def ordered_ore(orders: Sequence[Order]) -> int:
    """Return E: what was ordered and not merely paid again (5.4)."""
    return sum(order.amount_ore - order.repaid_ore for order in orders)


def table_of(orders: Sequence[Order], owed: Owed) -> Table:
    """Return the month's table; `orders` are all of the month, in fold order."""
    due = owed.owed_ore - owed.not_yet_due_ore
    deltas: dict[Kind, int] = {
        Kind.SETTLED_NOT_AS_ORDERED: sum(
            order.amount_ore - order.settled_ore
            for order in orders
            if order.settled_ore is not None
        )
    }
    left = ordered_ore(orders)
    duplicates = _duplicates(orders, left, due)
    deltas[Kind.PAID_TWICE] = -sum(o.amount_ore for o in orders if o.place in duplicates)
    left += deltas[Kind.PAID_TWICE]
    counted = {o.place: _kept(o) for o in orders if o.place not in duplicates}
    if left == 0 and due > 0:
        deltas[Kind.NOT_PAID] = due
    else:
        deltas[Kind.WRONG_RATE] = _wrong_rate(orders, counted, owed.rate_ore)
        deltas |= _rest(due - left - deltas[Kind.WRONG_RATE], owed)
    deltas[Kind.REPAID] = owed.recovered_ore
    paid = sum((order.settled_ore or 0) - order.returned_ore for order in orders)
    paid -= owed.recovered_ore
    unsettled = sum(order.amount_ore for order in orders if order.settled_ore is None)
    pending = unsettled + owed.not_yet_due_ore
    returned = sum(order.returned_ore - order.repaid_ore for order in orders)
    return Table(
        owed_ore=owed.owed_ore,
        paid_ore=paid,
        pending_ore=pending,
        returned_ore=returned,
        difference_ore=difference_ore(owed.owed_ore, paid, pending, returned),
        not_yet_due_ore=owed.not_yet_due_ore,
        deltas={kind: delta for kind, delta in deltas.items() if delta},
        duplicates=duplicates,
        counted=counted,
    )


def _duplicates(orders: Sequence[Order], left: int, due: int) -> frozenset[int]:
    """
    Return the orders that repeat an earlier one, the latest first, while too much is ordered.

    Equal part payments are no fault: they stop as soon as no more is ordered
    than is due.
    """
    taken: set[int] = set()
    for number in range(len(orders) - 1, 0, -1):
        if left <= due:
            break
        order = orders[number]
        if order.repaid_ore and order.repaid_ore >= order.amount_ore:
            # It came back and was paid again: it is no longer in what is left.
            continue
        if any(_repeats(order, earlier) for earlier in orders[:number]):
            taken.add(order.place)
            left -= order.amount_ore
    return frozenset(taken)


def _repeats(order: Order, earlier: Order) -> bool:
    return (
        order.payee == earlier.payee
        and order.amount_ore == earlier.amount_ore
        and order.same_basis(earlier)
        and earlier.place != order.repays
        and order.place != earlier.repays
    )


def _kept(order: Order) -> Fraction:
    """Return the part of an order that was not returned and paid again."""
    if not order.repaid_ore:
        return Fraction(1)
    if order.repaid_ore >= order.amount_ore:
        # The bank may have paid, and sent back, more than was ordered.
        return Fraction(0)
    return Fraction(order.amount_ore - order.repaid_ore, order.amount_ore)


def _wrong_rate(
    orders: Sequence[Order], counted: Mapping[int, Fraction], rate_ore: int | None
) -> int:
    """Return −Σ hours · (rate ordered − rate of the days), rounded once."""
    if rate_ore is None:
        return 0
    excess = Fraction(0)
    for order in orders:
        for hours, ordered_rate in order.hours:
            excess += hours * (ordered_rate - rate_ore) * counted.get(order.place, 0)
    return rounded(-excess)


def _rest(rest: int, owed: Owed) -> dict[Kind, int]:
    """Share what remains over the gates that explain it, then call it too much or too little."""
    if rest >= 0:
        return {Kind.PAID_TOO_LITTLE: rest}
    deltas: dict[Kind, int] = {}
    for kind, gates in _GATES:
        value = sum((owed.gate_values.get(gate, Fraction(0)) for gate in gates), Fraction(0))
        explained = -rest if owed.closed_by & set(gates) else min(-rest, rounded(value))
        deltas[kind] = -explained
        rest += explained
    deltas[Kind.PAID_TOO_MUCH] = rest
    return deltas
