"""
The closed table of events: stored name to class, and who may say it.

A stored name is kebab-case and a version, never an import path. A change of a
class is a new version here, one pure upcast step, and an archived sample.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas.circumstances import (
    AbroadReported,
    LatenessExcused,
    MinutesDisallowed,
    NoticePayStated,
    PermitLossTold,
    ReasonableRateGranted,
    StayExempted,
    StayReported,
)
from schemas.decisions import (
    CaseOpened,
    DeathReported,
    ExtensionGranted,
    GrantDecided,
    GrantReassessed,
    GrantReinstated,
    GrantWithdrawn,
)
from schemas.payments import (
    LateInterestCharged,
    MoneyRepaid,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryRemitted,
)
from schemas.register import (
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    ProviderRegistered,
    WorktimeAgreed,
)
from schemas.reports import BillReceived, CostsApproved, TimeReportReceived
from schemas.terms import (
    AdvanceReconciled,
    EnhancedRateGranted,
    FinalSettlementMade,
    MunicipalityChanged,
    PayeeChanged,
    PaymentTermsStated,
)

RegisterEvent = (
    PersonRegistered
    | AssistantRegistered
    | ProviderRegistered
    | AssistantDeclaredUnable
    | PermitReported
    | WorktimeAgreed
)
CaseEvent = (
    CaseOpened
    | GrantDecided
    | GrantReassessed
    | GrantWithdrawn
    | GrantReinstated
    | ExtensionGranted
    | DeathReported
    | PayeeChanged
    | MunicipalityChanged
    | EnhancedRateGranted
    | PaymentTermsStated
    | AdvanceReconciled
    | FinalSettlementMade
    | StayReported
    | StayExempted
    | AbroadReported
    | ReasonableRateGranted
    | PermitLossTold
    | MinutesDisallowed
    | LatenessExcused
    | NoticePayStated
    | TimeReportReceived
    | BillReceived
    | CostsApproved
    | PaymentOrdered
    | PaymentSettled
    | PaymentReturned
    | MoneyRepaid
    | RecoveryRemitted
    | LateInterestCharged
)
Event = RegisterEvent | CaseEvent

#: Stored name to class, for events in a stream of the register.
REGISTER_EVENTS: Final[Mapping[str, type[RegisterEvent]]] = {
    "person-registered/1": PersonRegistered,
    "assistant-registered/1": AssistantRegistered,
    "provider-registered/1": ProviderRegistered,
    "assistant-declared-unable/1": AssistantDeclaredUnable,
    "permit-reported/1": PermitReported,
    "worktime-agreed/1": WorktimeAgreed,
}
#: Stored name to class, for events in the stream of a case.
CASE_EVENTS: Final[Mapping[str, type[CaseEvent]]] = {
    "case-opened/1": CaseOpened,
    "grant-decided/2": GrantDecided,
    "grant-reassessed/2": GrantReassessed,
    "grant-withdrawn/1": GrantWithdrawn,
    "grant-reinstated/1": GrantReinstated,
    "extension-granted/1": ExtensionGranted,
    "death-reported/1": DeathReported,
    "payee-changed/1": PayeeChanged,
    "municipality-changed/1": MunicipalityChanged,
    "enhanced-rate-granted/1": EnhancedRateGranted,
    "payment-terms-stated/1": PaymentTermsStated,
    "advance-reconciled/1": AdvanceReconciled,
    "final-settlement-made/1": FinalSettlementMade,
    "stay-reported/1": StayReported,
    "stay-exempted/1": StayExempted,
    "abroad-reported/1": AbroadReported,
    "reasonable-rate-granted/1": ReasonableRateGranted,
    "permit-loss-told/1": PermitLossTold,
    "minutes-disallowed/1": MinutesDisallowed,
    "lateness-excused/1": LatenessExcused,
    "notice-pay-stated/1": NoticePayStated,
    "time-report-received/2": TimeReportReceived,
    "bill-received/1": BillReceived,
    "costs-approved/1": CostsApproved,
    "payment-ordered/2": PaymentOrdered,
    "payment-settled/1": PaymentSettled,
    "payment-returned/1": PaymentReturned,
    "money-repaid/1": MoneyRepaid,
    "recovery-remitted/1": RecoveryRemitted,
    "late-interest-charged/1": LateInterestCharged,
}
EVENTS: Final[Mapping[str, type[Event]]] = {**REGISTER_EVENTS, **CASE_EVENTS}
NAMES: Final[Mapping[type[Event], str]] = {kind: name for name, kind in EVENTS.items()}


def _only_added(fields: dict[str, Any]) -> dict[str, Any]:
    """Return an event whose next version only has fields more, with defaults that say as much."""
    return fields


#: An old stored name to the next one and the step that carries its fields over.
#: A step touches the event's own fields only, so that the door can take it too.
UPCASTS: Final[Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]]] = {
    "grant-decided/1": ("grant-decided/2", _only_added),
    "grant-reassessed/1": ("grant-reassessed/2", _only_added),
    "time-report-received/1": ("time-report-received/2", _only_added),
    "payment-ordered/1": ("payment-ordered/2", _only_added),
}
