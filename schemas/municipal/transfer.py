"""
Events of a case: how a municipal decision moves to Försäkringskassan (SOU 2023:9).

The takeover itself is the new decision, `GrantDecided` with `takes_over`.
Where a transfer stands follows from these and is read by
`ledger.domain.transfer`.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.bounds import (
    AmountOre,
    Day,
    DecisionId,
    DocumentId,
    DocumentRef,
    FaultPlaces,
    Fingerprint,
    GrantMinutes,
    GrantUnit,
    Ground,
    MunicipalityCode,
    Organisation,
    Party,
    Person,
    RateOre,
)

#: Who performs the assistance under a municipal decision.
Provision = Literal["PROVIDER", "SELF_EMPLOYER", "MUNICIPAL"]
#: Who acts for the recipient; the Swedish titles stand in the glossary.
Representative = Literal["GUARDIAN", "ADMINISTRATOR", "LIMITED_GUARDIAN", "PROXY"]
#: How the age limit concerns the recipient (SFB 51:8, LSS 9 b §).
AgeLimit = Literal["BELOW", "GRANTED_BEFORE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRegistered:
    """Försäkringskassan noted that a municipality has a decision that is to move."""

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    registered_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDataRequested:
    """Försäkringskassan asked the municipality for the data of a decision."""

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    requested_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRecordReceived:
    """
    The record that a municipality must hand over (uppgiftsskyldighet).

    It states the municipal decision as it stands: minutes with the unit they
    are granted per, and who performs the assistance at what price per hour;
    with `direct_provision` the price is the municipality's own cost price. A
    corrected record names the one that it replaces.
    """

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    recipient: Person
    eligibility_group: Literal[1, 2, 3]
    decided_on: Day
    valid_from: Day
    hour_unit: GrantUnit
    payee: Party
    provision: Provision
    valid_until: Day | None = None
    basic_minutes: GrantMinutes = 0
    other_minutes: GrantMinutes = 0
    double_minutes: GrantMinutes = 0
    waiting_minutes: GrantMinutes = 0
    standby_minutes: GrantMinutes = 0
    hourly_ore: RateOre | None = None
    direct_provision: bool = False
    provider: Organisation | None = None
    permit_ref: DocumentId | None = None
    protected_identity: bool = False
    representative: Representative | None = None
    parental_deduction_applied: bool = False
    age_limit: AgeLimit = "BELOW"
    group_home: bool = False
    school_or_daily_activity: bool = False
    temporary_extension: bool = False
    appeal_pending_at: Ground | None = None
    reassessment_pending: bool = False
    last_change_on: Day | None = None
    paid_through: Day | None = None
    open_claims_ore: AmountOre = 0
    source_sha256: Fingerprint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRecordQuarantined:
    """
    A transfer record came without form, and was set aside.

    `record` is the name it came under, `sha256` the fingerprint of its bytes,
    which the ledger does not keep; `faults` say each field, what is wrong with
    it and what to do. Municipality and decision stand where they could be read.
    """

    record: DocumentRef
    sha256: Fingerprint
    faults: FaultPlaces
    municipality: MunicipalityCode | None = None
    municipal_decision: DecisionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionKept:
    """
    A municipal decision stays with the municipality, for this reason.

    A group home and personal assistance cannot both move (SFB 106:24 third
    point); a few decisions deviate from SFB otherwise.
    """

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    decided_on: Day
    reason: Literal["GROUP_HOME", "DEVIATES_FROM_SFB", "OTHER_AUTHORITY"]
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLapsed:
    """There is nothing left to move: the recipient died or moved abroad, or the decision ended."""

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    lapsed_on: Day
    reason: Literal["DEATH", "ENDED", "MOVED_ABROAD"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalProvisionRequested:
    """
    The recipient asked the municipality to go on as provider after the takeover.

    From `effective_from` the municipality, as an organisation, is paid (SFB
    51:17), until a payee is stated otherwise.
    """

    municipality: MunicipalityCode
    provider: Organisation
    requested_on: Day
    effective_from: Day
