"""Every bad row ends in a sentence: what is wrong, why, and what to do now."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.boundary import FORMS, Document, Reason, read_command, read_document
from schemas.boundary.reasons import MOST_REASONS, shown
from schemas.decisions import GrantDecided
from schemas.payments import OrderLine

HEAD: dict[str, Any] = {
    "document_id": "d-1",
    "sender": "fk.intake",
    "received_at": "2026-02-03T10:00:00+01:00",
}
REPORT: dict[str, Any] = {
    "type": "time-report-received/2",
    **HEAD,
    "case_ref": "FK-000123",
    "assistant": "pnr:201701012393",
    "employer": "org:2021005521",
    "month": "2026-01",
    "rows": [[3, 480, 960, 0]],
}
GRANT: dict[str, Any] = {
    "type": "grant-decided/2",
    **HEAD,
    "case_ref": "FK-000123",
    "decision_id": "b-1",
    "authority": "FK",
    "decided_on": "2026-01-30",
    "effective_from": "2026-02-01",
    "municipality": "0180",
    "payee": "org:2021005521",
    "basic_minutes": 3600,
}
LINE: dict[str, Any] = {"amount_ore": 300, "month": "2026-01"}
ORDER: dict[str, Any] = {
    "type": "payment-ordered/2",
    **HEAD,
    "case_ref": "FK-000123",
    "payee": "org:2021005521",
    "pay_on": "2026-03-20",
    "total_ore": 300,
    "lines": [LINE],
}
DEATH: dict[str, Any] = {
    "type": "death-reported/1",
    **HEAD,
    "case_ref": "FK-000123",
    "died_on": "2026-01-05",
}


def line(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def read(document: dict[str, Any], **changes: object) -> Document:
    found = read_document(line(document | changes))
    assert isinstance(found, Document), found
    return found


def reasons(text: bytes) -> list[Reason]:
    found = read_document(text)
    assert isinstance(found, list), found
    assert all(reason.why and reason.what_now for reason in found)
    return found


def the_reason(document: dict[str, Any], **changes: object) -> Reason:
    found = reasons(line(document | changes))
    assert len(found) == 1, found
    return found[0]


def test_a_document_is_read_with_names_in_place_of_ids() -> None:
    found = read(REPORT, replaces="fk.intake/d-0")
    assert found.name == "time-report-received/2"
    assert found.case_ref == "FK-000123"
    assert found.received_at == datetime(2026, 2, 3, 9, tzinfo=UTC)
    assert found.received_at.utcoffset() == UTC.utcoffset(None)
    assert found.replaces == "fk.intake/d-0"
    assert found.named == ("assistant", "employer")
    assert found.fields["assistant"] == "pnr:201701012393"
    assert found.fields["rows"] == ((3, 480, 960, 0),)
    assert found.fields["part"] == 1


def test_a_part_of_a_document_is_read_as_the_events_own_class() -> None:
    found = read(ORDER, lines=[LINE | {"minutes": [60, 1], "rate_ore": 300}])
    assert found.fields["lines"] == (
        OrderLine(amount_ore=300, month="2026-01", minutes=(60, 1), rate_ore=300),
    )


def test_what_is_left_out_has_the_events_default() -> None:
    found = read(GRANT)
    assert found.fields["total_minutes"] is None
    assert found.kind is GrantDecided


def test_a_case_opens_with_its_own_case_number() -> None:
    found = read(
        {
            "type": "case-opened/1",
            **HEAD,
            "case_ref": "FK-000123",
            "recipient": "pnr:201701012393",
        }
    )
    assert found.case_ref == found.fields["case_ref"] == "FK-000123"


def test_a_breach_of_the_law_is_a_fact_and_has_a_form() -> None:
    read(GRANT, period_from="2026-01-01", period_until="2027-01-01")
    read(GRANT, decided_on="2026-01-01", effective_from="2015-01-01")
    read(REPORT, rows=[[3, 480, 960, 0], [3, 480, 960, 0]])


@pytest.mark.parametrize("form", FORMS)
def test_every_type_says_which_fields_are_missing(form: str) -> None:
    missing = {reason.field for reason in reasons(line({"type": form}))}
    assert {"document_id", "sender", "received_at"} <= missing


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "the line is not JSON at character 2."),
        (b'{"type": "grant-decided/2", "docu', "the line is not JSON at character"),
        (b"[]", "the line is not one JSON object."),
        (b"null", "the line is not one JSON object."),
        (b'{"a": 1, "a": 2}', "the field stands twice in the same object."),
        (b'{"a": {"b": 1, "b": 2}}', "the field stands twice in the same object."),
        (b'{"a": NaN}', "NaN is not a number in JSON."),
        (b'{"a": -Infinity}', "-Infinity is not a number in JSON."),
        ('{"a": "å"}'.encode("cp1252"), "byte 8 of the line is not UTF-8."),
        (b"[" * 100_000, "the line is nested too deep."),
        (b"9" * 5000, "the line is not JSON."),
        (b'{"a": "\0"}', "the line is not JSON at character 8."),
        (line({"a": [0] * 501}), "it holds 501 items, more than any document."),
        (line({str(name): 0 for name in range(501)}), "it holds 501 items"),
        (b" " * ((1 << 20) + 1), "the line is longer than 1048576 bytes."),
    ],
)
def test_what_is_not_one_plain_json_object_is_refused(text: bytes, why: str) -> None:
    (reason,) = reasons(text)
    assert reason.why.startswith(why)


@pytest.mark.parametrize(
    ("given", "why", "what_now"),
    [
        ("nothing/1", 'there is no type "nothing/1".', "Write one of: abroad-reported/1,"),
        ("time-report-received/3", "is a version that does not exist", "time-report-received/2"),
        ("time-report-received", "is a version that does not exist", "time-report-received/2"),
        (None, "the field type is missing.", "Write one of: abroad-reported/1,"),
        (7, "there is no type 7.", "Write one of: abroad-reported/1,"),
        (["a"], "there is no type", "Write one of: abroad-reported/1,"),
    ],
)
def test_a_type_that_does_not_exist_is_answered_with_those_that_do(
    given: object, why: str, what_now: str
) -> None:
    reason = the_reason(REPORT, type=given)
    assert reason.field == "type"
    assert why in reason.why
    assert what_now in reason.what_now


@pytest.mark.parametrize(
    ("document", "changes", "field", "why"),
    [
        (REPORT, {"note": "x"}, "note", "this type of document has no such field."),
        (REPORT, {"month": "2026-13"}, "month", '"2026-13" is not a month'),
        (REPORT, {"month": "2013-12"}, "month", '"2013-12" is not a month'),
        (REPORT, {"part": 0}, "part", "0 is below 1, the lowest."),
        (REPORT, {"part": 1.0}, "part", "1.0 is not a whole number."),
        (REPORT, {"part": True}, "part", "true is not a whole number."),
        (REPORT, {"part": "1"}, "part", '"1" is not a whole number.'),
        (REPORT, {"adds": 1}, "adds", "1 is neither true nor false."),
        (REPORT, {"case_ref": "fk-1"}, "case_ref", '"fk-1" is not a case number'),
        (REPORT, {"case_ref": "FK-1\n"}, "case_ref", "is not a case number"),
        (REPORT, {"sender": "FK"}, "sender", '"FK" is not a sender'),
        (REPORT, {"document_id": ""}, "document_id", '"" is not a document id'),
        (REPORT, {"replaces": "d-0"}, "replaces", '"d-0" is not another document'),
        (REPORT, {"replaces": "fk.intake/d-1"}, "replaces", "it replaces itself."),
        (GRANT, {"municipality": "0099"}, "municipality", "no municipality has the code"),
        (GRANT, {"municipality": "FK"}, "municipality", "is not a municipality code"),
        (GRANT, {"authority": "0099"}, "authority", "no municipality has the code"),
        (GRANT, {"basic_minutes": -1}, "basic_minutes", "-1 is below 0, the lowest."),
        (GRANT, {"basic_minutes": 20161}, "basic_minutes", "20161 minutes a week are more"),
        (GRANT, {"decided_on": "2026-02-30"}, "decided_on", 'there is no day "2026-02-30".'),
        (GRANT, {"decided_on": "86400"}, "decided_on", '"86400" is not a date.'),
        (GRANT, {"decided_on": 86400}, "decided_on", "86400 is not a text."),
        (GRANT, {"decided_on": "2026-1-5"}, "decided_on", '"2026-1-5" is not a date.'),
        (GRANT, {"decided_on": "1899-12-31"}, "decided_on", "lies outside the years 1900 to 2099."),
        (ORDER, {"lines": []}, "lines", "the list has 0 items and must have at least 1."),
        (
            ORDER,
            {"total_ore": 299},
            "total_ore",
            "the total is 299 öre and the lines add up to 300",
        ),
        (ORDER, {"total_ore": 10_000_000_001}, "total_ore", "is above 10000000000, the highest."),
    ],
)
def test_a_single_field_is_refused_with_its_name(
    document: dict[str, Any], changes: dict[str, Any], field: str, why: str
) -> None:
    reason = the_reason(document, **changes)
    assert reason.field == field
    assert why in reason.why


@pytest.mark.parametrize(
    ("stamp", "why"),
    [
        ("2026-02-03T10:00:00", "does not say how far its clock is from UTC."),
        ("2026-02-03", "is not a date and time with its offset from UTC."),
        ("1770109200", "is not a date and time with its offset from UTC."),
        ("2026-02-03 10:00:00+01:00", "is not a date and time with its offset from UTC."),
        ("2026-02-30T10:00:00Z", "there is no instant"),
        ("2026-02-03T25:00:00Z", "there is no instant"),
        ("0001-01-01T00:00:00+14:00", "there is no instant"),
        ("1850-01-01T00:00:00Z", "lies outside the years 1900 to 2099."),
        (1770109200, "is not a text."),
    ],
)
def test_a_stamp_of_receipt_is_one_instant(stamp: object, why: str) -> None:
    assert why in the_reason(DEATH, received_at=stamp).why


@pytest.mark.parametrize("stamp", ["2026-02-03T10:00+01:00", "2026-02-03T09:00:00.000000Z"])
def test_an_instant_may_be_written_in_two_ways(stamp: str) -> None:
    assert read(DEATH, received_at=stamp) == read(DEATH)


def test_a_night_is_answered_with_the_two_rows_to_write() -> None:
    reason = the_reason(REPORT, rows=[[3, 1320, 360, 0]])
    assert reason.field == "rows[0]"
    assert reason.why == "row 1 ends before it starts: a row stays within its day."
    assert "[3, 1320, 1440, 0] and [4, 0, 360, 0]." in reason.what_now


def test_the_second_row_of_the_months_last_night_belongs_to_the_next_report() -> None:
    reason = the_reason(REPORT, month="2026-02", rows=[[28, 1320, 360, 2]])
    assert "[28, 1320, 1440, 2] and [1, 0, 360, 2] in next month's report." in reason.what_now


@pytest.mark.parametrize(
    ("rows", "field", "why"),
    [
        ([[29, 0, 60, 0]], "rows[0][0]", "row 1 lies on day 29, and 2026-02 has 28 days."),
        ([[1, 60, 60, 0]], "rows[0]", "row 1 ends when it starts."),
        ([[1, 1320, 0, 0]], "rows[0][2]", "row 1: 0 is no end minute of the day."),
        ([[0, 0, 60, 0]], "rows[0][0]", "row 1: 0 is no day of the month."),
        ([[1, 1440, 1440, 0]], "rows[0][1]", "row 1: 1440 is no start minute of the day."),
        ([[1, 0, 60, 4]], "rows[0][3]", "row 1: 4 is no kind of time."),
        ([[1, 0, 60]], "rows[0][3]", "row 1 does not have four numbers."),
        ([[1, 0, 60, 0, 0]], "rows[0]", "row 1 does not have four numbers."),
        ([{"day": 1}], "rows[0]", '{"day": 1} is not a list.'),
        ([[1, 0, 60, 0]] * 41, "rows", "a form has at most forty rows."),
    ],
)
def test_a_row_that_is_none_is_named_by_its_number(rows: object, field: str, why: str) -> None:
    reason = the_reason(REPORT, month="2026-02", rows=rows)
    assert (reason.field, reason.why) == (field, why)


def test_the_forty_first_row_goes_on_a_second_form() -> None:
    assert "part 2" in the_reason(REPORT, rows=[[1, 0, 60, 0]] * 41).what_now
    read(REPORT, rows=[[1, 0, 60, 0]] * 40)


def test_all_reasons_of_a_row_are_said_at_once() -> None:
    found = reasons(
        line(
            REPORT
            | {
                "month": "2026-02",
                "part": 0,
                "note": 1,
                "received_at": "2026-02-03",
                "rows": [[30, 1, 2, 0], [1, 1320, 360, 0], [99, 1, 2, 0]],
            }
        )
    )
    assert {reason.field for reason in found} == {
        "part", "note", "received_at", "rows[0][0]", "rows[1]", "rows[2][0]",
    }  # fmt: skip


def test_more_faults_than_anyone_reads_are_counted() -> None:
    found = reasons(line(ORDER | {"lines": [{}] * 120}))
    assert len(found) == MOST_REASONS + 1
    assert found[-1].why == "70 more faults were found."


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"effective_until": "2026-02-01"}, "effective_until", "is not after effective_from"),
        ({"period_from": "2026-02-01"}, "period_until", "stated without period_until"),
        ({"period_until": "2026-08-01"}, "period_from", "stated without period_from"),
        (
            {"period_from": "2026-02-01", "period_until": "2026-02-01"},
            "period_until",
            "is not after period_from",
        ),
    ],
)
def test_the_spans_of_a_grant_hold_a_day(changes: dict[str, Any], field: str, why: str) -> None:
    reason = the_reason(GRANT, **changes)
    assert reason.field == field
    assert why in reason.why


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"minutes": [60, 1]}, "lines[0]", "only one of minutes and rate_ore."),
        ({"rate_ore": 300}, "lines[0]", "only one of minutes and rate_ore."),
        ({"municipal": [["0099", 1]]}, "lines[0].municipal[0][0]", "no municipality has the code"),
        ({"minutes": [60, 0], "rate_ore": 1}, "lines[0].minutes[1]", "0 is below 1, the lowest."),
        ({"bill": "b"}, "lines[0].bill", '"b" is not another document'),
    ],
)
def test_a_line_of_an_order_fits_together(changes: dict[str, Any], field: str, why: str) -> None:
    reason = the_reason(ORDER, lines=[LINE | changes])
    assert reason.field == field
    assert why in reason.why


@pytest.mark.parametrize("municipal", [[["0180", 200], ["0114", 101]], [["0180", 1], ["0180", 1]]])
def test_a_municipality_debited_wrongly_is_a_fact_and_not_refused(municipal: list[Any]) -> None:
    document = read(ORDER, lines=[LINE | {"municipal": municipal}])
    assert [list(part) for part in document.fields["lines"][0].municipal] == municipal


def test_a_control_character_in_a_text_is_refused() -> None:
    reassessed = GRANT | {"type": "grant-reassessed/1", "ground": "moved\u0000in"}
    assert "control character" in the_reason(reassessed).why
    assert "empty" in the_reason(reassessed, ground="").why


def test_a_value_is_shown_short_and_printable() -> None:
    assert shown("x" * 100) == '"' + "x" * 39 + "…"
    assert "\x1b" not in shown("\x1b[31m")
    assert "\u202e" not in shown("\u202e")


def test_a_command_is_read_at_the_same_door() -> None:
    text = {
        "command": "withdraw-grant",
        "command_id": "5f0c1b1e-6c5e-4f6e-9a51-0f1d7f4f0001",
        "case_ref": "FK-000123",
        "actor": "anna.ek",
        "decision_id": "b-2",
        "authority": "FK",
        "decided_on": "2026-05-02",
        "effective_from": "2026-06-01",
        "ground": "moved abroad",
        "cause_on": "2026-05-20",
    }
    found = read_command(b"\xef\xbb\xbf" + line(text))
    assert not isinstance(found, list)
    assert found.fields["cause_on"] == date(2026, 5, 20)
    bad = read_command(line(text | {"command_id": "1", "actor": "201701012393", "x": 1}))
    assert isinstance(bad, list)
    assert {reason.field for reason in bad} == {"command_id", "actor", "x"}
    assert isinstance(read_command(line(text | {"command": "pay"})), list)


def test_a_document_of_an_old_type_is_read_as_one_of_the_newest() -> None:
    old = read(REPORT, type="time-report-received/1")
    assert old == read(REPORT)
