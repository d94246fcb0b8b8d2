"""Every type of document is drawn, and whatever is drawn has a form at the door."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.boundary import FORMS, Document, read_document
from schemas.catalogue import EVENTS, NAMES, OURS
from tests.properties.facts.documents import TYPES, documents, line_of


def test_every_type_of_event_from_outside_may_be_drawn() -> None:
    ours = {NAMES[kind] for kind in OURS}
    assert set(TYPES) == set(FORMS) == set(EVENTS) - ours


@pytest.mark.parametrize("kind", sorted(OURS, key=NAMES.__getitem__), ids=lambda kind: NAMES[kind])
def test_nobody_outside_says_what_only_the_ledger_says(kind: type) -> None:
    line = json.dumps({"type": NAMES[kind], "document_id": "a", "sender": "b"}).encode()
    read = read_document(line)
    assert isinstance(read, list)
    assert [reason.field for reason in read] == ["type"]


@pytest.mark.parametrize("name", sorted(FORMS))
@settings(max_examples=max(1, settings().max_examples // 10))
@given(drawn=st.data())
def test_what_is_drawn_of_each_type_passes_the_door(name: str, drawn: st.DataObject) -> None:
    read = read_document(line_of(drawn.draw(documents(name))))
    assert isinstance(read, Document), read
    assert read.name == name
