"""
Events of a case: what is claimed for it between payers, decided, paid and reversed.

A municipality claims what it paid under its own decision from the start of the
regime until the takeover; a provider or own employer claims sick pay from the
municipality. What is owed is computed by `ledger.claims`, never stated here.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

from schemas.bounds import (
    AmountOre,
    DatedSpans,
    Day,
    DecisionId,
    DocumentRef,
    ExactMinutes,
    Ground,
    MonthText,
    MunicipalityCode,
    Party,
    Person,
    RateOre,
    WeeklyMinutes,
)

#: Why a part of a claim is not paid.
CutReason = Literal[
    "NOT_REPORTED",
    "OUTSIDE_GRANT",
    "OUTSIDE_WINDOW",
    "AFTER_TAKEOVER",
    "ABOVE_PRICE_CAP",
    "SICK_PAY_NOT_APPROVED",
    "CLAIMED_BEFORE",
    "NO_SUBSTITUTE",
    "REFUNDED",
    "BEYOND_FOURTEEN_DAYS",
    "PAID_AS_ASSISTANCE",
    "AFTER_REFORM",
    "MISCALCULATED",
    "OTHER",
]
#: What was cut of a claim for one reason, in öre.
CutOre = tuple[CutReason, AmountOre]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """
    Converted minutes on the days from `first_day` to `last_day`, at a price per hour.

    With `direct_provision` the municipality performed the assistance itself,
    and `price_ore` is its declared cost price.
    """

    first_day: Day
    last_day: Day
    minutes: ExactMinutes
    price_ore: RateOre
    direct_provision: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReimbursementClaimed:
    """
    A municipality asks to be reimbursed for one decision and one month.

    `sick_pay_ore` is the sick-pay cost of those days that it approved;
    `claimed_ore` is everything together. A later claim of the same decision and
    month replaces the earlier (semantics 6.2).
    """

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    month: MonthText
    lines: Annotated[tuple[ClaimLine, ...], MinLen(1), MaxLen(62)]
    claimed_ore: AmountOre
    sick_pay_ore: AmountOre = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SickPayClaimed:
    """
    Sick pay of one assistant in one sick period is claimed from the municipality.

    `lost` are the clock times that the assistant was to work, by day. The
    period began on `sick_from`, which may be earlier than what is claimed, and
    lasted through `sick_until`, or else the last day of `lost`.
    `weekly_minutes` is the agreed time a week, `deductions_before` how often
    karensavdrag was made in the twelve months before. `supplements_ore` is lost
    pay beside the hourly wage, `agreement_costs_ore` what a collective
    agreement costs beside it. Source: lag (1991:1047) 6, 7 and 13-16 §§; LSS 9 § 2.
    """

    municipality: MunicipalityCode
    claimant: Party
    assistant: Person
    sick_from: Day
    lost: DatedSpans
    hourly_wage_ore: RateOre
    weekly_minutes: WeeklyMinutes
    claimed_ore: AmountOre
    supplements_ore: AmountOre = 0
    agreement_costs_ore: AmountOre = 0
    refund_ore: AmountOre = 0
    high_risk_protection: bool = False
    deductions_before: Annotated[int, Ge(0), Le(366)] = 0
    holiday_per_mille: Annotated[int, Ge(0), Le(300)] | None = None
    contributions_per_myriad: Annotated[int, Ge(0), Le(6000)] | None = None
    certificate_from: Day | None = None
    sick_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDecided:
    """
    A claim was decided, in full or in part; `cuts` say what of it was not granted, and why.

    `ground` is why less was granted than the rules give, the cut OTHER.
    """

    claim: DocumentRef
    decided_on: Day
    decided_ore: AmountOre
    cuts: Annotated[tuple[CutOre, ...], MaxLen(14)] = ()
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPaid:
    """So much of a claim was paid out."""

    claim: DocumentRef
    paid_on: Day
    paid_ore: AmountOre


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReversed:
    """
    So much of a decided claim is taken back: the decision was void, or was kept after all.

    What was paid of it is to come back; the events that were stay.
    """

    claim: DocumentRef
    reversed_on: Day
    reversed_ore: AmountOre
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRepaid:
    """So much of what was paid for a claim came back."""

    claim: DocumentRef
    repaid_on: Day
    repaid_ore: AmountOre
