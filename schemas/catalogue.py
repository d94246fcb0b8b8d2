"""
The closed table of events: stored name to class, and who may say it.

A stored name is kebab-case and a version, never an import path. A change of a
class is a new version here, one pure upcast step, and an archived sample.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from schemas.decisions import (
    CaseOpened,
    DeathReported,
    GrantDecided,
    GrantReassessed,
    GrantWithdrawn,
)
from schemas.payments import PaymentOrdered, PaymentReturned, PaymentSettled
from schemas.register import AssistantRegistered, PersonRegistered, ProviderRegistered
from schemas.reports import BillReceived, TimeReportReceived

RegisterEvent = PersonRegistered | AssistantRegistered | ProviderRegistered
CaseEvent = (
    CaseOpened
    | GrantDecided
    | GrantReassessed
    | GrantWithdrawn
    | DeathReported
    | TimeReportReceived
    | BillReceived
    | PaymentOrdered
    | PaymentSettled
    | PaymentReturned
)
Event = RegisterEvent | CaseEvent

#: Stored name to class, for events in a stream of the register.
REGISTER_EVENTS: Final[Mapping[str, type[RegisterEvent]]] = {
    "person-registered/1": PersonRegistered,
    "assistant-registered/1": AssistantRegistered,
    "provider-registered/1": ProviderRegistered,
}
#: Stored name to class, for events in the stream of a case.
CASE_EVENTS: Final[Mapping[str, type[CaseEvent]]] = {
    "case-opened/1": CaseOpened,
    "grant-decided/1": GrantDecided,
    "grant-reassessed/1": GrantReassessed,
    "grant-withdrawn/1": GrantWithdrawn,
    "death-reported/1": DeathReported,
    "time-report-received/1": TimeReportReceived,
    "bill-received/1": BillReceived,
    "payment-ordered/1": PaymentOrdered,
    "payment-settled/1": PaymentSettled,
    "payment-returned/1": PaymentReturned,
}
EVENTS: Final[Mapping[str, type[Event]]] = {**REGISTER_EVENTS, **CASE_EVENTS}
NAMES: Final[Mapping[type[Event], str]] = {kind: name for name, kind in EVENTS.items()}

#: An old stored name to the next one and the step that carries its fields over.
UPCASTS: Final[Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]]] = {}
