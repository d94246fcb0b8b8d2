"""
Money: what the month's time is worth, to whom, and out of whose money.

The one place where an amount is made. O is rounded once per payee, each
municipality once, and the state bears what is left (M6).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ledger.amounts import UNITS_PER_HOUR, rounded
from ledger.domain.case import Case
from ledger.rules import Rulebook
from ledger.statement.derive import Deriver
from ledger.statement.model import (
    NUMBER,
    Cut,
    Exact,
    Gate,
    Line,
    MunicipalShare,
    MunicipalTime,
    PayeeShare,
    Span,
)
from ledger.statement.month import MonthTime, Part, Time


@dataclass(frozen=True, slots=True)
class Amounts:
    """The month in money; the fields are those of `Statement`."""

    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...]
    payees: tuple[PayeeShare, ...]
    municipal: tuple[MunicipalShare, ...]
    municipal_time: tuple[MunicipalTime, ...]
    gate_values: dict[int, Fraction]


def value_of(units: Exact, rate_ore: int) -> Fraction:
    """Return the exact öre of converted time at öre per hour."""
    return Fraction(units * rate_ore) / UNITS_PER_HOUR


def amounts_of(case: Case, time: MonthTime, rulebook: Rulebook) -> Amounts:
    """Return lines, cuts and shares of a month's time."""
    deriver = Deriver(case, time, rulebook)
    lines: list[Line] = []
    municipal_time: list[MunicipalTime] = []
    cuts: list[Cut] = []
    for part, spent in sorted(time.payable.items(), key=lambda item: _part_order(item[0])):
        span = time.spans[part[0]]
        if span.national:
            lines.append(_line(deriver, span, part, spent))
        elif span.decision is not None:
            authority = span.decision.authority
            municipal_time.append(MunicipalTime(authority, part[1], *spent))
            cuts.append(_cut(deriver, Gate.NO_GRANT, part, spent))
    for (gate, part), spent in sorted(time.cut.items(), key=lambda item: _order(item[0])):
        # For O a day under a municipal decision is closed by gate 2, whatever
        # a later gate did to its minutes (1.5).
        foreign = not time.spans[part[0]].national and NUMBER[gate] > NUMBER[Gate.NO_GRANT]
        cuts.append(_cut(deriver, Gate.NO_GRANT if foreign else gate, part, spent))
    return Amounts(
        tuple(lines),
        tuple(cuts),
        tuple(_payees(lines)),
        tuple(_municipal(time, lines, rulebook, deriver)),
        tuple(municipal_time),
        _gate_values(cuts),
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
    return Line(
        span.first,
        span.after,
        part[1],
        span.payee,
        span.municipality,
        minutes,
        units,
        rate,
        value_of(units, rate.value),
        deriver.line(part, rate, units),
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
        deriver.cut(gate, part, minutes, rate),
    )


def _payees(lines: Iterable[Line]) -> Iterable[PayeeShare]:
    """Yield what each payee is owed, rounded once per month and payee (M6)."""
    by_payee: dict[UUID, Fraction] = {}
    for line in lines:
        by_payee[line.payee] = by_payee.get(line.payee, Fraction(0)) + line.amount
    for payee, amount in by_payee.items():
        yield PayeeShare(payee, amount, rounded(amount))


def _municipal(
    time: MonthTime, lines: list[Line], rulebook: Rulebook, deriver: Deriver
) -> Iterable[MunicipalShare]:
    """
    Yield each municipality's part of the first hours of the week (M7, M8).

    Source: SFB 51:22. Days count while a national decision is in force, the
    recipient lives and the reform has not begun.
    """
    ends, end = rulebook.cofinancing_ends(), time.granted.closed_from
    if ends is not None:
        end = min(end, ends.toordinal())
    days: dict[str, int] = {}
    share: dict[str, Exact] = {}
    for span in time.spans:
        if not span.national or span.decision is None or span.first >= end:
            continue
        code = span.municipality
        days[code] = days.get(code, 0) + span.days
        share[code] = share.get(code, 0) + span.days * deriver.daily_share(span)
    for code, of_days in sorted(days.items()):
        own = [line for line in lines if line.municipality == code and line.first < end]
        payable: Exact = sum(line.units for line in own)
        value = sum((line.amount for line in own), Fraction(0))
        part = min(payable, share[code])
        amount = value * part / payable if payable else Fraction(0)
        steps = deriver.municipal(code, of_days, share[code], payable)
        yield MunicipalShare(code, of_days, share[code], payable, amount, rounded(amount), steps)


def _gate_values(cuts: Iterable[Cut]) -> dict[int, Fraction]:
    """Return G: per gate the value of what it cut, at the rate of its days."""
    values: dict[int, Fraction] = {}
    for cut in cuts:
        number = NUMBER[cut.gate]
        values[number] = values.get(number, Fraction(0)) + cut.value
    return values
