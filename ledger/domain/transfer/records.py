"""
The municipality's record of a decision, read as the decision that it states.

Pure. A record speaks for its decision until the decision itself is known. What
conflicts with a record belongs to `conflicts`, where its transfer stands to
`states`; which decision counts on a day to `ledger.domain.grants`.
"""

from collections.abc import Iterator

from ledger.domain.case import Case
from schemas.decisions import GrantDecided, GrantReassessed
from schemas.municipal.transfer import TransferRecordReceived

#: The municipality and its decision: one transfer.
Key = tuple[str, str]


def records_of(case: Case) -> dict[Key, tuple[int, TransferRecordReceived]]:
    """Return the latest standing record of each decision, with its place."""
    records: dict[Key, tuple[int, TransferRecordReceived]] = {}
    for place in case.standing(case.history.by_kind.get(TransferRecordReceived, ())):
        event = case.event(place, TransferRecordReceived)
        records[event.municipality, event.municipal_decision] = (place, event)
    return records


def recorded_grants(case: Case) -> Iterator[tuple[int, GrantDecided]]:
    """Yield each decision that only a record states, with the record's place."""
    if TransferRecordReceived not in case.history.by_kind:
        return
    known = {(grant.authority, grant.decision_id) for _, grant in decided_grants(case)}
    for key, (place, record) in records_of(case).items():
        if key not in known:
            yield place, grant_of(record)


def decided_grants(case: Case) -> Iterator[tuple[int, GrantDecided]]:
    """Yield the decisions that stand and came as decisions."""
    for kind in (GrantDecided, GrantReassessed):
        for place in case.standing(case.history.by_kind.get(kind, ())):
            yield place, case.event(place, GrantDecided)


def grant_of(record: TransferRecordReceived) -> GrantDecided:
    """Return the municipal decision that a record states."""
    return GrantDecided(
        decision_id=record.municipal_decision,
        authority=record.municipality,
        decided_on=record.decided_on,
        effective_from=record.valid_from,
        effective_until=record.valid_until,
        municipality=record.municipality,
        payee=record.payee,
        basic_minutes=record.basic_minutes,
        other_minutes=record.other_minutes,
        double_minutes=record.double_minutes,
        waiting_minutes=record.waiting_minutes,
        standby_minutes=record.standby_minutes,
        per=record.hour_unit,
    )
