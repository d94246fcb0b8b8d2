"""
A search: which months, by which rules, and with what of the register.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.domain.register import Register
from ledger.rules import Rulebook


def values(rulebook: Rulebook, name: str) -> list[int]:
    """Return every value of a threshold: rules ask for that of the day, which may be any."""
    return [of.value for of in rulebook.series[name]]


def least(rulebook: Rulebook, name: str) -> int:
    """Return the least value that a threshold has on any day."""
    return min(values(rulebook, name))


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
        back = max(values(self.rulebook, "anomaly.averaging_months"))
        after_first = self.first is None or month >= self.first - back
        return after_first and (self.last is None or month <= self.last + 1)

    def covers(self, month: int) -> bool:
        """Tell whether findings of a month are wanted."""
        return (self.first is None or month >= self.first) and (
            self.last is None or month <= self.last
        )
