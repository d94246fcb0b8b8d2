"""
What a period owes when it is settled: the law's value less its months (M3, M5, M9).

A period paid in advance owes what its time and costs give, less its advances,
and may owe less than nothing: that is to be repaid (SFB 51:20). A period with
an enhanced rate owes the costs that its months could not, within its bound.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import UNITS_PER_HOUR, month_text, rounded
from ledger.domain.case import Case
from ledger.domain.terms import costs_of
from ledger.rules import Rulebook
from ledger.statement.model import Exact, Line, MunicipalShare, PayeeShare, Span, Statement, Step
from ledger.statement.money.amounts import gate_values
from ledger.statement.money.bound import bound_by_period
from ledger.statement.money.keys import Key, KeyKind
from ledger.statement.money.municipal import FirstHours, add_hours, first_hours
from ledger.statement.month import Carried

_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    What a key owes at a point, to whom and out of whose money; negative is to be repaid.

    `law` is what the period gives in all, exact, and `before_ore` what its
    months owed already. `gate_values` are those of its months in advance.
    """

    key: Key
    law: Fraction
    before_ore: int
    payees: tuple[PayeeShare, ...]
    municipal: tuple[MunicipalShare, ...]
    gate_values: dict[int, Fraction]
    derivation: tuple[Step, ...]

    @property
    def owed_ore(self) -> int:
        """O of the key: the sum of the payees."""
        return sum(share.owed_ore for share in self.payees)

    @property
    def owed(self) -> Fraction:
        """The exact amount, before it is rounded per payee."""
        return sum((share.amount for share in self.payees), Fraction(0))

    @property
    def state_ore(self) -> int:
        """What is left of it after the municipalities."""
        return self.owed_ore - sum(share.owed_ore for share in self.municipal)

    @property
    def municipalities(self) -> dict[str, int]:
        """Öre per municipality code."""
        return {share.municipality: share.owed_ore for share in self.municipal}


@dataclass(frozen=True, slots=True)
class _Month:
    """The part of a month that belongs to the key; `costs` are those of its days, by `papers`."""

    stated: Statement
    spans: tuple[Span, ...]
    lines: tuple[tuple[Span, Line], ...]
    costs: Fraction
    papers: tuple[UUID, ...]


#: What a period gives in all, what its months owed of it, the rest per payee, and the steps.
_Reckoned = tuple[Fraction, int, dict[UUID, Fraction], tuple[Step, ...]]


def settlement(
    case: Case, key: Key, stated: Callable[[int], Statement], carried: Carried
) -> Settlement:
    """
    Return what a key owes, as known at the case's point, whatever the day.

    `stated` gives the statement of a month at that point.
    """
    rulebook = carried.rulebook
    months = [_month(case, key, stated(month), carried) for month in key.months]
    reckon = _advance if key.kind is KeyKind.ADVANCE else _enhanced
    law, before, rest, steps = reckon(case, key, months, rulebook)
    payees = tuple(PayeeShare(payee, amount, rounded(amount)) for payee, amount in rest.items())
    owed = sum(rest.values(), Fraction(0))
    cuts = (
        cut
        for month in months
        for cut in month.stated.cuts
        if any(span.first == cut.first for span in month.spans)
    )
    return Settlement(
        key,
        law,
        before,
        payees,
        tuple(_municipal(key, months, owed, rulebook)),
        gate_values(cuts) if key.kind is KeyKind.ADVANCE else {},
        steps,
    )


def _month(case: Case, key: Key, stated: Statement, carried: Carried) -> _Month:
    spans = carried.month(case, stated.month).spans
    own = tuple(span for span in spans if key.covers(span))
    by_first = {span.first: span for span in own}
    lines = tuple((by_first[of.first], of) for of in stated.lines if of.first in by_first)
    approved = costs_of(case, month_text(stated.month))
    costs = Fraction(0) if approved is None else approved[0] * _share(stated, spans, by_first)
    papers = () if approved is None else (case.event_id(approved[1]),)
    return _Month(stated, own, lines, costs, papers)


def _share(stated: Statement, spans: Iterable[Span], own: Mapping[int, Span]) -> Fraction:
    """
    Return what part of a month's approved costs belongs to the days of the key.

    In proportion to what their time is worth or, where none is payable, to days.
    """
    costed = {span.first: Fraction(span.days) for span in spans if span.costed}
    worth = dict.fromkeys(costed, Fraction(0))
    for line in stated.lines:
        if line.first in worth:
            worth[line.first] += line.amount
    weights = worth if any(worth.values()) else costed
    share = sum((weight for first, weight in weights.items() if first in own), Fraction(0))
    return share / sum(weights.values(), Fraction(0)) if weights else Fraction(0)


