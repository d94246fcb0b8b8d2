"""
The sick-pay component inside the rate: what of a month it is, to whom.

A memo beside the amount, never a payment of its own. It is reckoned for every
payable hour, so that the two sides of a month can be set beside each other;
`in_rate_ore` is what is really in the rate: that of days of the reform under a
decision of Försäkringskassan. Source: semantics 6.5 and M1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ledger.amounts import UNITS_PER_HOUR, largest_remainder, rounded
from ledger.rules import Rulebook
from ledger.statement import MonthTime

_Whom = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Memo:
    """The component of a month's payable hours at one provider, for one municipality."""

    municipality: str
    provider: UUID
    component_ore: int
    in_rate_ore: int


def memos_of(time: MonthTime, rulebook: Rulebook) -> list[Memo]:
    """
    Return the component of a month, per municipality and provider.

    Payable hours by the component of their day, rounded once per case and
    month; shared by the largest remainder. Years without a component have none.
    """
    reform = rulebook.regime.reform_from
    start = None if reform is None else reform.toordinal()
    component: dict[_Whom, Fraction] = {}
    in_rate: dict[_Whom, Fraction] = {}
    for (place, _, _), (_, units) in time.payable.items():
        span = time.spans[place]
        known = rulebook.components.on(span.first)
        if known is None or span.payee is None:
            continue
        whom = (span.municipality, span.payee)
        amount = Fraction(units * known.value) / UNITS_PER_HOUR
        component[whom] = component.get(whom, Fraction(0)) + amount
        if start is not None and span.national and span.first >= start:
            in_rate[whom] = in_rate.get(whom, Fraction(0)) + amount
    order = sorted(component)
    whole = _shared(component[whom] for whom in order)
    part = _shared(in_rate.get(whom, Fraction(0)) for whom in order)
    return [
        Memo(code, provider, all_ore, in_ore)
        for (code, provider), all_ore, in_ore in zip(order, whole, part, strict=True)
    ]


def _shared(amounts: Iterable[Fraction]) -> list[int]:
    parts = list(amounts)
    return largest_remainder(parts, rounded(sum(parts, Fraction(0))))
