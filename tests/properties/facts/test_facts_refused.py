"""
What has no form is refused with what, why and what now; its neighbours are stored.

Source: semantics 9.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.files import ingest
from schemas.boundary import FORMS, read_document
from tests.postgres_fixtures import quick_folder
from tests.properties.facts.breaking import broken
from tests.properties.facts.documents import Written, documents, line_of, piles
from tests.properties.facts.logs import MemoryLog, log_of


@pytest.mark.parametrize("name", sorted(FORMS))
@settings(max_examples=max(1, settings().max_examples // 25))
@given(drawn=st.data())
def test_one_thing_broken_in_a_document_is_refused_with_its_reason(
    name: str, drawn: st.DataObject
) -> None:
    written = drawn.draw(documents(name))
    for how, line in broken(written):
        found = read_document(line)
        assert isinstance(found, list), how
        assert found, how
        for reason in found:
            assert reason.field, how
            assert reason.why, how
            assert reason.what_now, how
            assert "201701012393" not in str(reason), how


@settings(max_examples=settings().max_examples * 2 // 5)
@given(piles(most=6).filter(bool), st.data())
def test_of_a_file_with_one_broken_line_all_others_are_stored(
    pile: list[Written], drawn: st.DataObject
) -> None:
    written = drawn.draw(st.sampled_from(pile))
    how, line = drawn.draw(st.sampled_from(list(broken(written))))
    lines = [line_of(other) for other in pile if other is not written]
    place = drawn.draw(st.integers(0, len(lines)))
    lines.insert(place, line)
    log = MemoryLog()
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        file = Path(folder, "papers.ndjson")
        file.write_bytes(b"".join(line + b"\n" for line in lines))
        report = ingest([file], log)
        (rejects,) = Path(folder).glob("*rejected*")
        assert rejects.read_bytes() == line + b"\n", how
    assert [row.line for row in report.rejected_rows] == [place + 1], how
    assert all(reason.why and reason.what_now for reason in report.rejected_rows[0].reasons)
    expected = log_of([other for other in pile if other is not written])
    assert {of.envelope.event_id: of.event for of in log.events} == {
        of.envelope.event_id: of.event for of in expected.events
    }
