"""
Events of a case: the municipality's co-financing as money that is asked for and paid.

A debit is of one case, work month and municipality, so that a correction of the
month finds it; `invoice` gathers those of one municipality and day. Source: SFB
51:22-23; förordning (1993:1091) 9 §.
"""

from dataclasses import dataclass

from schemas.bounds import (
    AmountOre,
    Day,
    DocumentId,
    DocumentRef,
    Ground,
    MonthText,
    MunicipalityCode,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalDebitIssued:
    """A municipality was debited its share of a month, or of a period by its first day."""

    municipality: MunicipalityCode
    debited_ore: AmountOre
    debited_on: Day
    due_on: Day
    month: MonthText | None = None
    period_from: Day | None = None
    invoice: DocumentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalCreditIssued:
    """A municipality was credited: it had been debited too much (SFB 51:23 second paragraph)."""

    municipality: MunicipalityCode
    credited_ore: AmountOre
    credited_on: Day
    ground: Ground
    month: MonthText | None = None
    period_from: Day | None = None
    invoice: DocumentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalPaymentReceived:
    """A municipality paid so much of a debit, or of the late interest on one."""

    debit: DocumentRef
    amount_ore: AmountOre
    received_on: Day
