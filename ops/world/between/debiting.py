"""
What municipalities are debited of their share, and what they pay of it, in time or late.

Each payday is followed by a debit, or a credit, by the 15th of the next month
(semantics 8.10). Cases with a fault among their payments are debited nothing
beside their orders: there the municipal part of the orders is what is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from ops.world.days import ONE_DAY, at, first_of, is_open, month_of, month_text
from ops.world.papers import FORCE, Besides, Order, Paper, Returned
from ops.world.story import Story, likely
from ops.world.truth.control import Finding
from ops.world.truth.debited import due_day, half_year_of, interest, reference_of
from ops.world.truth.owed import Reckoner

FILE: Final = "debits"
#: The sorts of faults, handed out in turn.
SORTS: Final = ("wrong-debit", "paid-late")


@dataclass(slots=True)
class Account:
    """What one municipality bears of one month, was debited net, paid, and owes of interest."""

    municipality: str
    month: int
    owed: int = 0
    debited: int = 0
    credited: int = 0
    paid: int = 0
    interest: int = 0
    sort: str | None = None

    @property
    def net(self) -> int:
        return self.debited - self.credited


def _shares(orders: Sequence[Order]) -> dict[tuple[int, str], int]:
    """Return what the orders say of each month that each municipality bears."""
    shares: dict[tuple[int, str], int] = {}
    for order in orders:
        for line in order.lines:
            for code, ore in line.municipal if line.month is not None else ():
                key = (line.month or 0, code)
                shares[key] = shares.get(key, 0) + ore
    return shares


@dataclass(slots=True)
class Debits:
    """The debits of one case."""

    dice: Random
    faulty: range
    story: Story
    accounts: dict[tuple[int, str], Account] = field(default_factory=dict[tuple[int, str], Account])
    papers: list[Paper] = field(default_factory=list[Paper])

    def run(self, papers: Sequence[Paper], right: Reckoner, sort: str | None) -> None:
        """Debit after each payday what is then owed and was not debited yet."""
        orders = [paper for paper in papers if isinstance(paper, Order)]
        again = [order.ref for order in orders if order.repays is not None]
        back = {paper.order for paper in papers if isinstance(paper, Returned)}
        for cycle in sorted({month_of(order.pay_on) for order in orders}):
            debited_on = first_of(cycle + 1) + timedelta(days=9 + self.dice.randrange(6))
            while not is_open(debited_on):
                debited_on -= ONE_DAY
            # What came back and was ordered again is one share all the same.
            asked = [of for of in orders if of.pay_on < debited_on and of.ref not in again]
            asked = [of for of in asked if not (back and self._is_again(of, asked, back))]
            for (month, code), ore in sorted(_shares(asked).items()):
                self._adjust(self._account(month, code), ore, debited_on, sort)
        last = right.owed(papers)
        for (month, code), account in self.accounts.items():
            account.owed = last[month].shares.get(code, 0)

    @staticmethod
    def _is_again(order: Order, among: Sequence[Order], back: set[str]) -> bool:
        """Tell whether an order pays again, unsaid, what an earlier one had come back of."""
        return any(of.ref in back and of.lines == order.lines for of in among[: among.index(order)])

    def _account(self, month: int, code: str) -> Account:
        return self.accounts.setdefault((month, code), Account(code, month))

    def _adjust(self, account: Account, owed: int, on: date, sort: str | None) -> None:
        bent = account.sort is None and sort is not None and account.month in self.faulty
        bent = bent and not any(of.sort for of in self.accounts.values())
        wrong = account.sort == "wrong-debit"
        difference = 0 if wrong else owed - account.net
        if difference > 0:
            if bent and likely(self.dice, 1000 // (1 + account.month % 3)):
                account.sort = sort
            if account.sort == "wrong-debit":
                less = 100 * (10 + self.dice.randrange(900))
                difference += less if likely(self.dice, 500) else -min(less, difference // 2)
            self._debit(account, difference, on)
        elif difference < 0:
            account.credited -= difference
            self._send(account, on, "kredit", "municipal-credit-issued/1", {
                "credited_ore": -difference,
                "credited_on": on.isoformat(),
                "ground": "The month came out lower (SFB 51:23).",
            })  # fmt: skip

    def _debit(self, account: Account, ore: int, on: date) -> None:
        account.debited += ore
        due = due_day(on)
        debit = self._send(account, on, "debitering", "municipal-debit-issued/1", {
            "debited_ore": ore,
            "debited_on": on.isoformat(),
            "due_on": due.isoformat(),
            "invoice": f"faktura.{account.municipality}.{on.isoformat()}",
        })  # fmt: skip
        late = account.sort == "paid-late" or likely(self.dice, 4)
        paid_on = due + timedelta(days=3 + self.dice.randrange(25)) if late else due
        if not late:
            paid_on -= timedelta(days=self.dice.randrange(4))
        account.paid += ore
        self.papers.append(
            Besides(
                at=at(paid_on, 700), sender=FORCE, number=f"inbet.{debit.number}", file=FILE,
                type="municipal-payment-received/1",
                fields={
                    "debit": debit.ref, "amount_ore": ore, "received_on": paid_on.isoformat(),
                },
            )
        )  # fmt: skip
        if late and half_year_of(due + ONE_DAY) == half_year_of(paid_on):
            account.interest += interest(ore, due, paid_on)
            if likely(self.dice, 600):
                self._charge(account, debit, ore, due, paid_on)

    def _charge(self, account: Account, debit: Besides, ore: int, due: date, paid_on: date) -> None:
        """Charge the interest; it may be charged, and need not be ("får", 9 §)."""
        self.papers.append(
            Besides(
                at=at(paid_on + 7 * ONE_DAY, 720), sender=FORCE, number=f"ranta.{debit.number}",
                file=FILE, type="late-interest-charged/1",
                fields={
                    "municipality": account.municipality,
                    "month": month_text(account.month),
                    "debited_ore": ore,
                    "due_on": due.isoformat(),
                    "paid_on": paid_on.isoformat(),
                    "reference_per_mille": reference_of(paid_on),
                    "interest_ore": interest(ore, due, paid_on),
                },
            )
        )  # fmt: skip

    def _send(
        self, account: Account, on: date, word: str, name: str, own: dict[str, object]
    ) -> Besides:
        label = f"{self.story.label}.{month_text(account.month)}.{account.municipality}"
        fields: dict[str, object] = {
            "municipality": account.municipality,
            "month": month_text(account.month),
        }
        paper = Besides(
            at=at(on, 630),
            sender=FORCE,
            number=f"{word}.{label}.{len(self.papers) + 1}",
            file=FILE,
            type=name,
            fields=fields | own,
        )
        self.papers.append(paper)
        return paper

    def findings(self) -> list[Finding]:
        """Return what an audit must find: a debit that is not the share."""
        return [
            Finding(account.month, "WRONG_SPLIT", account.municipality, wrong, wrong)
            for account in self.accounts.values()
            if (wrong := account.owed - account.net)
        ]
