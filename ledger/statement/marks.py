"""
How well it is known what a line rests on: the marks of its rules, policies and values.

A line is no better known than its weakest step (semantics 10). The sums are
exact öre; whoever shows them rounds once.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Protocol

from ledger.rules import Mark, rule, weakest
from ledger.statement.model import Step


class OwedPart(Protocol):
    """A part of what is owed, with the steps that led to it: a line, an advance, a period."""

    @property
    def derivation(self) -> Sequence[Step]:
        """The steps, in order."""
        ...

    @property
    def owed(self) -> Fraction:
        """Its exact öre of O."""
        ...


def mark_of(line: OwedPart) -> Mark:
    """Return the mark of the weakest step that led to a line."""
    marks: list[Mark] = [rule(step.rule).mark for step in line.derivation]
    marks.extend(step.by.mark for step in line.derivation if step.by is not None)
    return weakest(marks)


def weak_grounds(line: OwedPart) -> tuple[str, ...]:
    """Return the policies and values that a line rests on and that are not sourced, each once."""
    steps = (step.by for step in line.derivation)
    return tuple(dict.fromkeys(by.name for by in steps if by and by.mark != "sourced"))


def unsourced_ore(lines: Iterable[OwedPart]) -> dict[Mark, Fraction]:
    """Return the exact öre of lines that rest on something not sourced, by the weakest mark."""
    sums: dict[Mark, Fraction] = {}
    for line in lines:
        mark = mark_of(line)
        if mark != "sourced":
            sums[mark] = sums.get(mark, Fraction(0)) + line.owed
    return sums


def rests_on_ore(lines: Iterable[OwedPart]) -> dict[str, Fraction]:
    """Return the exact öre that rest on each policy or value that is not sourced."""
    sums: dict[str, Fraction] = {}
    for line in lines:
        for name in weak_grounds(line):
            sums[name] = sums.get(name, Fraction(0)) + line.owed
    return sums
