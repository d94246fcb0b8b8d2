"""
Events of a case: payments ordered, settled by the bank, returned.

Amounts are whole öre. An order's amount is the sum of its lines; a document
that states another total has no form (semantics 5.1).
"""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen

from schemas.bounds import (
    AmountOre,
    Day,
    DocumentRef,
    ExactMinutes,
    MonthText,
    MunicipalityCode,
    Party,
    RateOre,
)

#: What one municipality is debited of a line: its code, and öre.
MunicipalPart = tuple[MunicipalityCode, AmountOre]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """
    One work month of an order.

    `month` may be left out where `bill` names the bill it pays. `minutes` are
    exact converted minutes, `rate_ore` öre per hour; both or neither.
    """

    amount_ore: AmountOre
    month: MonthText | None = None
    bill: DocumentRef | None = None
    minutes: ExactMinutes | None = None
    rate_ore: RateOre | None = None
    municipal: Annotated[tuple[MunicipalPart, ...], MaxLen(31)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrdered:
    """
    An hourly payment that was sent to the bank, to be paid on `pay_on`.

    `repays` names a returned order that this one pays again.
    """

    payee: Party
    pay_on: Day
    total_ore: AmountOre
    lines: Annotated[tuple[OrderLine, ...], MinLen(1), MaxLen(120)]
    repays: DocumentRef | None = None


@dataclass(frozen=True, slots=True)
class PaymentSettled:
    """The bank paid this amount of the order it names."""

    order: DocumentRef
    amount_ore: AmountOre
    settled_on: Day


@dataclass(frozen=True, slots=True)
class PaymentReturned:
    """The bank sent this amount of the order back."""

    order: DocumentRef
    amount_ore: AmountOre
    returned_on: Day
