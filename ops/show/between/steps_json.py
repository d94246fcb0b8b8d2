"""A step of a derivation for a program."""

from ledger.statement import Step
from ops.show.quantities import exact_text


def step_json(step: Step) -> dict[str, object]:
    """Return a step with its rule, its exact value, and the events that it rests on."""
    return {
        "rule": step.rule,
        "quantity": step.quantity,
        "value": step.value if isinstance(step.value, str) else exact_text(step.value),
        "unit": step.unit,
        "by": None if step.by is None else step.by.name,
        "events": [str(event) for event in step.events],
    }
