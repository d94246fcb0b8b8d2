"""
What approved costs bound: a month of an enhanced rate or of an own employer (M2, M4).

Own employers that are paid in advance are bound for their period (`settlement`).
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ledger.amounts import month_of_day, month_text
from ledger.domain.case import Case
from ledger.domain.terms import costs_of
from ledger.rules import Rulebook
from ledger.statement.model import CostBound, Line, Span, Step


def bound_by_period(span: Span, rulebook: Rulebook) -> bool:
    """Tell whether costs bound the span's period and not its month (`self_employer.bound`)."""
    by_mode = rulebook.policy("self_employer.bound").value == "BY_MODE"
    return span.self_employer and span.advance and by_mode


def cost_bound(
    case: Case, lines: Sequence[tuple[Span, Line]], rulebook: Rulebook
) -> CostBound | None:
    """
    Return how the month's approved costs bound the days that they account for.

    The costs belong to all such days of the month together, in proportion to
    what their time is worth.
    """
    costed = next((span for span, _ in lines if span.costed), None)
    if costed is None:
        return None
    approved = costs_of(case, month_text(month_of_day(date.fromordinal(costed.first))))
    if approved is None:
        return None
    value = sum((line.amount for span, line in lines if span.costed), Fraction(0))
    policy = rulebook.policy("self_employer.bound") if costed.self_employer else None
    step = Step(
        "M4" if costed.self_employer else "M2",
        "costs approved",
        approved[0],
        "öre",
        policy,
        (case.event_id(approved[1]),),
    )
    return CostBound(approved[0], value, (step,))


def earned_share(bound: CostBound | None) -> Fraction:
    """Return the part of what the time is worth that the costs leave."""
    if bound is None or bound.value <= bound.approved_ore:
        return Fraction(1)
    return bound.approved_ore / bound.value
