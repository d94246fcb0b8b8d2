"""
The envelope that every event carries, version 1, settled for ever.

Stream, version, position and `recorded_at` come from the store and stand
beside it, not in it.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from schemas.bounds import DocumentId, DocumentRef, Sender


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    Who said it, when its receiver got it, and what it replaces or rests on.

    `known_at` is in UTC. `command_id` is set for our own commands only.
    """

    event_id: UUID
    known_at: datetime
    sender: Sender
    document_id: DocumentId
    replaces: DocumentRef | None
    rests_on: tuple[UUID, ...]
    actor: str
    command_id: UUID | None

    @property
    def document_ref(self) -> str:
        """The name under which other documents speak of this one."""
        return f"{self.sender}/{self.document_id}"


def event_id_of(sender: str, document_id: str) -> UUID:
    """
    Return the id of the event that a document becomes.

    It follows from the document's name alone, so that a document sent twice
    meets itself in the store's unique index.
    """
    digest = sha256(f"kvitto/document/1\0{sender}\0{document_id}".encode()).digest()
    # Version 8 of RFC 9562: the bits are ours to define.
    return UUID(
        int=(int.from_bytes(digest[:16]) & ~(0xF000 << 64) & ~(0xC000 << 48))
        | (0x8000 << 64)
        | (0x8000 << 48)
    )
