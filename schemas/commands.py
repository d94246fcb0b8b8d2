"""
What our own people may ask the ledger to do: commands, in the imperative.

A command is said in a file and checked at the same door as a document; whether
it may happen is decided by `ledger.domain.decide`. Where a document from
outside is a fact and stored, a command that breaks the law is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le, MaxLen, MinLen

from schemas.bounds import (
    LONGEST_ACTOR,
    AmountOre,
    Authority,
    Day,
    DecisionId,
    DocumentRef,
    Ground,
    MonthText,
    MunicipalityCode,
    Party,
    Pattern,
    TransferGround,
)
from schemas.decisions import GrantTerms
from schemas.payments import OrderLine

#: Who gives a command: an account name, never a person's number.
Actor = Annotated[str, Pattern(rf"[A-Za-z0-9][A-Za-z0-9._@-]{{0,{LONGEST_ACTOR - 1}}}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideGrant(GrantTerms):
    """Grant hours per week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassessGrant(DecideGrant):
    """Decide anew on a grant, because of something that happened on `cause_on`."""

    ground: Ground
    cause_on: Day
    transfer_ground: TransferGround | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverDecision:
    """
    Take over a municipal decision from a day on, in unchanged form (SOU 2023:9).

    What it grants, to whom and who is paid follow from the municipality's record.
    """

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    decision_id: DecisionId
    decided_on: Day
    takeover_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDecision:
    """Leave a decision with its municipality, with the reason."""

    municipality: MunicipalityCode
    municipal_decision: DecisionId
    decided_on: Day
    reason: Literal["GROUP_HOME", "DEVIATES_FROM_SFB", "OTHER_AUTHORITY"]
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideClaim:
    """
    Decide a reimbursement claim or a sick-pay claim.

    What is granted, and what is cut and why, follow from the rules; with
    `decided_ore` less may be granted, on a ground.
    """

    claim: DocumentRef
    decided_on: Day
    decided_ore: AmountOre | None = None
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseClaim:
    """Take back what was decided of a claim, in whole or in part."""

    claim: DocumentRef
    reversed_on: Day
    reversed_ore: AmountOre
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitMunicipality:
    """
    Debit, or credit, a municipality what its share now differs from what it was.

    Of a month, or of a period that is settled by its first day (SFB 51:23 third paragraph).
    """

    municipality: MunicipalityCode
    decided_on: Day
    month: MonthText | None = None
    period_from: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRecovery:
    """
    Claim back what was paid wrongly for these months, from whoever is liable.

    The amounts follow from the months, and from the `periods` that are named by
    their first day; one that owes nothing back is refused.
    """

    decision_id: DecisionId
    debtor: Party
    decided_on: Day
    due_on: Day
    provision: Literal["108:2", "108:9", "108:9a", "51:20"]
    months: Annotated[tuple[MonthText, ...], MaxLen(120)] = ()
    periods: Annotated[tuple[Day, ...], MaxLen(40)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeInstalments:
    """Let a recovery be paid in instalments, or later in one."""

    recovery: DocumentRef
    agreed_on: Day
    instalments: Annotated[tuple[tuple[Day, AmountOre], ...], MinLen(1), MaxLen(240)]
    lending_per_mille: Annotated[int, Ge(-100), Le(1000)]


Command = (
    DecideGrant
    | ReassessGrant
    | WithdrawGrant
    | OrderPayment
    | TakeOverDecision
    | KeepDecision
    | DecideClaim
    | ReverseClaim
    | DebitMunicipality
    | DecideRecovery
    | AgreeInstalments
)

#: The name under which a command is given, to its class.
COMMANDS: Final[Mapping[str, type[Command]]] = {
    "decide-grant": DecideGrant,
    "reassess-grant": ReassessGrant,
    "withdraw-grant": WithdrawGrant,
    "order-payment": OrderPayment,
    "take-over-decision": TakeOverDecision,
    "keep-decision": KeepDecision,
    "decide-claim": DecideClaim,
    "reverse-claim": ReverseClaim,
    "debit-municipality": DebitMunicipality,
    "decide-recovery": DecideRecovery,
    "agree-instalments": AgreeInstalments,
}
