"""
Bad lines of every sort, each answered with the whole of what, why and what now.

The same faults are tried one by one, with their exact places, in `tests/unit/door/test_door.py`
and `test_identity.py`; here stands that no answer is a half one. Fields and their bounds are tried
in `test_each_field`, what only a ledger can know in `tests/integration/bad_input`.
"""

import json
from typing import Any

import pytest

from schemas.boundary import Document, read_document
from tests.unit.bad_input.sentences import told

HEAD: dict[str, Any] = {
    "document_id": "d-1",
    "sender": "fk.intake",
    "received_at": "2026-02-03T10:00:00+01:00",
    "case_ref": "FK-000123",
}
REPORT: dict[str, Any] = {
    "type": "time-report-received/2",
    **HEAD,
    "assistant": "pnr:201701012393",
    "employer": "org:2021005521",
    "month": "2026-01",
    "rows": [[3, 480, 960, 0]],
}
BILL: dict[str, Any] = {
    "type": "bill-received/1",
    **HEAD,
    "month": "2026-01",
    "active_minutes": 600,
}


def line(document: dict[str, Any], **changes: object) -> bytes:
    return json.dumps(document | changes, ensure_ascii=False).encode()


def without(document: dict[str, Any], field: str) -> bytes:
    return line({name: value for name, value in document.items() if name != field})


WHOLE = line(REPORT)
BAD: dict[str, tuple[bytes, str]] = {
    "broken JSON": (WHOLE.replace(b":", b"=", 1), "Write one whole JSON object on one line"),
    "a cut-off line": (WHOLE[:-9], "a cut-off line must be sent again"),
    "an empty object": (b"{}", "Write one of: "),
    "a list": (b"[1]", "Write one JSON object a line"),
    "a key twice": (WHOLE[:-1] + b', "month": "2026-01"}', "Keep one of them"),
    "a key twice in a part": (
        line(REPORT).replace(b'"rows"', b'"x": {"a": 1, "a": 1}, "rows"'),
        "Keep one of them",
    ),
    "Windows-1252": ('{"type": "å"}'.encode("cp1252"), "Save the file as UTF-8"),
    "an unknown field": (line(REPORT, note="x"), "Remove it, or correct its spelling"),
    "an unknown type": (line(REPORT, type="receipt/1"), "Write one of: "),
    "an unknown version": (line(REPORT, type="bill-received/9"), "or update this ledger first"),
    "a version of nothing": (line(REPORT, type="bill-received"), "or update this ledger first"),
    "a wrong check digit": (
        line(REPORT, assistant="pnr:201701012394"),
        "Correct the number against the paper",
    ),
    "an organisation's wrong check digit": (
        line(REPORT, employer="org:2021005522"),
        "Correct the number against the paper",
    ),
    "a temporary number": (
        line(REPORT, assistant="pnr:20170101T123"),
        "or ref: and the sender's own reference of the person",
    ),
    "a number of ten digits": (line(REPORT, assistant="pnr:1701012393"), "twelve digits"),
    "a missing field": (without(REPORT, "month"), "Add it"),
    "a missing unit of the form": (without(REPORT, "employer"), "Add it"),
    "a bill without minutes": (without(BILL, "active_minutes"), "Add it"),
    "a row without its kind": (line(REPORT, rows=[[3, 480, 960]]), "end minute, kind"),
    "a row in hours": (line(REPORT, rows=[[3, "08:00", "16:00", 0]]), "without quotes"),
    "a shift that ends before it starts": (
        line(REPORT, rows=[[3, 1320, 360, 0]]),
        "write two rows: [3, 1320, 1440, 0] and [4, 0, 360, 0]",
    ),
    "a shift that leaves its day": (line(REPORT, rows=[[3, 1320, 1800, 0]]), "1 to 1440"),
    "a shift on a day that the month lacks": (
        line(REPORT, month="2026-02", rows=[[30, 480, 960, 0]]),
        "Correct the day or the month",
    ),
    "a forty-first row": (line(REPORT, rows=[[3, 480, 960, 0]] * 41), "part 2"),
    "a bill for two months": (line(BILL, month=["2026-01", "2026-02"]), "Write a text in double"),
    "a bill with two months": (WHOLE[:-1] + b', "month": "2026-02"}', "Keep one of them"),
    "a bill for a span": (line(BILL, month="2026-01/2026-02"), "Correct it"),
    "negative minutes": (line(BILL, active_minutes=-1), "Correct the number or its unit"),
    "more minutes than two assistants have": (
        line(BILL, active_minutes=2 * 31 * 24 * 60 + 1),
        "Correct the number or its unit",
    ),
    "minutes with a decimal": (line(BILL, active_minutes=600.5), "Write a whole number"),
    "minutes in text": (line(BILL, active_minutes="600"), "Write a whole number without quotes"),
    "a number beyond all": (line(BILL).replace(b"600", b"1e999"), "Write a whole number"),
    "a stamp without its offset": (
        line(BILL, received_at="2026-02-03T10:00:00"),
        "+01:00 in Swedish winter",
    ),
    "a document that replaces itself": (line(BILL, replaces="fk.intake/d-1"), "of its own"),
    "half a decision's period": (
        line(
            {"type": "grant-decided/2", **HEAD},
            decision_id="b-1", authority="FK", decided_on="2026-01-30",
            effective_from="2026-02-01", municipality="0180", payee="org:2021005521",
            period_from="2026-02-01",
        ),
        "State both ends of the span",
    ),
}  # fmt: skip
#: Months that no time report is for: before the first rate, after the last, and none at all.
MONTHS = (
    "2026-13", "2026-00", "2013-01", "2013-12", "2050-01", "1000-01", "0000-00", "9999-12",
    "2026-1", "26-01", "2026-01-01", "202601", "January", " 2026-01", "2026-01\n", "", 202601, None,
)  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_answered_whole(what: str) -> None:
    text, what_now = BAD[what]
    reasons = read_document(text)
    assert isinstance(reasons, list), reasons
    for reason in reasons:
        told(reason)
    assert any(what_now in reason.what_now for reason in reasons), reasons


@pytest.mark.parametrize("month", MONTHS, ids=repr)
@pytest.mark.parametrize("document", [REPORT, BILL], ids=["report", "bill"])
def test_a_month_that_cannot_be_is_answered_whole(document: dict[str, Any], month: object) -> None:
    reasons = read_document(line(document, month=month))
    assert isinstance(reasons, list), reasons
    (reason,) = reasons
    assert reason.field == "month"
    told(reason)


@pytest.mark.parametrize("month", ["2014-01", "2049-12"])
def test_the_first_and_the_last_month_have_a_form(month: str) -> None:
    assert isinstance(read_document(line(REPORT, month=month)), Document)


@pytest.mark.parametrize("number", ["202601612381", "189001019802"])
def test_a_coordination_number_and_an_old_one_are_taken(number: str) -> None:
    assert isinstance(read_document(line(REPORT, assistant=f"pnr:{number}")), Document)


@pytest.mark.parametrize("ending", ["T123", "A123", "R12C", "TF12"])
def test_a_temporary_number_is_answered_with_the_reference_to_use(ending: str) -> None:
    """No authority gives these, each system makes its own: they are its references."""
    reasons = read_document(line(REPORT, assistant=f"pnr:20170101{ending}"))
    assert isinstance(reasons, list)
    (reason,) = reasons
    told(reason)
    assert "ref: and the sender's own reference" in reason.what_now
    taken = read_document(line(REPORT, assistant=f"ref:20170101{ending}"))
    assert isinstance(taken, Document)
