"""
The month cut into spans of days on which every daily question has one answer.

Decision, grant period, rate and life: each boundary lies at midnight (1.2).
"""

from itertools import pairwise

from ledger.amounts import first_day
from ledger.domain.grants import Granted, Stretch
from ledger.rules import Parameter, Rulebook
from ledger.statement.model import Span


def spans_of(granted: Granted, month: int, rulebook: Rulebook) -> list[Span]:
    """Return the spans of the month in order; together they are all of its days."""
    first, after = first_day(month), first_day(month + 1)
    over = [s for s in granted.stretches if s.first < after and s.after > first]
    rates = rulebook.rate_spans(first, after)
    if len(over) == 1 and len(rates) == 1 and granted.closed_from >= after:
        only = over[0]
        if only.first <= first and only.after >= after:
            return [_span(first, after, only, rates[0][2], alive=True)]
    bounds = {first, after, granted.closed_from}
    for stretch in over:
        bounds |= {stretch.first, stretch.after}
    for begin, end, _ in rates:
        bounds |= {begin, end}
    days = sorted(day for day in bounds if first <= day <= after)
    spans: list[Span] = []
    for begin, end in pairwise(days):
        stretch = next((s for s in over if s.first <= begin < s.after), None)
        rate = next(rate for start, stop, rate in rates if start <= begin < stop)
        spans.append(_span(begin, end, stretch, rate, alive=begin < granted.closed_from))
    return spans


def _span(first: int, after: int, stretch: Stretch | None, rate: Parameter, *, alive: bool) -> Span:
    if stretch is None:
        return Span(first, after, None, -1, None, national=False, alive=alive, rate=rate)
    return Span(
        first,
        after,
        stretch.decision,
        stretch.place,
        stretch.period,
        national=stretch.national,
        alive=alive,
        rate=rate,
    )
