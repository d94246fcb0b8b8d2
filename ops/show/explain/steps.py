"""
The steps of a derivation as branches of a tree: rule and law, policy or value, papers.

A step that was shown is not shown again but named, so that ten lines under one decision explain
the decision once.
"""

from datetime import date
from fractions import Fraction

from rich.text import Text
from rich.tree import Tree

from ledger.rules import Policy, rule
from ledger.statement import Step
from ops.show.explain.explained import Explained
from ops.show.money import kronor
from ops.show.quantities import minutes_of_units, time_text
from ops.show.screen import DOUBTFUL, FAINT, PAPER


class Steps:
    """Hangs the steps of line after line into a tree."""

    def __init__(self, explained: Explained) -> None:
        """Start with no step shown."""
        self._explained = explained
        self._shown: set[Step] = set()

    def hang(self, branch: Tree, derivation: tuple[Step, ...]) -> None:
        """Add the steps to a branch: those that are new in full, the others by name."""
        known = [step for step in derivation if step in self._shown]
        for step in derivation:
            if step not in self._shown:
                self._shown.add(step)
                self._step(branch, step)
        if known:
            names = ", ".join(f"{step.rule} {step.quantity}" for step in known)
            branch.add(Text(f"as above: {names}", FAINT))

    def _step(self, branch: Tree, step: Step) -> None:
        of = rule(step.rule)
        text = Text.assemble((f"{step.rule} ", "bold"), f"{step.quantity}: {value_text(step)}")
        text.append(f"\n{of.provision}: {of.says} ", FAINT)
        text.append(of.mark, FAINT if of.mark == "sourced" else DOUBTFUL)
        grounds = step.by
        if grounds is not None:
            if isinstance(grounds, Policy):
                setting = f"{grounds.name} = {grounds.value}"
            else:
                since = grounds.in_force_from
                setting = f"{grounds.name} = {grounds.value} {grounds.unit} from {since}"
            text.append(f"\n{setting} ")
            text.append(grounds.mark, FAINT if grounds.mark == "sourced" else DOUBTFUL)
            text.append(f": {grounds.source}", FAINT)
        for paper in self._explained.papers_of(step.events):
            text.append(f"\n{paper}", PAPER)
        branch.add(text)


def value_text(step: Step) -> str:
    """Return the value of a step in the unit of a reader."""
    value = step.value
    if isinstance(value, str):
        return value.replace("..", " to ") if _is_run(value) else value
    match step.unit:
        case "units":
            return time_text(minutes_of_units(value))
        case "min":
            return time_text(value)
        case "öre/h":
            return f"{kronor(int(value))}/h"
        case "d":
            return f"{value} days"
        case unit:
            return f"{Fraction(value)} {unit}".rstrip()


def _is_run(text: str) -> bool:
    """Tell whether a value is a run of days, as `2026-01-01..2026-06-30`."""
    try:
        return all(date.fromisoformat(part) for part in text.split(".."))
    except ValueError:
        return False
