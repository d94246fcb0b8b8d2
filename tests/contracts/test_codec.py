"""
The bytes of events: every name ever released loads for ever, and is written as it was.

`samples/` holds one stored event for each name, made when the name was released. A sample is never
changed; a name that has none fails below with the bytes that belong into its file.
"""

import datetime as dt
from dataclasses import fields, replace
from pathlib import Path
from uuid import UUID

import pytest

from ledger.store import UnknownEventError, UnreadableEventError, codec
from ledger.store.codec import dump, load, name_of
from schemas.catalogue import ACCESS_EVENTS, CASE_EVENTS, EVENTS, REGISTER_EVENTS, UPCASTS, Event
from schemas.envelope import Envelope
from schemas.reports import BillReceived
from tests.contracts.every_event import EXAMPLES
from tests.contracts.store_events import ASSISTANT, EMPLOYER, death, envelope

SAMPLES = Path(__file__).parent / "samples"
FULL_ENVELOPE = replace(
    envelope(1),
    replaces="fk/D-0",
    rests_on=(ASSISTANT, EMPLOYER),
    command_id=UUID("0b36f3c1-8f0e-4e0f-9b63-5d3b9ad4b0aa"),
)


def sample_of(name: str) -> Path:
    return SAMPLES / f"{name.replace('/', '@')}.json"


@pytest.mark.parametrize("name", [*EVENTS, *UPCASTS])
def test_every_name_ever_released_still_loads(name: str) -> None:
    path = sample_of(name)
    written = {name_of(event): dump(FULL_ENVELOPE, event) for event in EXAMPLES}
    assert path.exists(), f"write {path.name}: {written.get(name)!r}"
    loaded, event = load(name, path.read_bytes())
    assert loaded == FULL_ENVELOPE
    if name in EVENTS:
        assert dump(loaded, event) == path.read_bytes()


def test_every_sample_has_a_name() -> None:
    names = {*EVENTS, *UPCASTS}
    assert {path.stem for path in SAMPLES.iterdir()} == {sample_of(name).stem for name in names}


@pytest.mark.parametrize("event", EXAMPLES, ids=name_of)
def test_what_is_dumped_is_loaded_again(event: Event) -> None:
    assert load(name_of(event), dump(FULL_ENVELOPE, event)) == (FULL_ENVELOPE, event)


def test_every_class_has_an_example_and_a_name() -> None:
    assert {type(event) for event in EXAMPLES} == set(EVENTS.values())
    assert len(EVENTS) == len(REGISTER_EVENTS) + len(CASE_EVENTS) + len(ACCESS_EVENTS)


def test_the_same_event_has_the_same_bytes() -> None:
    assert dump(envelope(1), death()) == dump(envelope(1), death()) != dump(envelope(2), death())


def test_a_name_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(UnknownEventError, match="os:system"):
        load("os:system", b"{}")


def test_a_time_that_is_not_in_utc_is_not_written() -> None:
    swedish = dt.timezone(dt.timedelta(hours=1))
    for known_at in (
        envelope(1).known_at.astimezone(swedish),
        envelope(1).known_at.replace(tzinfo=None),
    ):
        with pytest.raises(ValueError, match="not in UTC"):
            dump(replace(envelope(1), known_at=known_at), death())


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b'{"envelope":{},"event":{}}',
        dump(envelope(1), BillReceived("2026-03", 60)).replace(b":60", b':"60"'),
        dump(envelope(1), BillReceived("2026-03", 60)).replace(b":60", b":60.5"),
        dump(envelope(1), BillReceived("2026-03", 60)).replace(b'"event":', b'"more":1,"event":'),
    ],
)
def test_bytes_that_do_not_hold_the_event_are_refused(broken: bytes) -> None:
    with pytest.raises(UnreadableEventError, match="bill-received/1"):
        load("bill-received/1", broken)


def test_an_old_name_is_carried_over_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {
        "bill-received/-1": ("bill-received/0", lambda old: {"active_hours": old["hours"]}),
        "bill-received/0": (
            "bill-received/1",
            lambda old: {"month": "2026-03", "active_minutes": old["active_hours"] * 60},
        ),
    }
    monkeypatch.setattr(codec, "UPCASTS", steps)
    old = dump(envelope(1), BillReceived("2026-03", 60))
    old = old[: old.index(b'"event":')] + b'"event":{"hours":2}}'
    assert load("bill-received/-1", old) == (envelope(1), BillReceived("2026-03", 120))
    with pytest.raises(UnreadableEventError):
        load("bill-received/0", old)


def test_the_envelope_is_settled_for_ever() -> None:
    assert [field.name for field in fields(Envelope)] == [
        "event_id",
        "known_at",
        "sender",
        "document_id",
        "replaces",
        "rests_on",
        "actor",
        "command_id",
    ]
