"""
Every well-formed document is stored exactly once, in a real log.

Whatever the order, the batches, and however often it is sent; of documents
under one name the first stays. Source: semantics 9.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.recorded import Recorded
from ledger.services.intake import Result, case_name, import_documents, name_of
from ledger.store import Store
from ops.postgres.database import Database
from schemas.boundary import FORMS, Document
from tests.postgres_fixtures import Cluster
from tests.properties.facts.documents import Written, documents, piles
from tests.properties.facts.logs import empty_store, read

#: An eighth of what the profile asks for: each example is a database.
FEW = settings(max_examples=max(1, settings().max_examples // 8))


#: A stamp of receipt that the clock of no store has reached.
LATER = datetime(2099, 12, 31, tzinfo=UTC)


@st.composite
def sendings(draw: st.DrawFn) -> list[list[Written]]:
    """Return batches in which each document comes at least once, some again, some with rivals."""
    pile = draw(piles(most=8))
    newest = {name.partition("/")[0]: name for name in FORMS}
    for written in draw(st.lists(st.sampled_from(pile), max_size=2)) if pile else ():
        stem, _, number = str(written["document_id"]).partition(".")
        pile.append(draw(documents(newest[stem], written["sender"], int(number))))
    for written in draw(st.lists(st.sampled_from(pile), max_size=1)) if pile else ():
        pile.append({**written, "received_at": LATER.isoformat()})
    again = draw(st.lists(st.sampled_from(pile), max_size=6)) if pile else []
    sent = draw(st.permutations([*pile, *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(sent)), max_size=4)))
    return [sent[start:end] for start, end in pairwise([0, *cuts, len(sent)])]


def ref_of(document: Document) -> str:
    return f"{document.sender}/{document.document_id}"


def assert_says(store: Store, recorded: Recorded, document: Document) -> None:
    """Hold an event against the document that it became of."""
    envelope, event = recorded.envelope, recorded.event
    assert (envelope.sender, envelope.document_id) == (document.sender, document.document_id)
    assert (envelope.known_at, envelope.replaces) == (document.received_at, document.replaces)
    assert type(event) is document.kind
    for field, said in document.fields.items():
        kept = getattr(event, field)
        if field not in document.named or said is None:
            assert kept == said
            continue
        name = name_of(said, document.sender)
        assert kept == store.find([name])[name]
    if document.case_ref is not None:
        name = case_name(document.case_ref)
        assert recorded.originator_id == store.find([name])[name]


def assert_whole(store: Store, log: Sequence[Recorded]) -> None:
    """The cases and the register are the log: nothing twice, nothing left out."""
    assert [recorded.position for recorded in log] == list(range(1, len(log) + 1))
    loaded: list[Recorded] = [*store.load_register()]
    streams: list[object] = []
    for stream, history in store.load_cases():
        streams.append(stream)
        loaded += history
        assert [of.originator_version for of in history] == list(range(1, len(history) + 1))
    assert len(streams) == len(set(streams))
    assert sorted(loaded, key=lambda of: of.position or 0) == list(log)


def sent_to(store: Store, batches: Iterable[Sequence[Written]]) -> dict[str, Document]:
    """Send the batches, hold each answer against what it must be, and return the first ones."""
    first: dict[str, Document] = {}
    for batch in batches:
        sent = [read(written) for written in batch]
        for document, answer in zip(sent, import_documents(store, sent), strict=True):
            ref = ref_of(document)
            if document.received_at == LATER:
                # Its name may be taken too.
                assert answer.result in {Result.REFUSED, Result.CONFLICT}
            elif ref in first:
                is_same = document == first[ref]
                assert answer.result is (Result.UNCHANGED if is_same else Result.CONFLICT)
            else:
                assert answer.result is Result.STORED
                first[ref] = document
            has_reason = answer.result in {Result.REFUSED, Result.CONFLICT}
            assert (answer.reason is not None) == has_reason
    return first


@FEW
@given(batches=sendings())
def test_each_document_is_stored_once_in_whatever_order_and_however_often_it_comes(
    cluster: Cluster, template: Database, batches: list[list[Written]]
) -> None:
    with empty_store(cluster, template) as store:
        first = sent_to(store, batches)
        log = store.follow(0, limit=10_000)
        assert store.count() == len(log) == len(first)
        assert {recorded.envelope.document_ref for recorded in log} == set(first)
        for recorded in log:
            assert_says(store, recorded, first[recorded.envelope.document_ref])
        assert_whole(store, log)
