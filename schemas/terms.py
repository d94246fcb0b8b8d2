"""
Events of a case: who is paid, at what rate and how; who answers for the case.

Each holds from its first day until a later one says otherwise. What was
granted belongs to `schemas.decisions`.
"""

from dataclasses import dataclass

from schemas.bounds import AmountOre, Day, DecisionId, MonthText, MunicipalityCode, Party, RateOre


@dataclass(frozen=True, slots=True)
class PayeeChanged:
    """Somebody else is paid from a day on (form FK 3079; SFB 51:17-19)."""

    payee: Party
    effective_from: Day


@dataclass(frozen=True, slots=True)
class MunicipalityChanged:
    """Another municipality answers for the recipient from a day on (LSS 16-16 d §§)."""

    municipality: MunicipalityCode
    effective_from: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancedRateGranted:
    """
    A higher amount per hour was granted (förhöjt timbelopp, SFB 51:11).

    `rate_ore` is what the decision says; the rulebook bounds it (semantics M2).
    """

    decision_id: DecisionId
    decided_on: Day
    effective_from: Day
    rate_ore: RateOre
    effective_until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTermsStated:
    """
    How a case is paid from a day on: by its own employer or not, in advance or not.

    The two are stated, never derived from each other (semantics M5).
    `advance_ore` is the monthly advance where the decision states one.
    """

    effective_from: Day
    self_employer: bool = False
    advance: bool = False
    advance_ore: AmountOre | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceReconciled:
    """
    A larger deviation of one advance month was settled before the period's end (avräkning).

    The month's advance is `advance_ore` from here on. Source: SFB 51:15.
    """

    month: MonthText
    advance_ore: AmountOre
    decided_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalSettlementMade:
    """
    The advances of a grant period were settled (slutavräkning, SFB 51:15).

    `period_from` is the period's first day; nothing that is received later
    counts in it (semantics R6).
    """

    period_from: Day
    settled_on: Day
