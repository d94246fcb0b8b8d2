"""
Each field of each document and command is tried with everything that its type and bounds forbid.

The fields are those of the events, whatever they are; examples by hand, and what several fields
must fulfil together, stand in `tests/unit/door`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest

from schemas.boundary import FORMS, Document, Reason, read_command, read_document
from schemas.boundary.door import GivenCommand
from schemas.boundary.forms import COMMAND_FORMS, Form
from schemas.catalogue import CASE_EVENTS
from tests.unit.bad_input.sentences import told
from tests.unit.bad_input.written import Head, optional, required, right, wrong

Reader = Callable[[bytes], Document | GivenCommand | list[Reason]]
HEAD: dict[str, Any] = {own.name: own.type for own in fields(Head)}
COMMAND_ID = "5f0c1b1e-6c5e-4f6e-9a51-0f1d7f4f0001"
STAMPS = (None, 7, "", "2026-02-03", "2026-02-03T10:00:00", "2026-02-30T10:00:00Z")


def reasons_against(read: Reader, document: object) -> list[Reason]:
    found = read(json.dumps(document).encode())
    return found if isinstance(found, list) else []


def head_of(form: Form) -> dict[str, Any]:
    if form.name in COMMAND_FORMS:
        named = ("case_ref", "actor")
        fixed = {"command": form.name, "command_id": COMMAND_ID}
    else:
        in_a_case = form.name in CASE_EVENTS and "case_ref" not in form.own
        named = ("document_id", "sender", *(("case_ref",) if in_a_case else ()))
        fixed = {"type": form.name, "received_at": "2026-02-03T10:00:00+01:00"}
    return {**fixed, **{name: right(HEAD[name]) for name in named}}


def right_document(form: Form, read: Reader) -> dict[str, Any]:
    """Return a document that has this form, with as few fields as it takes."""
    least = {**head_of(form), **required(form.kind)}
    for more in optional(form.kind):
        if not reasons_against(read, least | more):
            return least | more
    raise AssertionError(f"no {form.name} has a form: {reasons_against(read, least)}")


def mutations(form: Form, document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where each fault lies, and the document with it."""
    head = head_of(form)
    types = {name: HEAD[name] for name in (*head, "replaces") if name in HEAD}
    if form.name in COMMAND_FORMS:
        types.pop("replaces")
    types |= {own.name: own.type for own in fields(form.kind)}
    for name in {**head, **required(form.kind)}:
        yield name, {other: value for other, value in document.items() if other != name}
    for name, alias in types.items():
        for place, value in wrong(alias):
            yield f"{name}{place}", document | {name: value}
    yield from (("received_at", document | {"received_at": stamp}) for stamp in STAMPS)
    yield "note", document | {"note": "x"}


def is_at(reason: Reason, place: str) -> bool:
    return place.startswith(reason.field) or reason.field.startswith(place)


EVERY = [(form, read_document) for form in FORMS.values()] + [
    (form, read_command) for form in COMMAND_FORMS.values()
]


@pytest.mark.parametrize(("form", "read"), EVERY, ids=[form.name for form, _ in EVERY])
def test_whatever_its_bounds_forbid_is_refused_where_it_stands(form: Form, read: Reader) -> None:
    document = right_document(form, read)
    tried = 0
    for place, bad in mutations(form, document):
        reasons = reasons_against(read, bad)
        assert any(is_at(reason, place) for reason in reasons), (place, bad, reasons)
        for reason in reasons:
            told(reason)
        tried += 1
    assert tried > 10 * len(form.own)
