"""
The sick-pay component inside the rate: what of a month it is, to whom.

A memo beside the amount, never a payment of its own. It is reckoned for every
payable hour, so that the two sides of a month can be set beside each other;
`in_rate_ore` is what is really in the rate: that of days of the reform under a
decision of Försäkringskassan. Source: semantics 6.5 and M1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ledger.amounts import UNITS_PER_HOUR, half_up, largest_remainder, rounded
from ledger.rules import Rulebook
from ledger.statement import Exact, MonthTime

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
    component: dict[_Whom, Exact] = {}
    in_rate: dict[_Whom, Exact] = {}
    for (place, _, _), (_, units) in time.payable.items():
        span = time.spans[place]
        known = rulebook.components.on(span.first)
        if known is None or span.payee is None:
            continue
        whom = (span.municipality, span.payee)
        amount = units * known.value
        component[whom] = component.get(whom, 0) + amount
        if start is not None and span.national and span.first >= start:
            in_rate[whom] = in_rate.get(whom, 0) + amount
    order = sorted(component)
    whole = _shared([component[whom] for whom in order])
    part = _shared([in_rate.get(whom, 0) for whom in order])
    return [
        Memo(code, provider, all_ore, in_ore)
        for (code, provider), all_ore, in_ore in zip(order, whole, part, strict=True)
    ]


def _shared(parts: Sequence[Exact]) -> list[int]:
    """Return whole öre of units times öre per hour."""
    if len(parts) == 1:
        (only,) = parts
        # Mostly whole, and then no fraction is made.
        if isinstance(only, int):
            return [half_up(only, UNITS_PER_HOUR)]
    shares = [Fraction(part) / UNITS_PER_HOUR for part in parts]
    return largest_remainder(shares, rounded(sum(shares, Fraction(0))))
