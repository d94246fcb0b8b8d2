"""Identity numbers are checked where they belong and found where they do not."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from schemas.boundary import Document, Reason, read_document
from schemas.boundary.fields import at_the_door
from schemas.boundary.identity import (
    eighteenth_birthday,
    hides_identity_number,
    identity_fault,
    organisation_fault,
)
from schemas.boundary.reasons import shown
from schemas.bounds import Fingerprint

HEAD: dict[str, Any] = {
    "document_id": "d-1",
    "sender": "fk.intake",
    "received_at": "2026-02-03T10:00:00+01:00",
}
NUMBER = "201701012393"
LEAP_DAY = "202402292383"
COORDINATION = "202601612381"


def found(document: dict[str, Any]) -> Document | list[Reason]:
    return read_document(json.dumps(document).encode())


def fields_of(read: Document | list[Reason]) -> dict[str, Any]:
    assert isinstance(read, Document), read
    return read.fields


def reasons_of(read: Document | list[Reason]) -> list[Reason]:
    assert isinstance(read, list)
    return read


def report(**changes: object) -> Document | list[Reason]:
    document: dict[str, Any] = {
        "type": "time-report-received/2",
        **HEAD,
        "case_ref": "FK-000123",
        "assistant": f"pnr:{NUMBER}",
        "employer": "org:2021005521",
        "month": "2026-01",
        "rows": [],
    }
    return found(document | changes)


@pytest.mark.parametrize("number", [NUMBER, LEAP_DAY, COORDINATION, "189001019802"])
def test_test_numbers_are_valid(number: str) -> None:
    assert identity_fault(number) is None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("201701012394", "has a wrong check digit"),
        ("201713012393", "has a date that does not exist"),
        ("202302292384", "has a date that does not exist"),
        ("201701942393", "has a date that does not exist"),
        ("171701012393", "does not begin with its century (18, 19 or 20)"),
        ("201701010005", "has a wrong check digit"),
    ],
)
def test_a_wrong_number_is_told_why(number: str, fault: str) -> None:
    assert identity_fault(number) == fault


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("2021005521", None),
        ("2021005522", "has a wrong check digit"),
        ("1701012393", "is not a legal person's (its third digit is below 2)"),
    ],
)
def test_an_organisation_number_has_a_check_digit(number: str, fault: str | None) -> None:
    assert organisation_fault(number) == fault


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER[2:],
        "170101-2393",
        "170101+2393",
        "20170101-2393",
        "report-170101-2393-b",
        "for 170101 2393, moved",
        "170101\u20132393",
        "\uff11\uff17\uff10\uff11\uff10\uff11\uff12\uff13\uff19\uff13",
        COORDINATION,
        "240229-2383",
    ],
)
def test_a_number_in_a_text_is_found(text: str) -> None:
    assert hides_identity_number(text)


@pytest.mark.parametrize(
    "text",
    ["170101-2394", "171301-2393", "2026-02-000123", "1" + NUMBER, NUMBER + "1", "17010-12393", ""],
)
def test_other_digits_are_left_alone(text: str) -> None:
    assert not hides_identity_number(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_id", NUMBER),
        ("case_ref", "FK-1701012393"),
        ("sender", "a170101-2393"),
        ("assistant", "ref:170101-2393"),
        ("replaces", "fk.intake/170101-2393"),
    ],
)
def test_no_number_hides_in_an_id(field: str, value: str) -> None:
    (reason,) = reasons_of(report(**{field: value}))
    assert reason.field == field
    assert "identity number" in reason.why
    assert "2393" not in str(reason)


def test_no_number_hides_in_a_ground_or_a_decision() -> None:
    read = found(
        {
            "type": "grant-withdrawn/1",
            **HEAD,
            "case_ref": "FK-000123",
            "decision_id": NUMBER,
            "authority": "FK",
            "decided_on": "2026-01-30",
            "effective_from": "2026-02-01",
            "ground": "sister of 170101-2393",
        }
    )
    assert {reason.field for reason in reasons_of(read)} == {"decision_id", "ground"}


@pytest.mark.parametrize(
    "changes",
    [
        {"assistant": "pnr:201701012394"},
        {"assistant": NUMBER},
        {"assistant": "pnr:170101-2393"},
        {"assistant": {"pnr": NUMBER}},
        {"employer": "org:1701012393"},
        {"employer": f"org:{NUMBER}"},
        {NUMBER: 1},
        {"170101-2393": 1},
        {"month": "170101-2393"},
        {"part": int(NUMBER)},
        {"type": NUMBER},
        {"received_at": "20170101 2393"},
        {"rows": [[NUMBER, 1, 2, 3]]},
    ],
)
def test_no_reason_repeats_the_digits(changes: dict[str, Any]) -> None:
    text = " ".join(str(reason) for reason in reasons_of(report(**changes)))
    assert "2393" not in text
    assert "2394" not in text


def test_a_sole_trader_is_named_as_a_person() -> None:
    (reason,) = reasons_of(report(employer="org:1701012393"))
    assert reason.why == "the number is a sole trader's identity number."
    assert reason.what_now == "Name the trader by pnr: or ref:."
    assert isinstance(report(employer=f"pnr:{NUMBER}"), Document)


def test_a_name_has_one_of_the_forms_of_its_field() -> None:
    (reason,) = reasons_of(report(assistant="org:2021005521"))
    assert reason.why == "the value is not a name that this field takes."
    assert reason.what_now.startswith("Write pnr: and the twelve digits of an identity number;")


@pytest.mark.parametrize(
    ("born", "eighteen"),
    [
        (date(2008, 3, 1), date(2026, 3, 1)),
        # Lag (1930:173) 1 §: the month's last day stands for a day that it lacks.
        (date(2008, 2, 29), date(2026, 2, 28)),
    ],
)
def test_eighteen_is_a_date(born: date, eighteen: date) -> None:
    assert eighteenth_birthday(born) == eighteen


def register(kind: str, **fields: object) -> Document | list[Reason]:
    return found({"type": f"{kind}/1", **HEAD, **fields})


def test_the_register_learns_what_the_law_needs_from_the_number() -> None:
    person = register("person-registered", person=f"pnr:{NUMBER}")
    assert fields_of(person)["birth_month"] == "2017-01"
    coordinated = register("person-registered", person="ref:p-1", also=f"pnr:{COORDINATION}")
    assert fields_of(coordinated)["birth_month"] == "2026-01"
    assistant = register(
        "assistant-registered", assistant=f"pnr:{LEAP_DAY}", employer="org:2021005521"
    )
    assert fields_of(assistant)["eighteen_on"] == date(2042, 2, 28)
    provider = register("provider-registered", provider="org:2021005521", form="company")
    assert fields_of(provider)["organisation_number"] == "2021005521"
    unknown = register("person-registered", person="ref:p-1")
    assert fields_of(unknown)["birth_month"] is None


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("person-registered", {"person": f"pnr:{NUMBER}", "birth_month": "2017-02"}, "birth_month"),
        (
            "assistant-registered",
            {
                "assistant": f"pnr:{NUMBER}",
                "employer": "org:2021005521",
                "eighteen_on": "2035-01-02",
            },
            "eighteen_on",
        ),
        (
            "provider-registered",
            {
                "provider": "org:2021005521",
                "form": "company",
                "organisation_number": "2120000142",
            },
            "organisation_number",
        ),
    ],
)
def test_what_contradicts_the_number_is_refused(
    kind: str, fields: dict[str, Any], field: str
) -> None:
    (reason,) = reasons_of(register(kind, **fields))
    assert reason.field == field
    assert "contradicts the number" in reason.why


def test_a_value_with_many_digits_is_not_shown() -> None:
    for value in (NUMBER, "170101-2393", "2017 01 01 23 93", int(NUMBER), [NUMBER]):
        assert "23" not in shown(value)


@pytest.mark.parametrize("text", ["rakning.c000130.2026-01", "order:200101:2345", "FK-000130"])
def test_ids_made_of_numbers_with_dots_and_colons_are_free(text: str) -> None:
    assert not hides_identity_number(text)


@pytest.mark.parametrize("text", ["201701012393", "x.20170101_2393", "20170101--2393"])
def test_an_identity_number_is_found_however_its_ending_is_set_off(text: str) -> None:
    assert hides_identity_number(text)


def test_a_fingerprint_may_hold_the_digits_of_an_identity_number() -> None:
    digits = "a" * 10 + "1701012393" + "b" * 44
    assert hides_identity_number(f"x {digits[10:20]}")
    adapter = TypeAdapter(at_the_door(Fingerprint))
    assert adapter.validate_json(f'"{digits}"', strict=True) == digits
