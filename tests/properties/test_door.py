"""Any document that has a form is read as what it says; no line of bytes breaks the door."""

import json
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.boundary import FORMS, Document, read_document
from schemas.boundary.identity import hides_identity_number
from schemas.bounds import HIGHEST_ROWS

PERSONS = st.sampled_from(["pnr:201701012393", "pnr:202402292383", "ref:a-1", "ref:b.2"])
PARTIES = st.one_of(PERSONS, st.sampled_from(["org:2021005521", "org:2120000142"]))
MONTHS = st.builds("20{:02d}-{:02d}".format, st.integers(14, 49), st.integers(1, 12))
DOCUMENT_IDS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,20}\Z").filter(
    lambda text: not hides_identity_number(text)
)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str)
#: Whole seconds from 1901 to 2096.
INSTANTS = st.integers(-2_150_000_000, 4_000_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@st.composite
def rows(draw: st.DrawFn) -> list[list[int]]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(1, 28), st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 3)
            ),
            max_size=HIGHEST_ROWS,
        )
    )
    return [[day, min(a, b - 1), max(a + 1, b), kind] for day, a, b, kind in drawn]


HEAD: dict[str, st.SearchStrategy[Any]] = {
    "document_id": DOCUMENT_IDS,
    "sender": st.sampled_from(["fk.intake", "provider.a"]),
    "received_at": INSTANTS.map(datetime.isoformat),
    "case_ref": st.sampled_from(["FK-000123", "A-1"]),
}
REPORT: dict[str, st.SearchStrategy[Any]] = {
    "assistant": PERSONS,
    "employer": PARTIES,
    "month": MONTHS,
    "rows": rows(),
    "part": st.integers(1, 99),
    "adds": st.booleans(),
}
GRANT: dict[str, st.SearchStrategy[Any]] = {
    "decision_id": DOCUMENT_IDS,
    "authority": st.sampled_from(["FK", "0180"]),
    "decided_on": DAYS,
    "effective_from": DAYS,
    "municipality": st.sampled_from(["0180", "2584"]),
    "payee": PARTIES,
    "basic_minutes": st.integers(0, 20160),
    "applied_on": st.one_of(st.none(), DAYS),
}


def documents(name: str, own: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    required = {member.name for member in fields(FORMS[name].kind) if member.default is MISSING}
    optional = {field: values for field, values in own.items() if field not in required}
    return st.fixed_dictionaries(
        {"type": st.just(name), **HEAD, **{f: v for f, v in own.items() if f in required}},
        optional=optional,
    )


@given(
    st.one_of(documents("time-report-received/2", REPORT), documents("grant-decided/2", GRANT)),
    st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(
        lambda offset: timedelta(minutes=offset // timedelta(minutes=1))
    ),
)
def test_a_valid_document_says_what_it_says(document: dict[str, Any], offset: timedelta) -> None:
    instant = datetime.fromisoformat(document["received_at"])
    document["received_at"] = instant.astimezone(timezone(offset)).isoformat()
    read = read_document(json.dumps(document).encode())
    assert isinstance(read, Document), read
    assert read.received_at == instant
    assert read.received_at.utcoffset() == timedelta(0)
    said = {name: json.loads(json.dumps(value, default=str)) for name, value in read.fields.items()}
    for name, value in document.items():
        if name in said:
            assert said[name] == value
    left_out = set(said) - set(document)
    defaults = {member.name: member.default for member in fields(read.kind)}
    assert all(read.fields[name] == defaults[name] for name in left_out)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_door(line: bytes) -> None:
    assert isinstance(read_document(line), list)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.sampled_from(sorted(FORMS)), st.data())
def test_no_value_in_any_field_breaks_the_door(name: str, drawn: st.DataObject) -> None:
    form = FORMS[name]
    field = st.sampled_from([*HEAD, "replaces", *form.own])
    document: dict[str, Any] = drawn.draw(st.dictionaries(field, JSON, max_size=8))
    found = read_document(json.dumps(document | {"type": name}).encode())
    if isinstance(found, list):
        assert found
        assert all(reason.why and reason.what_now for reason in found)
