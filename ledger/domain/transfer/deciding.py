"""
May it be taken over, may it be kept: our own steps in a transfer.

Pure. The right itself is not examined anew (SOU 2023:9): what the new decision
grants is what the municipality's record states.
"""

from collections.abc import Sequence
from datetime import date

from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.refusals import DecidedLater, DecisionIdUsed, GrantAfterDeath
from ledger.domain.register import Register
from ledger.domain.transfer.records import decided_grants, grant_of
from ledger.domain.transfer.refusals import (
    DecisionKeptAlready,
    NoTakeoverInLaw,
    RecordNotValidated,
    TakenOverAlready,
    TakeoverOutsideDecision,
    TransferHasLapsed,
    TransferUnknown,
)
from ledger.domain.transfer.states import Transfer, TransferState, transfers_of
from ledger.rules import Rulebook
from schemas.catalogue import Event
from schemas.commands import KeepDecision, TakeOverDecision
from schemas.decisions import GrantDecided, GrantWithdrawn
from schemas.municipal.transfer import (
    DecisionKept,
    MunicipalProvisionRequested,
    TransferRecordReceived,
)


def decide_takeover(
    history: Sequence[Recorded],
    command: TakeOverDecision,
    today: date,
    rulebook: Rulebook,
    register: Register | None = None,
) -> list[Event]:
    """Take over a municipal decision in unchanged form, or refuse with the reason."""
    case = Case.of(history)
    _refuse_later(command, today)
    _refuse_without_regime(command, rulebook)
    transfer = _transfer(case, command, rulebook, register)
    _refuse_ended(transfer, command.takeover_on)
    _refuse_unless_validated(transfer, command.takeover_on)
    assert transfer.papers.record is not None
    _refuse_outside(transfer, command)
    _refuse_used_id(case, command.decision_id)
    return [_taken_over(case, transfer.papers.record[1], command)]


def decide_keeping(
    history: Sequence[Recorded], command: KeepDecision, today: date, rulebook: Rulebook
) -> list[Event]:
    """Leave a decision with its municipality, or refuse with the reason."""
    _refuse_later(command, today)
    transfer = _transfer(Case.of(history), command, rulebook, None)
    if transfer.papers.takeovers:
        raise TakenOverAlready(command.municipal_decision, transfer.papers.taken_over_on)
    if transfer.state is TransferState.KEPT:
        raise DecisionKeptAlready(
            command.municipal_decision, transfer.stand.reason or "", transfer.stand.since
        )
    return [
        DecisionKept(
            municipality=command.municipality,
            municipal_decision=command.municipal_decision,
            decided_on=command.decided_on,
            reason=command.reason,
            ground=command.ground,
        )
    ]


def _taken_over(
    case: Case, record: TransferRecordReceived, command: TakeOverDecision
) -> GrantDecided:
    """Return the new decision: the record's hours, payee and end, from the takeover on."""
    stated = grant_of(record)
    payee = stated.payee
    for place in case.standing(case.history.by_kind.get(MunicipalProvisionRequested, ())):
        request = case.event(place, MunicipalProvisionRequested)
        if (
            request.municipality == record.municipality
            and request.effective_from <= command.takeover_on
        ):
            payee = request.provider
    return GrantDecided(
        decision_id=command.decision_id,
        authority="FK",
        decided_on=command.decided_on,
        effective_from=command.takeover_on,
        effective_until=stated.effective_until,
        municipality=stated.municipality,
        payee=payee,
        basic_minutes=stated.basic_minutes,
        other_minutes=stated.other_minutes,
        double_minutes=stated.double_minutes,
        waiting_minutes=stated.waiting_minutes,
        standby_minutes=stated.standby_minutes,
        per=stated.per,
        takes_over=stated.decision_id,
    )


def _transfer(
    case: Case,
    command: TakeOverDecision | KeepDecision,
    rulebook: Rulebook,
    register: Register | None,
) -> Transfer:
    named = (command.municipality, command.municipal_decision)
    for transfer in transfers_of(case, rulebook, register):
        if (transfer.papers.municipality, transfer.papers.decision) == named:
            return transfer
    raise TransferUnknown(*named)


def _refuse_later(command: TakeOverDecision | KeepDecision, today: date) -> None:
    if command.decided_on > today:
        raise DecidedLater(command.decided_on, today)


def _refuse_without_regime(command: TakeOverDecision, rulebook: Rulebook) -> None:
    reform = rulebook.regime.reform_from
    if reform is None or command.takeover_on < reform:
        law = rulebook.regime.name if reform is None else f"{rulebook.regime.name} from {reform}"
        raise NoTakeoverInLaw(command.takeover_on, law)


def _refuse_ended(transfer: Transfer, takeover_on: date) -> None:
    """Refuse what is taken over, kept or lapsed already, and a takeover after a death."""
    papers, decision = transfer.papers, transfer.papers.decision
    if papers.takeovers:
        raise TakenOverAlready(decision, papers.taken_over_on)
    if transfer.state is TransferState.KEPT:
        raise DecisionKeptAlready(decision, transfer.stand.reason or "", transfer.stand.since)
    if papers.lapsed is not None:
        raise TransferHasLapsed(decision, transfer.stand.reason or "", transfer.stand.since)
    if papers.died is not None and papers.died[1] < takeover_on:
        raise GrantAfterDeath(takeover_on, papers.died[1])


def _refuse_unless_validated(transfer: Transfer, takeover_on: date) -> None:
    papers, state = transfer.papers, transfer.state
    # Who died on or after the takeover had a decision to take over.
    has_record = papers.record is not None and state is not TransferState.QUARANTINED
    if has_record and not transfer.conflicts:
        return
    if state is TransferState.QUARANTINED:
        why = "the last one has no form; import a corrected one"
    elif papers.record is None:
        why = "none has been received; ask the municipality for it"
    else:
        why = "; ".join(
            f"{conflict.says} ({conflict.kind.provision})" for conflict in transfer.conflicts
        )
    raise RecordNotValidated(papers.decision, transfer.state_on(takeover_on), why)


def _refuse_outside(transfer: Transfer, command: TakeOverDecision) -> None:
    days = transfer.papers.days
    assert days is not None
    first, until = days
    if command.takeover_on < first or (until is not None and until <= command.takeover_on):
        held = f"from {first}" if until is None else f"from {first} until {until}"
        raise TakeoverOutsideDecision(command.municipal_decision, command.takeover_on, held)


def _refuse_used_id(case: Case, decision_id: str) -> None:
    used = {grant.decision_id for _, grant in decided_grants(case)}
    used |= {
        case.event(place, GrantWithdrawn).decision_id
        for place in case.standing(case.history.by_kind.get(GrantWithdrawn, ()))
    }
    if decision_id in used:
        raise DecisionIdUsed(decision_id)
