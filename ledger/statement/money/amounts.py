"""
The month in money: its lines, what of them is owed, and who bears it.

Most months are worth what their hours cost at the rate of the day; costs may
bound it (`bound`), and an advance may be owed instead (`advance`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from ledger.amounts import rounded, value_of
from ledger.domain.case import Case
from ledger.rules import Rulebook
from ledger.statement.derive import Deriver
from ledger.statement.model import (
    NUMBER,
    Advance,
    CostBound,
    Cut,
    Gate,
    Line,
    MunicipalShare,
    MunicipalTime,
    PayeeShare,
    Span,
)
from ledger.statement.money.advance import advances_of
from ledger.statement.money.bound import bound_by_period, cost_bound, earned_share
from ledger.statement.money.municipal import first_hours
from ledger.statement.money.rounding import payee_shares
from ledger.statement.month import MonthTime, Part, Time
from ledger.statement.when_read import WhenRead

#: Lines with the spans that they lie in.
Paid = list[tuple[Span, Line]]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The month in money; the fields are those of `Statement`."""

    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...]
    payees: tuple[PayeeShare, ...]
    municipal: tuple[MunicipalShare, ...]
    municipal_time: tuple[MunicipalTime, ...]
    gate_values: dict[int, Fraction]
    cost_bound: CostBound | None
    advances: tuple[Advance, ...]


def amounts_of(case: Case, time: MonthTime, rulebook: Rulebook) -> Amounts:
    """Return lines, cuts and shares of a month's time."""
    deriver = Deriver(case, time, rulebook)
    worth: Paid = []
    municipal_time: list[MunicipalTime] = []
    cuts: list[tuple[Span, Cut]] = []
    for part, spent in sorted(time.payable.items(), key=lambda item: _part_order(item[0])):
        span = time.spans[part[0]]
        if span.national:
            worth.append((span, _line(deriver, span, part, spent)))
        elif span.decision is not None:
            authority = span.decision.authority
            municipal_time.append(MunicipalTime(authority, part[1], *spent))
            cuts.append((span, _cut(deriver, Gate.NO_GRANT, part, spent)))
    for (gate, part), spent in sorted(time.cut.items(), key=lambda item: _order(item[0])):
        span = time.spans[part[0]]
        # For O a day under a municipal decision is closed by gate 2, whatever
        # a later gate did to its minutes (1.5).
        foreign = not span.national and NUMBER[gate] > NUMBER[Gate.NO_GRANT]
        cuts.append((span, _cut(deriver, Gate.NO_GRANT if foreign else gate, part, spent)))
    lines, bound, advances = _as_owed(case, time, worth, rulebook)
    parts = [(line.payee, line.owed) for span, line in lines if not span.advance]
    payees = payee_shares([*parts, *((of.payee, of.amount) for of in advances)], rulebook)
    owed = None
    if bound is not None or advances:
        owed = sum((share.amount for share in payees), Fraction(0))
    return Amounts(
        tuple(line for _, line in lines),
        tuple(cut for _, cut in cuts),
        tuple(payees),
        tuple(_municipal(time, lines, owed, rulebook, deriver)),
        tuple(municipal_time),
        gate_values(cut for span, cut in cuts if not span.advance),
        bound,
        advances,
    )


def _part_order(part: Part) -> tuple[int, int, int]:
    place, kind, rate = part
    return (place, kind, 0 if rate is None else rate.value)


def _order(key: tuple[Gate, Part]) -> tuple[int, str, int, int, int]:
    gate, part = key
    return (NUMBER[gate], gate, *_part_order(part))


def _line(deriver: Deriver, span: Span, part: Part, spent: Time) -> Line:
    assert span.payee is not None
    minutes, units = spent
    rate = part[2] or span.rate
    amount = value_of(units, rate.value)
    return Line(
        span.first,
        span.after,
        part[1],
        span.payee,
        span.municipality,
        minutes,
        units,
        rate,
        amount,
        WhenRead(partial(deriver.line, part, rate, units)),
        owed=amount,
        earned=amount,
    )


def _cut(deriver: Deriver, gate: Gate, part: Part, spent: Time) -> Cut:
    span = deriver.time.spans[part[0]]
    minutes, units = spent
    rate = part[2] or span.rate
    return Cut(
        gate,
        span.first,
        span.after,
        part[1],
        minutes,
        units,
        value_of(units, rate.value),
        WhenRead(partial(deriver.cut, gate, part, minutes, rate)),
    )


def _as_owed(
    case: Case, time: MonthTime, lines: Paid, rulebook: Rulebook
) -> tuple[Paid, CostBound | None, tuple[Advance, ...]]:
    """
    Return the lines with what is owed of each, the bound of costs, and the advances.

    A line on a day in advance is earned, and owed with its period: of the
    month the advance is owed instead.
    """
    spans = time.spans
    if not any(span.costed or span.advance for span in spans):
        return lines, None, ()
    advances = tuple(advances_of(case, time, rulebook))
    bound = cost_bound(case, lines, rulebook)
    part = earned_share(bound)
    owed: Paid = []
    for span, line in lines:
        bounds = span.costed and not bound_by_period(span, rulebook)
        earned = line.amount * part if bounds else line.amount
        steps = line.derivation
        if span.costed and bound is not None:
            steps = (*steps, *bound.derivation)
        due = Fraction(0) if span.advance else earned
        owed.append((span, replace(line, earned=earned, owed=due, derivation=steps)))
    return owed, bound, advances


def _municipal(
    time: MonthTime, lines: Paid, owed: Fraction | None, rulebook: Rulebook, deriver: Deriver
) -> Iterable[MunicipalShare]:
    """
    Yield each municipality's part of what is owed (M7): A · min(1, S / H), A = O · V / all V.

    `owed` is None where O is what the time is worth, so that A is V; an advance
    or a bound of costs makes the two differ.
    """
    scale: Fraction | None = None
    if owed is not None and rulebook.policy("cofin.rate").value == "PAID":
        value = sum((line.amount for _, line in lines), Fraction(0))
        scale = owed / value if value else Fraction(0)
    for code, of in sorted(first_hours(time.spans, lines, rulebook).items()):
        amount = of.borne if scale is None else of.borne * scale
        steps = WhenRead(partial(deriver.municipal, code, of.days, of.share, of.payable))
        yield MunicipalShare(code, of.days, of.share, of.payable, amount, rounded(amount), steps)


def gate_values(cuts: Iterable[Cut]) -> dict[int, Fraction]:
    """Return G: per gate the value of what it cut, at the rate of its days."""
    values: dict[int, Fraction] = {}
    for cut in cuts:
        number = NUMBER[cut.gate]
        values[number] = values.get(number, Fraction(0)) + cut.value
    return values
