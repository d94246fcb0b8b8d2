"""
The advance of a month: an equal share of the grant period, whatever was worked (M5).

What the law gives for the period is settled afterwards, in `settlement`.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from ledger.amounts import month_of_day, month_text, value_of
from ledger.domain.case import Case
from ledger.domain.grants import Granted, Period, granted_units
from ledger.domain.terms import terms_of
from ledger.rules import Rulebook
from ledger.statement.model import Advance, Span, Step
from ledger.statement.month import MonthTime


def advances_of(case: Case, time: MonthTime, rulebook: Rulebook) -> Iterable[Advance]:
    """
    Yield the advance of each period with a day in advance in the month.

    It goes to the payee of the first such day, at the rate of that day. Where
    a deviation was settled in between, the month's advance is what was decided.
    """
    month = month_of_day(date.fromordinal(time.spans[0].first))
    reconciled = terms_of(case).advances.get(month_text(month))
    seen: set[Period] = set()
    for span in time.spans:
        period = span.period
        if not (span.advance and span.alive and period is not None) or period in seen:
            continue
        first = not seen
        seen.add(period)
        if reconciled is not None:
            amount = Fraction(reconciled[0] if first else 0)
            midway = rulebook.policy("advance.midway")
            event = (case.event_id(reconciled[1]),)
            steps = (Step("M5", "advance as reconciled", reconciled[0], "öre", midway, event),)
        else:
            amount, steps = _stated_or_average(case, time.granted, span, period, rulebook)
        assert span.payee is not None
        yield Advance(period, span.first, span.payee, amount, steps)


def _stated_or_average(
    case: Case, granted: Granted, span: Span, period: Period, rulebook: Rulebook
) -> tuple[Fraction, tuple[Step, ...]]:
    """Return A(M) before any reconciliation, and its steps (`advance.basis`)."""
    basis = rulebook.policy("advance.basis")
    decided = tuple(case.event_id(place) for place in (span.place, *span.terms))
    rounding = Step("M6", "rounded", "per payee and month", "", rulebook.policy("round.unit"), ())
    if basis.value == "STATED" and span.advance_ore is not None:
        step = Step("M5", "advance as stated", span.advance_ore, "öre", basis, decided)
        return Fraction(span.advance_ore), (step, rounding)
    conversion = rulebook.policy("grant.conversion").value
    pool = sum(
        (
            Fraction(granted_units(stretch, period.first, stretch.after, conversion=conversion))
            for stretch in granted.accruing[period]
        ),
        Fraction(0),
    )
    months = _months(period)
    share = pool / months
    steps = (
        Step("M5", "pool of the period", pool, "units", basis, decided),
        Step("M5", "calendar months", months, "months", basis, ()),
        Step("M5", "a month's share", share, "units", basis, ()),
        Step("M1", "rate", span.rate.value, "öre/h", span.rate, ()),
        rounding,
    )
    return value_of(share, span.rate.value), steps


def _months(period: Period) -> int:
    """Return the number of calendar months that a period touches."""
    last = month_of_day(date.fromordinal(period.after - 1))
    return last - month_of_day(date.fromordinal(period.first)) + 1
