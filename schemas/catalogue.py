"""
The closed table of events: stored name to class, and who may say it.

A stored name is kebab-case and a version, never an import path. A change of a
class is a new version here, one pure upcast step, and an archived sample.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas.access import CaseRead, CasesRead
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
    ExtensionApplied,
    ExtensionGranted,
    ExtensionRefused,
    GrantDecided,
    GrantReassessed,
    GrantReinstated,
    GrantWithdrawn,
)
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
    SickPayClaimed,
)
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from schemas.municipal.transfer import (
    DecisionKept,
    MunicipalProvisionRequested,
    TransferDataRequested,
    TransferLapsed,
    TransferRecordQuarantined,
    TransferRecordReceived,
    TransferRegistered,
)
from schemas.payments import (
    InstalmentsAgreed,
    LateInterestCharged,
    MoneyRepaid,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryRemitted,
)
from schemas.receipts import ReceiptIssued
from schemas.register import (
    AccountReported,
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonForgotten,
    PersonRegistered,
    PoorQualityReported,
    ProviderRegistered,
    SurveyMade,
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
    | AccountReported
    | PoorQualityReported
    | SurveyMade
    | PersonForgotten
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
    | ExtensionApplied
    | ExtensionRefused
    | TransferRegistered
    | TransferDataRequested
    | TransferRecordReceived
    | TransferRecordQuarantined
    | DecisionKept
    | TransferLapsed
    | MunicipalProvisionRequested
    | ReimbursementClaimed
    | SickPayClaimed
    | ClaimDecided
    | ClaimPaid
    | ClaimReversed
    | ClaimRepaid
    | MunicipalDebitIssued
    | MunicipalCreditIssued
    | MunicipalPaymentReceived
    | RecoveryDecided
    | InstalmentsAgreed
    | RecoveryInterestCharged
    | ReceiptIssued
)
AccessEvent = CaseRead | CasesRead
Event = RegisterEvent | CaseEvent | AccessEvent

#: Stored name to class, for events in a stream of the register.
REGISTER_EVENTS: Final[Mapping[str, type[RegisterEvent]]] = {
    "person-registered/1": PersonRegistered,
    "assistant-registered/1": AssistantRegistered,
    "provider-registered/1": ProviderRegistered,
    "assistant-declared-unable/1": AssistantDeclaredUnable,
    "permit-reported/1": PermitReported,
    "worktime-agreed/1": WorktimeAgreed,
    "account-reported/1": AccountReported,
    "poor-quality-reported/1": PoorQualityReported,
    "survey-made/1": SurveyMade,
    "person-forgotten/1": PersonForgotten,
}
#: Stored name to class, for events in the stream of a case.
CASE_EVENTS: Final[Mapping[str, type[CaseEvent]]] = {
    "case-opened/1": CaseOpened,
    "grant-decided/2": GrantDecided,
    "grant-reassessed/3": GrantReassessed,
    "grant-withdrawn/1": GrantWithdrawn,
    "grant-reinstated/1": GrantReinstated,
    "extension-granted/2": ExtensionGranted,
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
    "money-repaid/2": MoneyRepaid,
    "recovery-remitted/2": RecoveryRemitted,
    "late-interest-charged/1": LateInterestCharged,
    "extension-applied/1": ExtensionApplied,
    "extension-refused/1": ExtensionRefused,
    "transfer-registered/1": TransferRegistered,
    "transfer-data-requested/1": TransferDataRequested,
    "transfer-record-received/1": TransferRecordReceived,
    "transfer-record-quarantined/1": TransferRecordQuarantined,
    "decision-kept/1": DecisionKept,
    "transfer-lapsed/1": TransferLapsed,
    "municipal-provision-requested/1": MunicipalProvisionRequested,
    "reimbursement-claimed/1": ReimbursementClaimed,
    "sick-pay-claimed/1": SickPayClaimed,
    "claim-decided/1": ClaimDecided,
    "claim-paid/1": ClaimPaid,
    "claim-reversed/1": ClaimReversed,
    "claim-repaid/1": ClaimRepaid,
    "municipal-debit-issued/1": MunicipalDebitIssued,
    "municipal-credit-issued/1": MunicipalCreditIssued,
    "municipal-payment-received/1": MunicipalPaymentReceived,
    "recovery-decided/1": RecoveryDecided,
    "instalments-agreed/1": InstalmentsAgreed,
    "recovery-interest-charged/1": RecoveryInterestCharged,
    "receipt-issued/1": ReceiptIssued,
}
#: Stored name to class, for events in the stream of whoever looked.
ACCESS_EVENTS: Final[Mapping[str, type[AccessEvent]]] = {
    "case-read/1": CaseRead,
    "cases-read/1": CasesRead,
}
EVENTS: Final[Mapping[str, type[Event]]] = {**REGISTER_EVENTS, **CASE_EVENTS, **ACCESS_EVENTS}
#: Events that the ledger records by itself: no document from outside becomes one.
OURS: Final[frozenset[type[Event]]] = frozenset(
    {PersonForgotten, ReceiptIssued, CaseRead, CasesRead}
)
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
    "grant-reassessed/2": ("grant-reassessed/3", _only_added),
    "extension-granted/1": ("extension-granted/2", _only_added),
    "money-repaid/1": ("money-repaid/2", _only_added),
    "recovery-remitted/1": ("recovery-remitted/2", _only_added),
}
