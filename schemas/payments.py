"""
Events of a case: payments ordered, settled by the bank, returned, recovered.

Amounts are whole öre. An order's amount is the sum of its lines; a document
that states another total has no form (semantics 5.1).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

from schemas.bounds import (
    AmountOre,
    Day,
    DecisionId,
    DocumentRef,
    ExactMinutes,
    LineOre,
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
    One work month of an order, or one grant period of it.

    `month` may be left out where `bill` names the bill it pays. `minutes` are
    exact converted minutes, `rate_ore` öre per hour; both or neither.
    `period_from`, in place of a month, is the first day of the period that is
    reconciled or settled (semantics M3, M5). A `set_off` line is negative: it
    recovers so much of what was paid for its month or period (kvittning).
    """

    amount_ore: LineOre
    month: MonthText | None = None
    bill: DocumentRef | None = None
    minutes: ExactMinutes | None = None
    rate_ore: RateOre | None = None
    municipal: Annotated[tuple[MunicipalPart, ...], MaxLen(31)] = ()
    period_from: Day | None = None
    set_off: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRepaid:
    """
    Money of a month, or of a period by its first day, came back from the payee.

    Not by the bank returning an order: the payee paid it back (återbetalning),
    of its own accord or for the recovery that `recovery` names.
    """

    amount_ore: AmountOre
    repaid_on: Day
    month: MonthText | None = None
    period_from: Day | None = None
    recovery: DocumentRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRemitted:
    """
    A recovery was given up, in whole or in part (eftergift, SFB 108:11).

    It changes no amount: what is wrong stays wrong, and is marked (semantics 5.8).
    `recovery` names the decision that it remits of.
    """

    amount_ore: AmountOre
    decided_on: Day
    month: MonthText | None = None
    period_from: Day | None = None
    recovery: DocumentRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryLine:
    """What of a recovery falls on one work month, or on one period by its first day."""

    amount_ore: AmountOre
    month: MonthText | None = None
    period_from: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryDecided:
    """
    Money paid wrongly is claimed back (återkrav), month by month (semantics 6.6).

    `provision` is the ground: SFB 108:2, 108:9 or 108:9 a, or 51:20 for unused
    money. What is owed back is computed by the ledger; that it is claimed, and
    from whom, is decided.
    """

    decision_id: DecisionId
    debtor: Party
    decided_on: Day
    due_on: Day
    provision: Literal["108:2", "108:9", "108:9a", "51:20"]
    lines: Annotated[tuple[RecoveryLine, ...], MinLen(1), MaxLen(120)]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentsAgreed:
    """
    A recovery is paid in instalments (avbetalningsplan), or later in one (anstånd).

    Each instalment is a due day and öre. `lending_per_mille` is the state
    lending rate; the rulebook says how much above it interest is. Source: SFB
    108:15-16.
    """

    recovery: DocumentRef
    agreed_on: Day
    instalments: Annotated[tuple[tuple[Day, AmountOre], ...], MinLen(1), MaxLen(240)]
    lending_per_mille: Annotated[int, Ge(-100), Le(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryInterestCharged:
    """
    Interest on a recovery was charged for the days from `first_day` to `last_day`.

    On a plan by SFB 108:15-16 (`PLAN`), or for lateness by räntelagen, SFB
    108:19 (`LATE`); `rate_per_mille` is the state lending rate or the reference
    rate that it is counted from.
    """

    recovery: DocumentRef
    basis: Literal["PLAN", "LATE"]
    first_day: Day
    last_day: Day
    principal_ore: AmountOre
    rate_per_mille: Annotated[int, Ge(-100), Le(1000)]
    interest_ore: AmountOre


@dataclass(frozen=True, slots=True, kw_only=True)
class LateInterestCharged:
    """
    Interest was charged on a municipal debit that was paid late (semantics M10).

    `reference_per_mille` is Riksbanken's reference rate at the time, in tenths
    of a percent. Source: förordning (1993:1091) 9 §; räntelagen 3 and 6 §§.
    """

    municipality: MunicipalityCode
    month: MonthText
    debited_ore: AmountOre
    due_on: Day
    paid_on: Day
    reference_per_mille: Annotated[int, Ge(-100), Le(1000)]
    interest_ore: AmountOre
