"""
What of a case's payments can be counted from their events alone: per month, or per period.

Pure, and without a rulebook: what was owed, what is due on a day and what is wrong need one, and
belong to `reckoning`. Sums are those of `payments`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.findings.payments import Order, Purpose, payments_of


@dataclass(slots=True)
class Counted:
    """
    The payments of one month or period, in öre.

    `unsettled_ore` was ordered and not confirmed by the bank. `recovered_ore` was repaid or set
    off, `remitted_ore` given up. `paid_ore` is what the payee has: the `paid` of an audit.
    """

    ordered_ore: int = 0
    unsettled_ore: int = 0
    settled_ore: int = 0
    returned_ore: int = 0
    recovered_ore: int = 0
    remitted_ore: int = 0

    @property
    def paid_ore(self) -> int:
        """Settled, less what came back."""
        return self.settled_ore - self.returned_ore - self.recovered_ore

    def add(self, order: Order) -> None:
        """Add the part of an order that pays the month or period."""
        self.ordered_ore += order.amount_ore
        if order.settled_ore is None:
            self.unsettled_ore += order.amount_ore
        self.settled_ore += order.settled_ore or 0
        self.returned_ore += order.returned_ore


def counted(events: Iterable[Recorded]) -> dict[Purpose, Counted]:
    """Return what the payments among a case's events come to; every event must be given."""
    payments = payments_of(Case.of(events))
    found: dict[Purpose, Counted] = {}
    for month, orders in payments.by_month.items():
        for order in orders:
            found.setdefault((month, None), Counted()).add(order)
    for period, orders in payments.by_period.items():
        for order in orders:
            # What states a month beside its period belongs to both.
            found.setdefault((order.month, period), Counted()).add(order)
    for purpose, amounts in payments.recovered.items():
        found.setdefault(purpose, Counted()).recovered_ore += sum(ore for _, ore in amounts)
    for purpose, amounts in payments.remitted.items():
        found.setdefault(purpose, Counted()).remitted_ore += sum(ore for _, ore in amounts)
    return found
