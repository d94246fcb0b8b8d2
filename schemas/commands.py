"""
What our own people may ask the ledger to do: commands, in the imperative.

A command is said in a file and checked at the same door as a document; whether
it may happen is decided by `ledger.domain.decide`. Where a document from
outside is a fact and stored, a command that breaks the law is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import MaxLen, MinLen

from schemas.bounds import (
    Authority,
    Day,
    DecisionId,
    DocumentRef,
    Ground,
    Party,
    Pattern,
)
from schemas.decisions import GrantTerms
from schemas.payments import OrderLine

#: Who gives a command: an account name, never a person's number.
Actor = Annotated[str, Pattern(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideGrant(GrantTerms):
    """Grant hours per week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassessGrant(DecideGrant):
    """Decide anew on a grant, because of something that happened on `cause_on`."""

    ground: Ground
    cause_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawGrant:
    """Withdraw a grant, because of something that happened on `cause_on`."""

    decision_id: DecisionId
    authority: Authority
    decided_on: Day
    effective_from: Day
    ground: Ground
    cause_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPayment:
    """Send a payment to the bank; `repays` names a returned order that it pays again."""

    payee: Party
    pay_on: Day
    lines: Annotated[tuple[OrderLine, ...], MinLen(1), MaxLen(120)]
    repays: DocumentRef | None = None


Command = DecideGrant | ReassessGrant | WithdrawGrant | OrderPayment

#: The name under which a command is given, to its class.
COMMANDS: Final[Mapping[str, type[Command]]] = {
    "decide-grant": DecideGrant,
    "reassess-grant": ReassessGrant,
    "withdraw-grant": WithdrawGrant,
    "order-payment": OrderPayment,
}
