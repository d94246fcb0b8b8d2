"""
How well it is known what a line rests on: the marks of its rules, policies and values.

A line is no better known than its weakest step (semantics 10).
"""

from ledger.rules import Mark, rule, weakest
from ledger.statement.model import Line


def mark_of(line: Line) -> Mark:
    """Return the mark of the weakest step that led to a line."""
    marks: list[Mark] = [rule(step.rule).mark for step in line.derivation]
    marks.extend(step.by.mark for step in line.derivation if step.by is not None)
    return weakest(marks)


def weak_grounds(line: Line) -> list[str]:
    """Return the policies and values that a line rests on and that are not sourced, each once."""
    grounds = {
        step.by.name: None
        for step in line.derivation
        if step.by is not None and step.by.mark != "sourced"
    }
    return list(grounds)
