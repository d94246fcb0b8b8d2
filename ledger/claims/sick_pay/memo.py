"""
The sick-pay component inside the rate: what of a month it is, to whom.

A memo beside the amount, never a payment of its own. It is reckoned for every
day under a decision of Försäkringskassan, so that the two sides of a month can
be set beside each other; `in_rate_ore` is what is really in the rate. Source:
semantics 6.5 and M1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ledger.amounts import UNITS_PER_HOUR, largest_remainder, rounded
from ledger.rules import Rulebook
from ledger.statement import Statement

_Whom = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Memo:
    """The component of a month's payable hours at one provider, for one municipality."""

    municipality: str
    provider: UUID
    component_ore: int
    in_rate_ore: int


def memos_of(stated: Statement, rulebook: Rulebook) -> list[Memo]:
    """
    Return the component of a month, per municipality and provider.

    Payable hours by the component of their day, rounded once per case and
    month; shared by the largest remainder. Years without a component have none.
    """
    reform = rulebook.regime.reform_from
    start = None if reform is None else reform.toordinal()
    component: dict[_Whom, Fraction] = {}
    in_rate: dict[_Whom, Fraction] = {}
    for line in stated.lines:
        known = rulebook.components.on(line.first)
        if known is None:
            continue
        whom = (line.municipality, line.payee)
        amount = Fraction(line.units * known.value) / UNITS_PER_HOUR
        component[whom] = component.get(whom, Fraction(0)) + amount
        if start is not None and line.first >= start:
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
