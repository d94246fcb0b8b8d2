"""The published JSON Schemas are those of the code, and agree with what it reads."""

import json
from importlib.resources import files
from typing import Any

import pytest

from schemas.boundary import COMMAND_FORMS, FORMS
from schemas.boundary.published import published
from schemas.catalogue import EVENTS, OURS
from schemas.commands import COMMANDS

FOLDER = files("schemas").joinpath("published")


def schema(file: str) -> dict[str, Any]:
    return json.loads(FOLDER.joinpath(file).read_text(encoding="utf-8"))


def test_the_committed_schemas_are_those_of_the_code() -> None:
    committed = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert committed == published(), "Run: python -m schemas.boundary.published"


def test_every_event_from_outside_and_every_command_has_a_form() -> None:
    assert set(FORMS) == {name for name, kind in EVENTS.items() if kind not in OURS}
    assert OURS
    assert set(COMMAND_FORMS) == set(COMMANDS)


@pytest.mark.parametrize("file", published())
def test_a_schema_allows_no_field_that_it_does_not_name(file: str) -> None:
    assert schema(file)["additionalProperties"] is False


def test_a_schema_publishes_the_bounds_and_the_forms_of_names() -> None:
    report = schema("time-report-received-2.json")
    assert report["properties"]["rows"]["maxItems"] == 40
    assert report["properties"]["received_at"]["format"] == "date-time"
    assert report["properties"]["assistant"]["pattern"] == (
        "^(?:pnr:[0-9]{12}|ref:[A-Za-z0-9._-]{1,64})$"
    )
    assert report["properties"]["type"]["const"] == "time-report-received/2"
    line = schema("payment-ordered-2.json")["$defs"]["OrderLine"]
    assert line["required"] == ["amount_ore"]
    assert line["properties"]["month"]["anyOf"][0]["pattern"].startswith("^(?:20(1[4-9]")
