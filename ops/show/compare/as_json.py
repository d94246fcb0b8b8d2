"""
Comparisons for a program: whole öre, every cause and every document.
"""

from ledger.amounts import month_text
from ledger.comparing import ORDER, CauseStep, EventStep, Outcome
from ops.show.compare.sides import CasesComparison, Comparison
from ops.show.papers import papers_of


def outcome_json(of: Outcome) -> dict[str, object]:
    """Return amounts, or their change."""
    return {
        "owed_ore": of.owed_ore,
        "paid_ore": of.paid_ore,
        "pending_ore": of.pending_ore,
        "returned_ore": of.returned_ore,
        "difference_ore": of.difference_ore,
        "unmatched_ore": of.unmatched_ore,
        "state_ore": of.state_ore,
        "municipalities": dict(sorted(of.municipal.items())),
        "findings": {kind.value: ore for kind, ore in sorted(of.findings.items())},
    }


def case_difference_json(of: Comparison) -> dict[str, object]:
    """Return the difference of one case."""
    found = of.compared
    return {
        "case": of.case_ref,
        "from": {**of.before.as_json(), "amounts": outcome_json(found.before)},
        "to": {**of.after.as_json(), "amounts": outcome_json(found.after)},
        "change": outcome_json(found.change),
        "causes": [_cause(step) for step in found.causes],
        "months": [
            {"month": month_text(month), "change": outcome_json(change)}
            for month, change in found.months
        ],
        "not_comparable": [
            {"month": month_text(left.month), "says": left.says} for left in found.not_comparable
        ],
        "residual": outcome_json(found.residual),
    }


def _cause(step: CauseStep) -> dict[str, object]:
    return {
        "cause": step.cause.value,
        "change": outcome_json(step.change),
        "documents": [_document(event) for event in step.events],
    }


def _document(event: EventStep) -> dict[str, object]:
    ((_, paper),) = papers_of([event.recorded]).items()
    return {
        **paper.as_json(),
        "gone": event.gone,
        "month": None if event.month is None else month_text(event.month),
        "change": outcome_json(event.change),
    }


def cases_difference_json(of: CasesComparison) -> dict[str, object]:
    """Return the difference of every case."""
    found = of.found
    return {
        "cases": found.cases,
        "from": {**of.before.as_json(), "amounts": outcome_json(found.before)},
        "to": {**of.after.as_json(), "amounts": outcome_json(found.after)},
        "change": outcome_json(found.after - found.before),
        "causes": [
            {
                "cause": cause.value,
                "cases": found.touched[cause],
                "change": outcome_json(found.causes[cause]),
            }
            for cause in ORDER
            if cause in found.causes
        ],
        "changed": [
            {"case": ref, "change": outcome_json(change)} for ref, change in sorted(found.changed)
        ],
        "not_comparable": [
            {"case": ref, "month": month_text(left.month), "says": left.says}
            for ref, left in found.not_comparable
        ],
        "unexplained": found.unexplained,
    }
