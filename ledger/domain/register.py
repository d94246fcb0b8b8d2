"""
The register: assistants, persons and providers, which belong to no case.

A person met under two ids (an identity number and a sender's reference) is
one person from the register document on that says so.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from ledger.domain.recorded import Recorded, fold_order
from schemas.register import AssistantRegistered, PersonRegistered, ProviderRegistered


class Register:
    """The register at one point of knowledge; built once, read by every case."""

    def __init__(self, events: Iterable[Recorded] = ()) -> None:
        """Fold the register's events; events of cases are left out."""
        self.assistants: Final[dict[UUID, AssistantRegistered]] = {}
        self.providers: Final[dict[UUID, ProviderRegistered]] = {}
        # Every id that is linked to another, with the links of its person:
        # when each was known, and the two ids that it says are one.
        self._links: dict[UUID, list[tuple[datetime, UUID, UUID]]] = {}
        for recorded in sorted(events, key=fold_order):
            event = recorded.event
            if isinstance(event, ProviderRegistered):
                self.providers[event.provider] = event
            elif isinstance(event, AssistantRegistered):
                self.assistants[event.assistant] = event
                self._link(recorded.envelope.known_at, event.also, event.assistant)
            elif isinstance(event, PersonRegistered):
                self._link(recorded.envelope.known_at, event.also, event.person)

    def _link(self, known_at: datetime, also: UUID | None, person: UUID) -> None:
        if also is None or also == person:
            return
        links = [*self._links.get(person, ()), (known_at, also, person)]
        if self._links.get(also) is not self._links.get(person):
            links += self._links.get(also, ())
        links.sort()
        for _, one, other in links:
            self._links[one] = self._links[other] = links

    def knows(self, assistant: UUID) -> bool:
        """Tell whether an employer has reported the assistant (SFB 51:24)."""
        return assistant in self.assistants or any(
            one in self.assistants or other in self.assistants
            for _, one, other in self._links.get(assistant, ())
        )

    def linked(self, met_as: UUID) -> bool:
        """Tell whether a document says that the id and another are one person."""
        return met_as in self._links

    def linked_at(self, met_as: UUID) -> tuple[datetime, ...]:
        """Return when each document was known that links the id's person to another id."""
        return tuple(known_at for known_at, _, _ in self._links.get(met_as, ()))

    def person(self, met_as: UUID, known_at: datetime | None = None) -> UUID:
        """
        Return the id that stands for a person met under an id.

        Only links known at the instant count; None is the register's own point.
        """
        links = self._links.get(met_as)
        if links is None:
            return met_as
        same, before = {met_as}, 0
        while len(same) > before:
            before = len(same)
            for stamp, one, other in links:
                known = known_at is None or stamp <= known_at
                if known and (one in same or other in same):
                    same |= {one, other}
        return min(same)
