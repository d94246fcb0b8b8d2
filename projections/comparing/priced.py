"""
A population under the law and under a what-if: budgets added up by month, payer and item.

Pure. Pricing a case belongs to `ledger.comparing`, and how the cases are shared out to `ops`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ledger.comparing import STATE, Item, Place, Priced, RateCheck

_Of = TypeVar("_Of")


@dataclass
class PricedCases:
    """
    Sums of both sides per work month, payer and item, over cases.

    `affected` are cases in which any amount differs, with the change for the
    state and for all municipalities together. `missing` are months that one
    side has no value for, with why; they are in no sum.
    """

    cases: int = 0
    law: dict[Place, int] = field(default_factory=dict[Place, int])
    whatif: dict[Place, int] = field(default_factory=dict[Place, int])
    law_taken_over_ore: int = 0
    taken_over_ore: int = 0
    check: RateCheck = field(default_factory=RateCheck)
    affected: list[tuple[str, int, int]] = field(default_factory=list[tuple[str, int, int]])
    missing: list[tuple[str, int, str]] = field(default_factory=list[tuple[str, int, str]])

    def take(self, case_ref: str, of: Priced) -> None:
        """Add one case."""
        self.cases += 1
        _add(self.law, of.law.amounts)
        _add(self.whatif, of.whatif.amounts)
        self.law_taken_over_ore += of.law.taken_over_ore
        self.taken_over_ore += of.whatif.taken_over_ore
        self.check.add(of.check)
        missing = {**of.law.missing, **of.whatif.missing}
        self.missing += [(case_ref, month, says) for month, says in sorted(missing.items())]
        if of.law.amounts != of.whatif.amounts:
            state = _of_state(of.whatif.amounts) - _of_state(of.law.amounts)
            every = sum(of.whatif.amounts.values()) - sum(of.law.amounts.values())
            self.affected.append((case_ref, state, every - state))

    def add(self, other: "PricedCases") -> None:
        """Add the sums of cases that come after these."""
        self.cases += other.cases
        _add(self.law, other.law)
        _add(self.whatif, other.whatif)
        self.law_taken_over_ore += other.law_taken_over_ore
        self.taken_over_ore += other.taken_over_ore
        self.check.add(other.check)
        self.affected += other.affected
        self.missing += other.missing

    @property
    def months(self) -> list[int]:
        """The work months that anything is paid for on either side."""
        return sorted({month for month, _, _ in (*self.law, *self.whatif)})

    def by(self, of: Callable[[Place], _Of]) -> dict[_Of, tuple[int, int]]:
        """Return the sums under the law and the what-if by what is asked of a place."""
        sums: dict[_Of, tuple[int, int]] = {}
        for place in {**self.law, **self.whatif}:
            law, whatif = sums.get(of(place), (0, 0))
            more = self.law.get(place, 0), self.whatif.get(place, 0)
            sums[of(place)] = (law + more[0], whatif + more[1])
        return sums

    def payers(self) -> dict[str, tuple[int, int]]:
        """Return the sums by payer."""
        return self.by(lambda place: place[1])

    def shift(self) -> tuple[int, int]:
        """Return the change for the state, and for all municipalities together."""
        changes = {payer: whatif - law for payer, (law, whatif) in self.payers().items()}
        state = changes.get(STATE, 0)
        return state, sum(changes.values()) - state

    def items(self) -> dict[tuple[bool, Item], tuple[int, int]]:
        """Return the sums by whether the state pays, and what for."""
        return self.by(lambda place: (place[1] == STATE, place[2]))


def _add(sums: dict[Place, int], more: Mapping[Place, int]) -> None:
    for place, ore in more.items():
        sums[place] = sums.get(place, 0) + ore


def _of_state(amounts: Mapping[Place, int]) -> int:
    return sum(ore for (_, payer, _), ore in amounts.items() if payer == STATE)
