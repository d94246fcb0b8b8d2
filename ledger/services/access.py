"""
Who looked: what was read of cases is recorded before it is shown, and told again.

Which command reads what belongs to `ops.commands.access`. A selection covers a case that had
anything recorded when it was made, and has to do with the municipality or the person it names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Final, cast
from uuid import UUID, uuid4

from ledger.domain.recorded import Recorded
from ledger.store import Store
from ledger.store.access import AccessLog
from schemas.access import CaseRead, CasesRead
from schemas.envelope import Envelope, event_id_of

SENDER: Final = "kvitto"
#: No position is higher.
_END_OF_LOG: Final = 2**63 - 1
#: Everything that can be recorded lies between these.
FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)
END: Final = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, through which door, at what, and why; `asked` are the options as typed."""

    actor: str
    door: str
    asked: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of many cases are read, in words, or named one by one; None narrows nothing."""

    words: str = "every case"
    municipality: str | None = None
    person: UUID | None = None
    named: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """One time that somebody looked; `case` is None where many were read at once."""

    recorded_at: datetime
    position: int
    actor: str
    door: str
    asked: str
    why: str | None
    case: UUID | None
    selection: str | None
    cases: int | None


def record_case_read(store: Store, looking: Looking, case: UUID) -> None:
    """Record that one case is about to be read; raises `NotRecordedError`."""
    event = CaseRead(case=case, door=looking.door, asked=looking.asked, why=looking.why)
    _record(store, looking, event)


def record_cases_read(store: Store, looking: Looking, of: Selection) -> None:
    """Record that many cases are about to be read; raises `NotRecordedError`."""
    event = CasesRead(
        door=looking.door,
        selection=of.words,
        asked=looking.asked,
        cases=access_log(store).cases() if of.named is None else len(of.named),
        municipality=of.municipality,
        person=of.person,
        named=of.named or (),
        why=looking.why,
    )
    _record(store, looking, event)


def case_of_document(store: Store, ref: str) -> UUID | None:
    """Return the case that a document lies in, by its sender, a slash and its document id."""
    sender, _, document_id = ref.partition("/")
    return access_log(store).stream_of(event_id_of(sender, document_id))


def read_of_case(
    store: Store, case: UUID, first: datetime = FIRST, end: datetime = END
) -> list[Access]:
    """Return who read a case between two instants, newest first."""
    events = store.load(case)
    # What was read of every case before this one was opened did not hold it.
    opened = min((of.position for of in events if of.position is not None), default=_END_OF_LOG)
    found = access_log(store).of_case(case, opened, first, end)
    covering = [of for of in found.among_many if _covers(of, case, events)]
    return _told([*found.alone, *covering])


def read_by(store: Store, actor: str, first: datetime = FIRST, end: datetime = END) -> list[Access]:
    """Return what an actor read between two instants, newest first."""
    return _told(access_log(store).of_actor(actor, first, end))


def access_log(store: Store) -> AccessLog:
    """Return the access log of a store."""
    return AccessLog(store.connections, store.identities)


def _record(store: Store, looking: Looking, event: CaseRead | CasesRead) -> None:
    log = access_log(store)
    document_id = f"access-{uuid4()}"
    envelope = Envelope(
        event_id=event_id_of(SENDER, document_id),
        known_at=log.clock(),
        sender=SENDER,
        document_id=document_id,
        replaces=None,
        rests_on=(),
        actor=looking.actor,
        command_id=None,
    )
    log.record(envelope, event)


def _covers(of: Recorded, case: UUID, events: Sequence[Recorded]) -> bool:
    """Tell whether what was read of many cases held this one, as far as it was known then."""
    event = of.event
    assert isinstance(event, CasesRead)
    assert of.position is not None
    if event.named or not event.cases:
        return case in event.named
    if event.municipality is None:
        return True
    then = [one for one in events if one.position is not None and one.position < of.position]
    return _speaks_of(then, event.municipality)


def _speaks_of(events: Sequence[Recorded], municipality: str) -> bool:
    """Tell whether a document of the case has the municipality anywhere, as decider or payer."""
    return any(
        municipality in _texts(getattr(of.event, field.name))
        for of in events
        for field in fields(of.event)
    )


def _texts(value: object) -> set[str]:
    """Return all texts in a value, however deep they lie."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        return {text for each in parts for text in _texts(each)}
    return set()


def _told(events: Sequence[Recorded]) -> list[Access]:
    newest = sorted(events, key=lambda of: of.position or 0, reverse=True)
    return [_access(of) for of in newest]


def _access(of: Recorded) -> Access:
    event = of.event
    assert isinstance(event, CaseRead | CasesRead)
    assert of.position is not None
    assert of.recorded_at is not None
    one = isinstance(event, CaseRead)
    return Access(
        of.recorded_at,
        of.position,
        of.envelope.actor,
        event.door,
        event.asked,
        event.why,
        event.case if one else None,
        None if one else event.selection,
        None if one else event.cases,
    )
