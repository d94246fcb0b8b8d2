"""
The register: assistants, persons and providers, which belong to no case.

A person met under two ids (an identity number and a sender's reference) is
one person from the register document on that says so.
"""

from collections.abc import Iterable, Mapping
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
        self._aliases: list[tuple[datetime, UUID, UUID]] = []
        for recorded in sorted(events, key=fold_order):
            event = recorded.event
            if isinstance(event, ProviderRegistered):
                self.providers[event.provider] = event
                continue
            if isinstance(event, AssistantRegistered):
                person = event.assistant
                self.assistants[person] = event
            elif isinstance(event, PersonRegistered):
                person = event.person
            else:
                continue
            if event.also is not None and event.also != person:
                self._aliases.append((recorded.envelope.known_at, event.also, person))

    def knows(self, assistant: UUID) -> bool:
        """Tell whether an employer has reported the assistant (SFB 51:24)."""
        return assistant in self.assistants or any(
            assistant in (also, person) for _, also, person in self._aliases
        )

    def same_persons(self, known_at: datetime | None) -> Mapping[UUID, UUID]:
        """
        Return id → the id that stands for the person, as known at an instant.

        Ids that stand for themselves are left out. `None` is the point itself.
        """
        if not self._aliases:
            return {}
        stands: dict[UUID, UUID] = {}
        for stamp, also, person in self._aliases:
            if known_at is not None and stamp > known_at:
                break
            root = stands.get(person, person)
            old = stands.get(also, also)
            if old == root:
                continue
            stands = {key: root if value == old else value for key, value in stands.items()}
            stands[old] = root
        return stands
