"""What is kept of a transfer record without form holds no value of it, whatever stood where."""

import io
import json
from collections.abc import Mapping

import pytest

from consumers.sheets import FORMS as SHEETS
from consumers.sheets import Sheet
from schemas.boundary import FORMS, Document, read_document, set_aside
from tests.integration.transfer.papers import record

MARKER = "Karin Märkesdotter"
COLUMNS = [column.name for column in SHEETS["transfer"].columns]
FIELDS = FORMS["transfer-record-received/1"].own


def kept_of_line(document: Mapping[str, object]) -> Document:
    line = json.dumps(document).encode()
    reasons = read_document(line)
    assert isinstance(reasons, list)
    kept = set_aside(line, reasons)
    assert kept is not None
    return kept


@pytest.mark.parametrize("value", [MARKER, [MARKER], {MARKER: MARKER}])
@pytest.mark.parametrize("field", [*FIELDS, MARKER, f"rows[{MARKER}]", "replaces"])
def test_no_field_of_a_line_leaves_its_value(field: str, value: object) -> None:
    document = {**record(), "hour_unit": "year", field: value}
    kept = kept_of_line(document)
    assert "rkesdotter" not in repr(kept)
    assert "year" not in repr(kept)


def test_a_line_says_which_field_is_missing_and_which_has_no_form() -> None:
    document = {**record(), "eligibility_group": 4}
    del document["payee"]
    faults = kept_of_line(document).fields["faults"]
    assert {(field, "missing" in why) for field, why, _ in faults} == {
        ("eligibility_group", False),
        ("payee", True),
    }


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_sheet_leaves_its_value(column: str) -> None:
    written = {of.name: of.example for of in SHEETS["transfer"].columns}
    written |= {"Ersätter": "", "Timmar per": "335,0x", column: MARKER}
    text = f"{';'.join(written)}\r\n{';'.join(written.values())}\r\n"
    (found,) = Sheet(io.BytesIO(text.encode())).papers()
    assert not isinstance(found.found, Document)
    assert "rkesdotter" not in repr(found.aside)
    assert "335,0x" not in repr(found.aside)


def test_a_sheet_says_what_the_column_takes() -> None:
    written = {of.name: of.example for of in SHEETS["transfer"].columns}
    written |= {"Ersätter": "", "Timmar per": MARKER}
    text = f"{';'.join(written)}\r\n{';'.join(written.values())}\r\n"
    (found,) = Sheet(io.BytesIO(text.encode())).papers()
    assert found.aside is not None
    ((field, _, what_now),) = found.aside.fields["faults"]
    assert field == "Timmar per"
    assert "vecka, månad, period" in what_now
