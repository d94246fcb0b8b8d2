"""
Events for the tests of the store: documents as they come in, numbered.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from ledger.store import NewEvent
from schemas.catalogue import Event
from schemas.decisions import DeathReported
from schemas.envelope import Envelope, event_id_of
from schemas.register import ProviderRegistered
from schemas.reports import TimeReportReceived

KNOWN_AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
ASSISTANT = UUID("9f7b1f0e-51a5-4a0c-8d3c-0a4f6f1f2b11")
EMPLOYER = UUID("1d1c3b53-7a55-4d0e-9d0e-1f0b8a7f6c22")


def envelope(number: int | str, known_at: datetime = KNOWN_AT) -> Envelope:
    """Return the envelope of the document with this number."""
    document_id = f"D-{number}"
    return Envelope(
        event_id=event_id_of("fk", document_id),
        known_at=known_at,
        sender="fk",
        document_id=document_id,
        replaces=None,
        rests_on=(),
        actor="tests",
        command_id=None,
    )


def report(shifts: int = 3) -> TimeReportReceived:
    """Return a time report of some shifts."""
    rows = tuple((day, 480, 1020, 0) for day in range(1, shifts + 1))
    return TimeReportReceived(ASSISTANT, EMPLOYER, "2026-03", rows)


def death(day: int = 1) -> DeathReported:
    return DeathReported(date(2026, 4, day))


def provider() -> ProviderRegistered:
    return ProviderRegistered(EMPLOYER, "company")


def document(
    number: int | str, stream: UUID | None = None, event: Event | None = None, **changes: object
) -> NewEvent:
    """Return a numbered document in a stream, by default a new one; `changes` to the envelope."""
    changed = replace(envelope(number), **changes)
    return NewEvent(stream or uuid4(), changed, event or report())
