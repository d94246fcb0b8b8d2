"""
Events of a case: how it opened, what was granted, changed and ended.

Days: `…_from` is the first day, `…_until` the first day after the last.
Granted minutes are actual minutes; waiting and standby are converted by the
rulebook, never here. How a case is paid belongs to `schemas.terms`, what bars
or lifts a payment to `schemas.circumstances`.
"""

from dataclasses import dataclass

from schemas.bounds import (
    Authority,
    CaseRef,
    Day,
    DecisionId,
    DocumentRef,
    GrantMinutes,
    GrantUnit,
    Ground,
    MunicipalityCode,
    Party,
    Person,
    TransferGround,
    WeeklyMinutes,
)


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The agency gave the recipient's case its number."""

    case_ref: CaseRef
    recipient: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTerms:
    """What a decision grants, and how; said of `GrantDecided`, and asked by our own command."""

    decision_id: DecisionId
    authority: Authority
    decided_on: Day
    effective_from: Day
    municipality: MunicipalityCode
    payee: Party
    basic_minutes: GrantMinutes = 0
    other_minutes: GrantMinutes = 0
    double_minutes: GrantMinutes = 0
    waiting_minutes: GrantMinutes = 0
    standby_minutes: GrantMinutes = 0
    total_minutes: GrantMinutes | None = None
    effective_until: Day | None = None
    period_from: Day | None = None
    period_until: Day | None = None
    applied_on: Day | None = None
    per: GrantUnit = "WEEK"
    takes_over: DecisionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDecided(GrantTerms):
    """
    A decision that grants hours per week (beslut, bifall).

    `authority` decided it; `municipality` answers for the recipient under LSS
    16 § and pays the co-financing. `total_minutes`, where the decision states
    one total, is the whole pool (semantics G7). A period stated by
    `period_from` and `period_until` is the decision's own (G5). The minutes
    are those of what `per` says (G2). `takes_over` names the municipal
    decision that moved to Försäkringskassan as this one (1.5).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReassessed(GrantDecided):
    """
    A reassessment (omprövning): a whole new decision, with its ground.

    `cause_on` is the day of what happened. A decision taken over from a
    municipality may be reassessed on the grounds of `transfer_ground` only, for
    what happened before the takeover. Source: SFB 51:12 and 51:13; SOU 2023:9.
    """

    ground: Ground
    cause_on: Day | None = None
    transfer_ground: TransferGround | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantWithdrawn:
    """A decision that withdraws the grant from a day on (indragning)."""

    decision_id: DecisionId
    authority: Authority
    decided_on: Day
    effective_from: Day
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReinstated:
    """
    A court or a review takes back a withdrawal (semantics G6, R6).

    `withdrawal` names the document that withdrew; from here on it has never
    bound.
    """

    decision_id: DecisionId
    authority: Authority
    decided_on: Day
    withdrawal: DocumentRef
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGranted:
    """
    A temporary extension (tillfällig utökning), with minutes of its own (semantics G10).

    `application` names the application that it answers. Source: LSS 9 § 2; SOU
    2023:9 moves it to Försäkringskassan.
    """

    decision_id: DecisionId
    authority: Authority
    decided_on: Day
    effective_from: Day
    effective_until: Day
    weekly_minutes: WeeklyMinutes
    application: DocumentRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionApplied:
    """A temporary extension was applied for; how long it was handled is followed up."""

    applied_on: Day
    wanted_from: Day
    wanted_until: Day
    weekly_minutes: WeeklyMinutes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRefused:
    """A temporary extension was not granted."""

    application: DocumentRef
    authority: Authority
    decided_on: Day
    ground: Ground


@dataclass(frozen=True, slots=True)
class DeathReported:
    """The recipient died on this day."""

    died_on: Day
