"""A municipality's decisions as a sheet: one a row, in the words that its staff use."""

import io

import pytest

from consumers.papers import Paper
from consumers.sheets import FORMS, Sheet
from schemas.boundary import Document
from schemas.municipal.transfer import TransferRecordQuarantined

FORM = FORMS["transfer"]
EXAMPLES = {column.name: column.example for column in FORM.columns}


def paper(**cells: str) -> Paper:
    written = {**EXAMPLES, "Ersätter": "", **{_name(key): text for key, text in cells.items()}}
    text = f"{';'.join(written)}\r\n{';'.join(written.values())}\r\n"
    (found,) = Sheet(io.BytesIO(text.encode())).papers()
    return found


def _name(key: str) -> str:
    return key.replace("_", " ")


def taken(**cells: str) -> Document:
    found = paper(**cells).found
    assert isinstance(found, Document), found
    return found


def why(**cells: str) -> str:
    found = paper(**cells).found
    assert not isinstance(found, Document)
    return "; ".join(str(reason) for reasons in found.values() for reason in reasons)


def test_a_row_says_what_the_record_says() -> None:
    fields = taken(Timmar_per="Månad", Utförare="Egen  arbetsgivare", Åldersgräns="BEVILJAD FÖRE")
    assert fields.fields["hour_unit"] == "MONTH"
    assert fields.fields["provision"] == "SELF_EMPLOYER"
    assert fields.fields["age_limit"] == "GRANTED_BEFORE"
    assert fields.fields["representative"] == "LIMITED_GUARDIAN"
    assert fields.fields["valid_until"].isoformat() == "2027-06-01"


@pytest.mark.parametrize(
    ("written", "ore"),
    [("335", 33_500), ("335,5", 33_550), ("335.05", 33_505), ("1 335,00", 133_500), ("0,01", 1)],
)
def test_kronor_are_read_as_whole_ore(written: str, ore: int) -> None:
    assert taken(Timbelopp=written).fields["hourly_ore"] == ore


@pytest.mark.parametrize("written", ["335,005", "kr 335", "33 5", "1,335.00"])
def test_what_is_no_amount_is_answered_with_one(written: str) -> None:
    assert "335,00" in why(Timbelopp=written)


def test_a_word_that_is_none_of_the_list_is_answered_with_the_list() -> None:
    assert "vecka, månad, period" in why(Timmar_per="timme")


def test_a_cell_is_not_told_to_be_in_quotes() -> None:
    said = why(Personkrets="4")
    assert "Write one of these." in said
    assert "quotes" not in said


def test_a_row_without_form_is_set_aside_without_its_values() -> None:
    found = paper(Timmar_per="timme", Mottagare="20240229-2384")
    assert found.aside is not None
    assert found.aside.kind is TransferRecordQuarantined
    assert found.aside.fields["municipality"] == "0180"
    assert {field for field, _, _ in found.aside.fields["faults"]} == {"Timmar per", "Mottagare"}
    assert "20240229" not in repr(found.aside)


def test_the_same_row_is_set_aside_under_the_same_name_and_another_under_another() -> None:
    first, again = paper(Timmar_per="timme"), paper(Timmar_per="timme")
    other = paper(Timmar_per="timmar")
    assert first.aside is not None
    assert again.aside is not None
    assert other.aside is not None
    assert first.aside.document_id == again.aside.document_id != other.aside.document_id


def test_a_bill_without_form_is_not_set_aside() -> None:
    header = "Dokumentnummer;Avsändare;Mottagen;Ärendenummer;Månad;Aktiv tid timmar"
    row = "dok.1;provider-a;2026-03-02 10:15;FK-000123;2026-02;många"
    (found,) = Sheet(io.BytesIO(f"{header}\r\n{row}\r\n".encode())).papers()
    assert found.aside is None
