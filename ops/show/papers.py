"""
The papers behind events: under which name a document can be asked for, and when it was received.

A name is the sender's own; nothing of what the document says about a person is shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ledger.domain.recorded import Recorded
from ops.show.quantities import local_day
from ops.show.words import PAPERS, short
from schemas.catalogue import NAMES


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it stands in the ledger; `kind` is the stored name of its event."""

    ref: str
    kind: str
    event_id: UUID
    known_at: datetime
    position: int | None

    def __str__(self) -> str:
        """Return the paper on one line, where it can be copied from."""
        known = local_day(self.known_at).isoformat()
        return f"{PAPERS[self.kind]} {self.ref}, known {known}, event {short(self.event_id)}"

    def as_json(self) -> dict[str, object]:
        """Return the paper for a program."""
        return {
            "document": self.ref,
            "type": self.kind,
            "event_id": str(self.event_id),
            "known_at": self.known_at.isoformat(),
            "position": self.position,
        }


class Papers(Mapping[UUID, Paper]):
    """The papers of events by their ids, each made when it is asked for: few are shown of many."""

    def __init__(self, events: Iterable[Recorded]) -> None:
        """Keep the events by their ids."""
        self._events = {recorded.envelope.event_id: recorded for recorded in events}

    def __getitem__(self, event: UUID) -> Paper:
        """Return the paper behind an event."""
        recorded = self._events[event]
        envelope = recorded.envelope
        kind = NAMES[type(recorded.event)]
        position = recorded.position
        return Paper(envelope.document_ref, kind, event, envelope.known_at, position)

    def __iter__(self) -> Iterator[UUID]:
        """Yield the ids, in the order of the events."""
        return iter(self._events)

    def __len__(self) -> int:
        """Return how many papers there are."""
        return len(self._events)

    def of(self, events: Iterable[UUID]) -> list[Paper]:
        """Return the papers of some events, in the order in which they were known."""
        found = [self[event] for event in dict.fromkeys(events)]
        return sorted(found, key=lambda paper: (paper.known_at, paper.ref))


def papers_of(events: Iterable[Recorded]) -> Papers:
    """Return the papers of a case by the ids of their events."""
    return Papers(events)


def since_text(since: Iterable[UUID], papers: Mapping[UUID, Paper]) -> str:
    """Return when the later papers of a finding were known, the latest first."""
    days = sorted((local_day(papers[event].known_at) for event in since), reverse=True)
    if not days:
        return ""
    more = f" +{len(days) - 1}" if len(days) > 1 else ""
    return f"{days[0].isoformat()}{more}"
