"""
The steps of a derivation as branches of a tree: rule and law, policy or value, papers.

A step that was shown is not shown again but named, so that ten lines under one decision explain
the decision once.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from rich.text import Text
from rich.tree import Tree

from ledger.amounts import rounded
from ledger.rules import rule
from ledger.statement import Step
from ops.show.audit.resting import setting_text
from ops.show.money import kronor
from ops.show.papers import Papers
from ops.show.quantities import counted, minutes_of_units, time_text
from ops.show.screen import DOUBTFUL, FAINT, PAPER, STRONG, Prose


class Steps:
    """Hangs the steps of line after line into a tree."""

    def __init__(self, papers: Papers) -> None:
        """Start with nothing said."""
        self._known = papers
        self._shown: set[Step] = set()
        self._said: set[object] = set()

    def hang(self, branch: Tree, derivation: Sequence[Step]) -> None:
        """Add the steps to a branch: those that are new in full, the others by name."""
        known = [step for step in derivation if step in self._shown]
        for step in derivation:
            if step not in self._shown:
                self._shown.add(step)
                branch.add(self._step(step))
        if known:
            names = ", ".join(f"{step.rule} {step.quantity}" for step in known)
            branch.add(Prose(f"as above: {names}", FAINT))

    def _step(self, step: Step) -> Text:
        """Return a step; what was said of its rule, setting or papers is not said again."""
        text = Prose().append(f"{step.rule} ", STRONG)
        text.append(f"{step.quantity}: {value_text(step)}")
        if self._is_new(step.rule):
            of = rule(step.rule)
            text.append(f"\n{of.provision}: {of.says}", FAINT)
            _mark(text, of.mark)
        if step.by is not None and self._is_new(step.by):
            text.append(f"\n{setting_text(step.by)}")
            _mark(text, step.by.mark)
            text.append(f": {step.by.source}", FAINT)
        self._papers(text, step.events)
        return text

    def _papers(self, text: Text, events: Iterable[UUID]) -> None:
        papers = self._known.of(events)
        new = [paper for paper in papers if self._is_new(paper.event_id)]
        known = [paper for paper in papers if paper not in new]
        lines = [str(paper) for paper in new] + [paper.ref for paper in known[:1]]
        if len(known) > 1:
            lines[-1] += f" and {counted(len(known) - 1, 'other')} named above"
        for line in lines:
            text.append(f"\n{line}", PAPER)

    def _is_new(self, said: object) -> bool:
        """Tell whether something was not said before, and take it as said from now on."""
        is_new = said not in self._said
        self._said.add(said)
        return is_new


def _mark(text: Text, mark: str) -> None:
    text.append(f" ({mark})", FAINT if mark == "sourced" else DOUBTFUL)


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
        case "öre":
            return kronor(rounded(Fraction(value)))
        case "öre/h":
            return f"{kronor(int(value))}/h"
        case "d":
            return counted(int(value), "day")
        case unit:
            return f"{Fraction(value)} {unit}".rstrip()


def _is_run(text: str) -> bool:
    """Tell whether a value is a run of days, as `2026-01-01..2026-06-30`."""
    try:
        return all(date.fromisoformat(part) for part in text.split(".."))
    except ValueError:
        return False
