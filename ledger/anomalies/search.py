"""
A search: which months, by which rules, and with what of the register.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.domain.register import Register
from ledger.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Search:
    """
    What is sought; `first` and `last` are months, None is no bound.

    `reckoned_on` is the day by which payments are due, `payees` are those whose orders are kept.
    """

    register: Register
    rulebook: Rulebook
    reckoned_on: date
    first: int | None = None
    last: int | None = None
    payees: Collection[UUID] = frozenset()

    def gathers(self, month: int) -> bool:
        """
        Tell whether a month's reports may belong to a finding of a wanted month.

        Working time is averaged over the months before; 24 hours may end in the month after.
        """
        back = self.rulebook.parameter("anomaly.averaging_months", self.reckoned_on).value
        after_first = self.first is None or month >= self.first - back
        return after_first and (self.last is None or month <= self.last + 1)

    def covers(self, month: int) -> bool:
        """Tell whether findings of a month are wanted."""
        return (self.first is None or month >= self.first) and (
            self.last is None or month <= self.last
        )
