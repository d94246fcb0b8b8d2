"""The steps of a derivation for a program: each with rule, ground and papers in full."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from ledger.rules import Policy, rule
from ledger.statement import Step
from ops.show.papers import Papers
from ops.show.quantities import exact_text, minutes_of_units

Json = dict[str, Any]


def steps_json(steps: Iterable[Step], papers: Papers) -> list[Json]:
    """Return steps in order; exact numbers as `n/d`, and time converted to minutes."""
    return [_step(step, papers) for step in steps]


def papers_json(events: Iterable[UUID], papers: Papers) -> list[Json]:
    """Return the papers of some events, in the order in which they were known."""
    return [paper.as_json() for paper in papers.of(events)]


def _step(step: Step, papers: Papers) -> Json:
    of = rule(step.rule)
    value, unit = step.value, step.unit
    if not isinstance(value, str):
        value = exact_text(minutes_of_units(value) if unit == "units" else value)
    return {
        "rule": step.rule,
        "provision": of.provision,
        "says": of.says,
        "mark": of.mark,
        "quantity": step.quantity,
        "value": value,
        "unit": "converted min" if unit == "units" else unit,
        "rests_on": _grounds(step),
        "papers": papers_json(step.events, papers),
    }


def _grounds(step: Step) -> Json | None:
    """Return the policy or the dated value that a step rests on."""
    by = step.by
    if by is None:
        return None
    content: Json = {"name": by.name, "value": by.value, "mark": by.mark, "source": by.source}
    if isinstance(by, Policy):
        return {"policy": content}
    return {"parameter": {**content, "unit": by.unit, "from": by.in_force_from.isoformat()}}
