"""
The facts of a period that is settled apart from its months (M3, M5): what is known of its key.

What is paid for it, and at which points it is asked, belongs to `gathering`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ledger.amounts import month_of_day
from ledger.domain.case import Case
from ledger.findings.facts import NOTHING, Known
from ledger.statement import Carried, Key, Settlement, Statement, keys_of, settlement

#: The statement of a month of the case at a point.
Stated = Callable[[Case, int], Statement]


@dataclass(slots=True)
class Periods:
    """The keys of one case at its points, up to a month; what is asked twice is computed once."""

    carried: Carried
    stated: Stated
    until: int
    _settled: dict[tuple[int, object, int], Settlement | None] = field(
        default_factory=dict[tuple[int, object, int], Settlement | None]
    )

    def firsts(self, case: Case) -> list[int]:
        """Return the first day of each key that begins up to the month."""
        return list(dict.fromkeys(key.first for key in keys_of(case, self.carried, self.until)))

    def key(self, case: Case, first: int) -> Key | None:
        """
        Return the key of this first day at a point, if there is one.

        Where a period in advance and an enhanced part of it begin on one day,
        the settlement of the advances goes first.
        """
        until = max(self.until, month_of_day(date.fromordinal(first)))
        return next((key for key in keys_of(case, self.carried, until) if key.first == first), None)

    def settled(self, case: Case, first: int) -> Settlement | None:
        """Return what the key of this first day owes at a point, if there is such a key."""
        asked = (case.known, case.instant, first)
        if asked not in self._settled:
            key = self.key(case, first)
            self._settled[asked] = (
                None
                if key is None
                else settlement(case, key, lambda month: self.stated(case, month), self.carried)
            )
        return self._settled[asked]

    def known(self, case: Case, first: int) -> Known:
        """Return what of a settlement findings ask for."""
        settled = self.settled(case, first)
        if settled is None:
            return NOTHING
        return Known(
            settled.owed_ore,
            settled.municipalities,
            settled.gate_values,
            frozenset(),
            None,
            settled.key.due_on,
        )