def _advance(case: Case, key: Key, months: Sequence[_Month], rulebook: Rulebook) -> _Reckoned:
    """Settle a period in advance: what the law gives, less the advances (M5)."""
    lines = [of for month in months for of in month.lines]
    bound = [line.amount for span, line in lines if bound_by_period(span, rulebook)]
    worth, costs = sum(bound, Fraction(0)), sum((m.costs for m in months), Fraction(0))
    part = min(Fraction(1), costs / worth) if bound and worth else Fraction(1)
    rest: dict[UUID, Fraction] = {}
    law, before = Fraction(0), 0
    for span, line in lines:
        given = line.earned * part if bound_by_period(span, rulebook) else line.earned
        law += given
        rest[line.payee] = rest.get(line.payee, Fraction(0)) + given
    for month in months:
        for of in month.stated.advances:
            if of.period == key.period:
                before += rounded(of.amount)
                rest[of.payee] = rest.get(of.payee, Fraction(0)) - rounded(of.amount)
    events = () if key.place is None else (case.event_id(key.place),)
    steps = [Step("M5", "settled on", key.due_on.isoformat(), "", None, events)]
    if bound:
        policy = rulebook.policy("self_employer.bound")
        steps.append(Step("M4", "hours at their rate", worth, "öre", policy, ()))
        steps.append(Step("M4", "costs approved", costs, "öre", policy, _papers(months)))
    basis = rulebook.policy("advance.basis")
    steps.append(Step("M5", "the law gives", law, "öre", None, ()))
    steps.append(Step("M5", "advances", before, "öre", basis, ()))
    return law, before, rest, tuple(steps)


def _enhanced(_case: Case, key: Key, months: Sequence[_Month], rulebook: Rulebook) -> _Reckoned:
    """
    Reconcile the costs of a period in arrears with an enhanced rate (M3).

    max(0, min(costs, bound) - what the months owed); the bound is the standard
    rate and twelve percent over all of the hours, rounded down once.
    """
    lines = [of for month in months for of in month.lines]
    final = rulebook.policy("enhanced.final_bound")
    bound = Fraction(0)
    for span, line in lines:
        if final.value == "STATUTE_12":
            day = date.fromordinal(span.first)
            percent = rulebook.parameter("enhanced.percent_above", day).value
            bound += Fraction(line.units * span.schablon.value * (_PERCENT + percent), _PERCENT)
        else:
            bound += Fraction(line.units * line.rate.value)
    most = bound // UNITS_PER_HOUR
    costs = sum((month.costs for month in months), Fraction(0))
    before = sum(_owed_of(month) for month in months)
    law = min(costs, Fraction(most))
    topup = max(Fraction(0), law - before)
    worth: dict[UUID, Fraction] = {}
    for _, line in lines:
        worth[line.payee] = worth.get(line.payee, Fraction(0)) + line.amount
    total = sum(worth.values(), Fraction(0))
    rest = {payee: topup * value / total for payee, value in worth.items()} if total else {}
    steps = (
        Step("M3", "reconciled from", key.due_on.isoformat(), "", None, ()),
        Step("M3", "costs approved", costs, "öre", None, _papers(months)),
        Step("M3", "bound of the period", most, "öre", final, ()),
        Step("M3", "the months owed", before, "öre", None, ()),
        Step("M3", "top-up", topup, "öre", None, ()),
    )
    return law, before, rest, steps


def _papers(months: Sequence[_Month]) -> tuple[UUID, ...]:
    """Return the cost accounts of some months."""
    return tuple(paper for month in months for paper in month.papers)


def _owed_of(month: _Month) -> int:
    """Return whole öre that a month owed for the days of the key, rounded as the month is."""
    owed: dict[UUID, Fraction] = {}
    for _, line in month.lines:
        owed[line.payee] = owed.get(line.payee, Fraction(0)) + line.owed
    return sum(rounded(amount) for amount in owed.values())


def _municipal(
    key: Key, months: Sequence[_Month], owed: Fraction, rulebook: Rulebook
) -> Iterable[MunicipalShare]:
    """Yield each municipality's part: O of the key · Σ min(S, H) / all H of the period (M9)."""
    policy = rulebook.policy("cofin.topup")
    if policy.value == "STATE" and key.kind is KeyKind.ENHANCED:
        return
    payable: Exact = sum(line.units for month in months for _, line in month.lines)
    sums: dict[str, FirstHours] = {}
    for month in months:
        for code, of in first_hours(month.spans, month.lines, rulebook).items():
            add_hours(sums.setdefault(code, FirstHours()), of)
    for code, of in sorted(sums.items()):
        amount = owed * of.capped / payable if payable else Fraction(0)
        steps = (
            Step("M9", "the first hours of the weeks", of.capped, "units", policy, ()),
            Step("M9", "of the period's hours", payable, "units", None, ()),
        )
        yield MunicipalShare(code, of.days, of.share, of.payable, amount, rounded(amount), steps)
