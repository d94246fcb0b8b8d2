"""Every type of document is drawn, and whatever is drawn has a form at the door."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.boundary import FORMS, Document, read_document
from schemas.catalogue import EVENTS
from tests.properties.facts.documents import TYPES, documents, line_of


def test_every_type_of_event_may_be_drawn() -> None:
    assert set(TYPES) == set(FORMS) == set(EVENTS)


@pytest.mark.parametrize("name", sorted(FORMS))
@settings(max_examples=max(1, settings().max_examples // 10))
@given(drawn=st.data())
def test_what_is_drawn_of_each_type_passes_the_door(name: str, drawn: st.DataObject) -> None:
    read = read_document(line_of(drawn.draw(documents(name))))
    assert isinstance(read, Document), read
    assert read.name == name
