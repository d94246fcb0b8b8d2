"""
Checked documents become events: names become random ids, and the events are recorded.

A document becomes one event whose id follows from the document's name, so
documents may come twice, in any order and from several imports at once.
Checking a document belongs to `schemas.boundary`, files to `consumers.files`,
recording to `ledger.store`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never
from uuid import UUID

from ledger.store import Kind, Name, NewEvent, Store
from schemas.boundary import Document, Reason
from schemas.catalogue import REGISTER_EVENTS
from schemas.envelope import Envelope, event_id_of
from schemas.register import AssistantRegistered, PersonRegistered, ProviderRegistered

#: Who imported a document is not part of what it says: the store compares
#: bytes, and the same document imported by two people is the same document.
ACTOR: Final = "import"

#: The field that names what a register document is about, and so its stream.
_SUBJECTS: Final[Mapping[type, str]] = {
    PersonRegistered: "person",
    AssistantRegistered: "assistant",
    ProviderRegistered: "provider",
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


def import_documents(store: Store, documents: Sequence[Document]) -> list[Answer]:
    """
    Record documents and return what became of each, in their order.

    At most a few thousand at a time: all of them are held in memory. Raises
    `StoreUnreachableError` when the database does not answer; the same
    documents may then be imported again.
    """
    if not documents:
        return []
    ids = _resolve(store, documents)
    imported = store.import_events([_event(document, ids) for document in documents])
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


class _Ids:
    """The ids of the names in some documents."""

    def __init__(self, ids: dict[Name, UUID], others: dict[tuple[Name, Name], UUID | None]) -> None:
        """Keep the id of each name, and the second id where a pair has two."""
        self.ids = ids
        self.others = others


def _subject(document: Document) -> str | None:
    """Return the field that a register document is about, none for a case's."""
    return _SUBJECTS.get(document.kind) if document.name in REGISTER_EVENTS else None


def _pair(document: Document) -> tuple[Name, Name] | None:
    """Return the two names that a register document says are one person's."""
    also = document.fields.get("also")
    subject = _subject(document)
    if also is None or subject is None:
        return None
    return (
        name_of(document.fields[subject], document.sender),
        name_of(also, document.sender),
    )


def _names(document: Document) -> Iterator[Name]:
    """Yield the names in a document, without those of a pair."""
    if document.case_ref is not None:
        yield case_name(document.case_ref)
    for field in document.named:
        written = document.fields[field]
        if written is not None:
            yield name_of(written, document.sender)


def _resolve(store: Store, documents: Sequence[Document]) -> _Ids:
    """Return an id for every name, in two questions to the store."""
    # The pairs come first: a reference that is met in the same batch then gets
    # the id of its number, and no event must say that two ids are one person.
    pairs = list(dict.fromkeys(pair for document in documents if (pair := _pair(document))))
    others: dict[tuple[Name, Name], UUID | None] = {}
    if pairs:
        same = store.resolve_all_same(pairs)
        others = {pair: other for pair, (_, other) in zip(pairs, same, strict=True)}
    names = {name for document in documents for name in _names(document)}
    return _Ids(store.resolve(names), others)


def _event(document: Document, ids: _Ids) -> NewEvent:
    """Return the event that a document becomes."""
    fields = document.fields.copy()
    for field in document.named:
        written = fields[field]
        if written is not None:
            fields[field] = ids.ids[name_of(written, document.sender)]
    pair = _pair(document)
    if pair is not None:
        fields["also"] = ids.others[pair]
    subject = _subject(document)
    if subject is not None:
        stream: UUID = fields[subject]
    else:
        assert document.case_ref is not None
        stream = ids.ids[case_name(document.case_ref)]
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
