"""
One recorded event, as the store gives it to every fold; and kinds that a history keeps apart.

How it is stored belongs to `ledger.store`.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple, get_args, get_type_hints
from uuid import UUID

from schemas.catalogue import Event
from schemas.decisions import ExtensionApplied, ExtensionRefused
from schemas.envelope import Envelope
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
    TransferDataRequested,
    TransferLapsed,
    TransferRecordQuarantined,
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

#: Orders and the bank's word on them, and what came back.
PAYMENTS: Final = frozenset(
    {
        PaymentOrdered,
        PaymentSettled,
        PaymentReturned,
        MoneyRepaid,
        RecoveryRemitted,
        LateInterestCharged,
    }
)
#: What is claimed, debited, transferred, followed up and receipted: no statement rests on it.
ASIDE: Final = frozenset(
    {
        ClaimDecided,
        ClaimPaid,
        ClaimRepaid,
        ClaimReversed,
        DecisionKept,
        ExtensionApplied,
        ExtensionRefused,
        InstalmentsAgreed,
        MunicipalCreditIssued,
        MunicipalDebitIssued,
        MunicipalPaymentReceived,
        ReceiptIssued,
        RecoveryDecided,
        RecoveryInterestCharged,
        ReimbursementClaimed,
        SickPayClaimed,
        TransferDataRequested,
        TransferLapsed,
        TransferRecordQuarantined,
        TransferRegistered,
    }
)


class Recorded(NamedTuple):
    """
    An event in its stream; `position` and `recorded_at` once it is stored.

    A tuple, because an audit makes a million of them, and a frozen dataclass takes its time.
    """

    originator_id: UUID
    originator_version: int
    envelope: Envelope
    event: Event
    position: int | None = None
    recorded_at: datetime | None = None


def fold_order(recorded: Recorded) -> tuple[datetime, str, str]:
    """
    Return the key in which events are folded: when known, sender, document.

    Source: semantics 1.1. Position only selects, so two imports of the same
    files in any order give the same audit.
    """
    envelope = recorded.envelope
    return (envelope.known_at, envelope.sender, envelope.document_id)


def named_in(events: Iterable[Recorded]) -> set[UUID]:
    """Return everybody whom the events name, under the ids by which they do."""
    named = set[UUID]()
    for recorded in events:
        event = recorded.event
        for field in _naming(type(event)):
            identity: object = getattr(event, field)
            if isinstance(identity, UUID):
                named.add(identity)
    return named


@cache
def _naming(kind: type[Event]) -> tuple[str, ...]:
    """Return the fields of a kind of event that may hold an id, or none."""
    held = get_type_hints(kind)
    return tuple(name for name, of in held.items() if of is UUID or UUID in get_args(of))
