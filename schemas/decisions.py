"""
Events of a case: how it opened, what was granted, changed and ended.

Days: `…_from` is the first day, `…_until` the first day after the last.
Weekly minutes are actual minutes; waiting and standby are converted by the
rulebook, never here.
"""

from dataclasses import dataclass

from schemas.bounds import (
    Authority,
    CaseRef,
    Day,
    DecisionId,
    Ground,
    MunicipalityCode,
    Party,
    Person,
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
    basic_minutes: WeeklyMinutes = 0
    other_minutes: WeeklyMinutes = 0
    double_minutes: WeeklyMinutes = 0
    waiting_minutes: WeeklyMinutes = 0
    standby_minutes: WeeklyMinutes = 0
    total_minutes: WeeklyMinutes | None = None
    effective_until: Day | None = None
    period_from: Day | None = None
    period_until: Day | None = None
    applied_on: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDecided(GrantTerms):
    """
    A decision that grants hours per week (beslut, bifall).

    `authority` decided it; `municipality` answers for the recipient under LSS
    16 § and pays the co-financing. `total_minutes`, where the decision states
    one total, is the whole pool (semantics G7). A period stated by
    `period_from` and `period_until` is the decision's own (G5).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReassessed(GrantDecided):
    """
    A reassessment (omprövning): a whole new decision, with its ground.

    Source: SFB 51:12 and 51:13.
    """

    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantWithdrawn:
    """A decision that withdraws the grant from a day on (indragning)."""

    decision_id: DecisionId
    authority: Authority
    decided_on: Day
    effective_from: Day
    ground: Ground


@dataclass(frozen=True, slots=True)
class DeathReported:
    """The recipient died on this day."""

    died_on: Day
