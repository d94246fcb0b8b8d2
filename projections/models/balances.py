"""
Balances: per case what is owed, ordered, paid and returned, and what of it is right.

A row holds the months that no day of reckoning changes. Those in which less
is ordered than is owed are `open`, and in no sum of the row: the reader
reckons them from payout verification.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from ledger.findings import Reckoned, difference_ore
from projections.models.months import CaseMonths


@dataclass(slots=True)
class Balance:
    """
    The control equation of one case or of many, in öre.

    Of the months that were reckoned: `open_months` were not, until `reckon` is
    told of them. `explained_ore` is Σ δ.
    """

    months: int = 0
    open_months: int = 0
    owed_ore: int = 0
    paid_ore: int = 0
    unsettled_ore: int = 0
    returned_ore: int = 0
    unmatched_ore: int = 0
    municipal_ore: int = 0
    payouts: int = 0
    right_payouts: int = 0
    explained_ore: int = 0
    not_yet_due_ore: int = 0

    @property
    def pending_ore(self) -> int:
        """Not settled by the bank, or not yet due."""
        return self.unsettled_ore + self.not_yet_due_ore

    @property
    def difference_ore(self) -> int:
        """D: owed, less paid, pending and returned."""
        return difference_ore(self.owed_ore, self.paid_ore, self.pending_ore, self.returned_ore)

    @property
    def residual_ore(self) -> int:
        """Σ δ − D: zero once every open month is reckoned, or this program is wrong."""
        return self.explained_ore - self.difference_ore

    @property
    def wrong_payouts(self) -> int:
        """The payouts in which something was found."""
        return self.payouts - self.right_payouts

    def reckon(self, of: Reckoned) -> None:
        """Add a month as it is reckoned."""
        now = of.now
        self.owed_ore += now.owed_ore
        self.paid_ore += now.paid_ore
        self.unsettled_ore += now.pending_ore - now.not_yet_due_ore
        self.not_yet_due_ore += now.not_yet_due_ore
        self.returned_ore += now.returned_ore
        self.municipal_ore += sum(of.municipal.values())
        self.payouts += of.is_payout
        self.right_payouts += of.is_payout and of.right
        self.explained_ore += sum(now.deltas.values())

    def add(self, other: "Balance") -> None:
        """Add another case."""
        for name in _NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_NAMES: Final = tuple(field.name for field in fields(Balance))
#: What is kept: all but what only a day can say.
KEPT: Final = tuple(name for name in _NAMES if name != "not_yet_due_ore")
COLUMNS: Final = ("case_id", *KEPT)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield the row of a case, unless nothing of it could be taken."""
    if case.faults and not case.months:
        return
    balance = Balance(months=len(case.months), unmatched_ore=case.unmatched_ore)
    for month in case.months:
        if month.is_open:
            balance.open_months += 1
        else:
            balance.reckon(month.reckoned)
    assert balance.not_yet_due_ore == 0, "a month that no day changes has nothing not yet due"
    yield case.case_id, *(getattr(balance, name) for name in KEPT)
