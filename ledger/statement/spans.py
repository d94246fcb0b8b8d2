"""
The month cut into spans of days on which every daily question has one answer.

Decision, grant period, rate, life, and the terms of payment: each boundary
lies at midnight (1.2).
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from ledger.amounts import first_day
from ledger.domain.grants import Granted, Stretch
from ledger.domain.terms import PLAIN, Terms
from ledger.rules import Parameter, Rulebook
from ledger.statement.enhanced import enhanced_rate
from ledger.statement.model import Span

_WEEK: Final = 7


def spans_of(granted: Granted, month: int, rulebook: Rulebook, terms: Terms = PLAIN) -> list[Span]:
    """Return the spans of the month in order; together they are all of its days."""
    first, after = first_day(month), first_day(month + 1)
    stretches = granted.stretches
    if granted.after_death is not None:
        stretches = (*stretches, granted.after_death)
    over = [s for s in stretches if s.first < after and s.after > first]
    rates = rulebook.rate_spans(first, after)
    weekly = rulebook.policy("cofin.month_basis").value == "ISO_WEEK"
    plain = not terms.events and not weekly
    if plain and len(over) == 1 and len(rates) == 1 and granted.closed_from >= after:
        only = over[0]
        if only.first <= first and only.after >= after:
            return [_plain(first, after, only, rates[0][2], alive=True)]
    bounds = {first, after, granted.closed_from, *terms.bounds()}
    for stretch in over:
        bounds |= {stretch.first, stretch.after}
    for begin, end, _ in rates:
        bounds |= {begin, end}
    if weekly:
        monday = first - date.fromordinal(first).weekday()
        bounds |= set(range(monday, after, _WEEK))
    days = sorted(day for day in bounds if first <= day <= after)
    spans: list[Span] = []
    for begin, end in pairwise(days):
        stretch = next((s for s in over if s.first <= begin < s.after), None)
        rate = next(rate for start, stop, rate in rates if start <= begin < stop)
        span = _plain(begin, end, stretch, rate, alive=begin < granted.closed_from)
        spans.append(_with_terms(span, terms, rulebook) if terms.events else span)
    return spans


def _plain(
    first: int, after: int, stretch: Stretch | None, rate: Parameter, *, alive: bool
) -> Span:
    """Return a span as its decision alone says."""
    if stretch is None:
        return Span(
            first, after, None, -1, None, national=False, alive=alive, rate=rate, schablon=rate
        )
    return Span(
        first,
        after,
        stretch.decision,
        stretch.place,
        # Wages during notice have a pool of their own (G12), not the period's.
        stretch.period if alive else None,
        national=stretch.national,
        alive=alive,
        rate=rate,
        schablon=rate,
        payee=stretch.decision.payee,
        municipality=stretch.decision.municipality,
        # Only an insured who was the employer pays such wages, and at actual cost (G12).
        self_employer=not alive,
    )


def _with_terms(span: Span, terms: Terms, rulebook: Rulebook) -> Span:
    """Return a span with what the papers beside the decision say of its days."""
    day, decision = span.first, span.decision
    if decision is None:
        return span
    payee = terms.payee(day, decision, span.place)
    municipality = terms.municipality(day, decision, span.place)
    if not span.national:
        # How a municipality pays for its own decisions is its own matter (1.5).
        return replace(span, payee=payee, municipality=municipality)
    how, granted = terms.how_paid(day), terms.enhanced(day)
    return replace(
        span,
        payee=payee,
        municipality=municipality,
        rate=span.rate if granted is None else enhanced_rate(granted[1], span.rate, day, rulebook),
        enhanced=granted is not None,
        self_employer=not span.alive or (how is not None and how[1].self_employer),
        advance=how is not None and how[1].advance,
        advance_ore=None if how is None else how[1].advance_ore,
        terms=tuple(place for place, _ in filter(None, (how, granted))),
    )
