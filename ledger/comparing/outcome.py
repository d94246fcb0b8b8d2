"""
What is compared: the control equation, the findings and who pays, as sums that can be subtracted.

Whole öre throughout. Which case and month they are of belongs to whoever asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import add, sub
from typing import TypeVar

from ledger.findings import Kind, PeriodVerification, Verification

_Key = TypeVar("_Key", bound=str)


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    Amounts at one point, or the change between two.

    `municipal` is what each municipality owes of `owed_ore`, `state_ore` the
    rest; `findings` is δ per kind; neither holds noughts. `unmatched_ore` is
    beside the equation, as in the audit.
    """

    owed_ore: int = 0
    paid_ore: int = 0
    pending_ore: int = 0
    returned_ore: int = 0
    difference_ore: int = 0
    unmatched_ore: int = 0
    state_ore: int = 0
    municipal: Mapping[str, int] = field(default_factory=dict[str, int])
    findings: Mapping[Kind, int] = field(default_factory=dict[Kind, int])

    def __add__(self, other: "Outcome") -> "Outcome":
        """Return the sum of both."""
        return self._with(other, add)

    def __sub__(self, other: "Outcome") -> "Outcome":
        """Return the change from the other to this one."""
        return self._with(other, sub)

    def __bool__(self) -> bool:
        """Tell whether any amount is other than nought."""
        return self != NOTHING

    @property
    def is_balanced(self) -> bool:
        """Whether the equation, the findings and the payers add up, each to the öre."""
        owed = self.paid_ore + self.pending_ore + self.returned_ore + self.difference_ore
        payers = self.state_ore + sum(self.municipal.values())
        return self.owed_ore == owed == payers

    def _with(self, other: "Outcome", does: Callable[[int, int], int]) -> "Outcome":
        return Outcome(
            does(self.owed_ore, other.owed_ore),
            does(self.paid_ore, other.paid_ore),
            does(self.pending_ore, other.pending_ore),
            does(self.returned_ore, other.returned_ore),
            does(self.difference_ore, other.difference_ore),
            does(self.unmatched_ore, other.unmatched_ore),
            does(self.state_ore, other.state_ore),
            _each(self.municipal, other.municipal, does),
            _each(self.findings, other.findings, does),
        )


NOTHING = Outcome()


def _each(
    one: Mapping[_Key, int], other: Mapping[_Key, int], does: Callable[[int, int], int]
) -> dict[_Key, int]:
    if not one and not other:
        return {}
    keys = sorted({*one, *other})
    return {key: ore for key in keys if (ore := does(one.get(key, 0), other.get(key, 0)))}


def outcome_of(of: Verification | PeriodVerification) -> Outcome:
    """Return what was verified of a month, or of a period that is settled apart."""
    table = of.now
    findings: dict[Kind, int] = {}
    for finding in of.findings:
        findings[finding.kind] = findings.get(finding.kind, 0) + finding.delta_ore
    if repaid := table.deltas.get(Kind.REPAID, 0):
        # No finding, and a term of the equation all the same.
        findings[Kind.REPAID] = repaid
    municipal = {code: ore for code, ore in of.municipal.items() if ore}
    return Outcome(
        table.owed_ore,
        table.paid_ore,
        table.pending_ore,
        table.returned_ore,
        table.difference_ore,
        0,
        table.owed_ore - sum(municipal.values()),
        municipal,
        {kind: ore for kind, ore in findings.items() if ore},
    )


def unmatched_of(ore: int) -> Outcome:
    """Return what lies in no month: it is beside the equation (5.6)."""
    return Outcome(unmatched_ore=ore, findings={Kind.UNMATCHED: ore} if ore else {})
