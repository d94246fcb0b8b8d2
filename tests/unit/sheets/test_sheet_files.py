"""A file that is no sheet of ours is answered as a whole, with advice."""

import pytest

from consumers.sheets import NO_SHEET
from tests.unit.sheets.written import BILLS, HEADER, bill, refused, said, sheet, shift


def test_windows_1252_is_refused_wherever_it_begins() -> None:
    assert refused(f"{HEADER}\r\n{shift()}\r\n".encode("cp1252")) == (
        f"Line 1 is not UTF-8: å, ä and ö as Windows-1252 writes them look like this. {NO_SHEET}"
    )
    rows = sheet(BILLS, *[bill()] * 5000) + bill(Ärendenummer="Å").encode("cp1252")
    assert refused(rows).startswith("Line 5002 is not UTF-8: ")


@pytest.mark.parametrize(
    ("separator", "called"), [(",", "commas"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_other_separators_are_refused(separator: str, called: str) -> None:
    content = sheet(HEADER, shift()).replace(b";", separator.encode())
    assert refused(content) == (
        f"Its columns are separated by {called} instead of semicolons. {NO_SHEET}"
    )


def test_line_ends_of_an_old_macintosh_are_refused() -> None:
    assert refused(sheet(HEADER, shift(), end="\r")).startswith("Its lines end in the way of an")


def test_an_empty_file_is_refused_and_a_header_alone_is_not() -> None:
    for content in (b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\n"):
        assert refused(content).startswith("The file is empty: it lacks even its header.")
    assert said(HEADER) == said(BILLS) == []


def test_a_header_is_refused_with_all_that_is_wrong_with_it() -> None:
    header = HEADER.replace("Från", "Fran").replace(";Månad", ";;Till;Assistentens namn")
    assert refused(sheet(header, shift())) == (
        "Line 1 is no header of time reports (tidsredovisning, FK 3059): the columns Månad, Från"
        " are missing; the name of column 6 is missing; the column Till is there more than once;"
        ' there is no column "Assistentens namn" (leave it out); there is no column "Fran"'
        " (the nearest is Från). kvitto template fk-3059 shows the columns."
        " Nothing of it was imported."
    )
    assert "bills (räkning, FK 3057): the column Aktiv tid timmar is missing" in refused(
        sheet(BILLS.replace("Aktiv tid timmar", "Aktiv tid"))
    )


def test_a_header_of_strangers_is_refused_briefly() -> None:
    found = refused(sheet(";".join(f"column {number}" for number in range(100))))
    assert "80 more columns are not known" in found
    assert len(found) < 2000


def test_a_first_row_without_header_does_not_show_whom_it_names() -> None:
    found = refused(sheet(shift(), shift()))
    assert "20170101" not in found
    assert "are missing" in found


def test_forms_that_stand_apart_in_thousands_are_answered_once() -> None:
    rows = [numbered(number) for number in range(10_001)]
    found = refused(sheet(HEADER, *rows, *rows))
    assert found.startswith("The rows of more than 10000 forms stand apart from each other.")
    assert "Sort the sheet by Avsändare and Dokumentnummer" in found


def numbered(number: int) -> str:
    return shift(Dokumentnummer=f"d.{number}")
