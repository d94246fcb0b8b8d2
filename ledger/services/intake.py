"""
Checked documents become events: names become random ids, and the events are recorded.

A document becomes one event whose id follows from the document's name, so
documents may come twice, in any order and from several imports at once. The
numbers and names that the event leaves out are kept in the vault (`keeping`).
Checking a document belongs to `schemas.boundary`, files to `consumers.files`,
recording to `ledger.store`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol, assert_never
from uuid import UUID

from ledger.services.keeping import told_in
from ledger.store import ImportOutcome, Kind, Name, NewEvent, Place, StoreError, Told
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
_RECORDED: Final = (Kind.STORED, Kind.DUPLICATE)


class Ledger(Protocol):
    """What of a store (`ledger.store.Store`) an import needs."""

    def resolve(self, names: Collection[Name], /) -> dict[Name, UUID]: ...
    def import_events(self, events: Sequence[NewEvent], /) -> ImportOutcome: ...
    def keep(self, told: Collection[Told], /) -> set[Place]: ...


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
        return _imported(store, documents)
    except StoreError as failure:
        failure.add_note("Import the same files again: what is recorded stays unchanged.")
        raise


def _imported(store: Ledger, documents: Sequence[Document]) -> list[Answer]:
    """
    Resolve names, record events, then keep what was told of whom; each step may be run again.

    Every name has an id of its own, also two that a document says are one
    person's: that they are is known from the document on, and not before.
    """
    named = [_named(document) for document in documents]
    ids = store.resolve({name for names in named for name in names.values()})
    found = [{field: ids[name] for field, name in names.items()} for names in named]
    events = [_event(document, of) for document, of in zip(documents, found, strict=True)]
    kinds = store.import_events(events).kinds
    # Of a document that was refused nothing is kept.
    told = [
        told_in(document, of) if kind in _RECORDED else []
        for document, of, kind in zip(documents, found, kinds, strict=True)
    ]
    other = store.keep([one for of in told for one in of])
    return [
        _called_otherwise(document)
        if any(one.place in other for one in of)
        else _answer(document, kind)
        for document, kind, of in zip(documents, kinds, told, strict=True)
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


def _event(document: Document, ids: dict[str, UUID]) -> NewEvent:
    """Return the event of one document; `ids` are its names' and its case's."""
    stream = ids.get("case_ref") or ids[_SUBJECTS[document.kind]]
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
    fields: dict[str, Any] = document.fields | {
        field: ids[field] for field in ids if field != "case_ref"
    }
    return NewEvent(stream, envelope, document.kind(**fields))


def _called_otherwise(document: Document) -> Answer:
    """Return what becomes of a document that was recorded with another name of its person."""
    reference = f"{document.sender}/{document.document_id}"
    return Answer(
        Result.CONFLICT,
        Reason(
            "name",
            f"{reference} is recorded, and its person is called otherwise there; that stays.",
            f'Send the new name under a new document id, with "replaces": "{reference}".',
        ),
    )


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
