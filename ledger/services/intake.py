"""
Checked documents become events: names become random ids, and the events are recorded.

A document becomes one event whose id follows from the document's name, so
documents may come twice, in any order and from several imports at once.
Checking a document belongs to `schemas.boundary`, files to `consumers.files`,
recording to `ledger.store`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol, assert_never
from uuid import UUID

from ledger.store import ImportOutcome, Kind, Name, NewEvent, StoreError
from schemas.boundary import Document, Reason
from schemas.envelope import Envelope, event_id_of
from schemas.register import (
    AccountReported,
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    PoorQualityReported,
    ProviderRegistered,
    SurveyMade,
    WorktimeAgreed,
)

#: Who imported a document is not part of what it says: the store compares
#: bytes, and the same document imported by two people is the same document.
ACTOR: Final = "import"

#: The field that names what a register document is about, and so its stream.
_SUBJECTS: Final[Mapping[type, str]] = {
    PersonRegistered: "person",
    AssistantRegistered: "assistant",
    ProviderRegistered: "provider",
    AssistantDeclaredUnable: "assistant",
    PermitReported: "provider",
    WorktimeAgreed: "employer",
    AccountReported: "payee",
    PoorQualityReported: "provider",
    SurveyMade: "authority",
}


class Result(StrEnum):
    """What became of a document."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one document; with the reason where it is not in the ledger."""

    result: Result
    reason: Reason | None = None


_STORED: Final = Answer(Result.STORED)
_UNCHANGED: Final = Answer(Result.UNCHANGED)


class Ledger(Protocol):
    """What of a store (`ledger.store.Store`) an import needs."""

    def resolve(self, names: Collection[Name], /) -> dict[Name, UUID]: ...
    def import_events(self, events: Sequence[NewEvent], /) -> ImportOutcome: ...


def import_documents(store: Ledger, documents: Sequence[Document]) -> list[Answer]:
    """
    Record documents and return what became of each, in their order.

    At most a few thousand at a time: all of them are held in memory. Raises
    `StoreUnreachableError` when the database does not answer; the same
    documents may then be imported again.
    """
    if not documents:
        return []
    try:
        imported = store.import_events(list(_events(store, documents)))
    except StoreError as failure:
        failure.add_note("Import the same files again: what is recorded stays unchanged.")
        raise
    return [
        _answer(document, kind) for document, kind in zip(documents, imported.kinds, strict=True)
    ]


def name_of(written: str, sender: str) -> Name:
    """Return a name as the store knows it; a reference means its sender's own."""
    kind, _, text = written.partition(":")
    return Name(kind, text, sender if kind == "ref" else "")


def case_name(case_ref: str) -> Name:
    """Return the name of a case."""
    return Name("case", case_ref)


def _named(document: Document) -> dict[str, Name]:
    """Return the names in a document by their field; `case_ref` is the case's."""
    fields, sender = document.fields, document.sender
    names = {
        field: name_of(written, sender)
        for field in document.named
        if (written := fields[field]) is not None
    }
    if document.case_ref is not None:
        names["case_ref"] = case_name(document.case_ref)
    return names


def _events(store: Ledger, documents: Sequence[Document]) -> Iterator[NewEvent]:
    """
    Yield the event that each document becomes, with ids in place of names.

    Every name has an id of its own, also two that a document says are one
    person's: that they are is known from the document on, and not before.
    """
    named = [_named(document) for document in documents]
    ids = store.resolve({name for names in named for name in names.values()})
    for document, names in zip(documents, named, strict=True):
        yield _event(document, {field: ids[name] for field, name in names.items()})


def _event(document: Document, ids: dict[str, UUID]) -> NewEvent:
    """Return the event of one document; `ids` are its names' and its case's."""
    stream = ids.pop("case_ref", None) or ids[_SUBJECTS[document.kind]]
    envelope = Envelope(
        event_id=event_id_of(document.sender, document.document_id),
        known_at=document.received_at,
        sender=document.sender,
        document_id=document.document_id,
        replaces=document.replaces,
        rests_on=(),
        actor=ACTOR,
        command_id=None,
    )
    fields: dict[str, Any] = {**document.fields, **ids}
    return NewEvent(stream, envelope, document.kind(**fields))


def _answer(document: Document, kind: Kind) -> Answer:
    match kind:
        case Kind.STORED:
            return _STORED
        case Kind.DUPLICATE:
            return _UNCHANGED
        case Kind.CONFLICT_DOCUMENT:
            reference = f"{document.sender}/{document.document_id}"
            return Answer(
                Result.CONFLICT,
                Reason(
                    "document_id",
                    f"{reference} is recorded with other content, and what is recorded stays.",
                    f'Send the correction under a new document id, with "replaces": "{reference}".',
                ),
            )
        case Kind.KNOWN_LATER:
            return Answer(
                Result.REFUSED,
                Reason(
                    "received_at",
                    f"{document.received_at.isoformat()} is later than the ledger's clock.",
                    "Correct the stamp of receipt, or import the row when that time has come.",
                ),
            )
        case Kind.COMMAND_REPEATED | Kind.CONFLICT_VERSION | Kind.CONFLICT_COMMAND:
            # A document states neither a command nor a version.
            raise AssertionError(kind)
        case _:
            assert_never(kind)
