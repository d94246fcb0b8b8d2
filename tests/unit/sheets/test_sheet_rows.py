"""Rows are gathered into forms whole or not at all, whatever a spreadsheet did to them."""

import io
import random

import pytest

from consumers.sheets import Sheet
from tests.unit.sheets.written import (
    BILLS,
    HEADER,
    bill,
    lines_taken,
    said,
    sheet,
    shift,
    taken,
)

SECOND = shift(Dokumentnummer="dok.3")


def test_the_rows_of_a_form_stand_together_and_every_bill_is_a_row() -> None:
    rows = [shift(), shift(Dag="3"), SECOND, shift(Avsändare="provider-b")]
    assert lines_taken(HEADER, *rows) == [[2, 3], [4], [5]]
    assert lines_taken(BILLS, bill(), bill(Dokumentnummer="dok.3")) == [[2], [3]]


def test_columns_stand_in_any_order_and_optional_ones_may_be_left_out() -> None:
    header = "slag;TILL;Från;Dag;Arbetsgivare;Assistent;Månad;Ärendenummer"
    header += "; Mottagen ;Avsändare;Dokumentnummer"
    cells = "aktiv;16:00;08:00;2;2021005521;ref:a;2026-02;FK-1;2026-03-02 10:15;provider-a;dok.1"
    (report,) = taken(header, cells)
    assert report.fields["rows"] == ((2, 480, 960, 0),)
    assert report.fields["part"] == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_spreadsheets_add_does_no_harm(end: str, mark: bytes) -> None:
    quoted = ";".join(f'"{cell}"' for cell in shift(Dag="4").split(";"))
    rows = [HEADER + ";;", "", shift() + ";;", ";" * 17, shift(Dag=" 3 "), quoted, ";;;", " "]
    assert said(mark + sheet(*rows, end=end)) == []
    assert said(mark + sheet(*rows, end=end).rstrip()) == []


def test_a_quoted_cell_may_hold_semicolons_quotes_and_line_breaks() -> None:
    (one,) = said(HEADER, shift(Slag='"ak;""tiv"""'))
    assert one.startswith('2: Slag: "ak;\\"tiv\\"" is not a kind of time.')
    header = HEADER.replace("Månad", '"Må-\r\nnad"').replace("Må-\r\n", "Må")
    assert said(header, shift()) == []
    rows = [HEADER, shift(Slag='"aktiv\n\n"'), shift(Slag='"akt\niv"'), SECOND]
    (two,) = said(*rows)
    assert two.startswith("5: Slag: ")
    assert lines_taken(*rows) == [[7]]


def test_an_open_quotation_mark_swallows_nothing() -> None:
    rows = [HEADER, shift(), shift(Slag='"aktiv'), shift(Dag="3"), SECOND, SECOND]
    assert said(*rows) == [
        (
            "3: row: a quotation mark opens in the row and is not closed."
            " Remove it; no value here needs quotation marks."
        )
    ]
    assert lines_taken(*rows) == [[5, 6]]
    (broken,) = said(BILLS, bill(), bill(Månad='"2026"-02'), bill())
    assert broken.startswith("3: row: the quotation marks or line breaks of the row do not match.")


def test_rows_between_two_stray_quotation_marks_are_read_as_rows() -> None:
    stray = [shift(Dokumentnummer=f"d.{number}", Slag='"') for number in (1, 6)]
    between = [shift(Dokumentnummer=f"d.{number}") for number in (3, 4, 5)]
    rows = [HEADER, stray[0], *between, stray[1]]
    assert [one.partition(":")[0] for one in said(*rows)] == ["2", "3", "6"]
    assert lines_taken(*rows) == [[4]]


def test_a_row_with_too_few_or_too_many_cells_is_named() -> None:
    assert said(BILLS, bill(), bill() + ";x", bill().rpartition(";")[0]) == [
        (
            "3: row: the row has 11 cells, and the header 10."
            " Put in what is missing, or remove what is too much; an empty cell counts."
        ),
        (
            "4: row: the row has 9 cells, and the header 10."
            " Put in what is missing, or remove what is too much; an empty cell counts."
        ),
    ]


def test_a_very_long_row_is_named_and_the_next_is_read() -> None:
    found = said(BILLS, bill(Månad="x" * 20_000), bill(Månad="x" * 20_000), bill())
    assert [one.partition(".")[0] for one in found] == [
        "2: row: the row is longer than 16384 bytes",
        "3: row: the row is longer than 16384 bytes",
    ]


def test_a_bad_row_keeps_its_whole_form_out_and_no_other() -> None:
    rows = [HEADER, shift(), shift(Dag="x"), shift(Dag="4"), SECOND]
    assert lines_taken(*rows) == [[5]]
    assert [one[:8] for one in said(*rows)] == ["3: Dag: "]


def test_a_row_that_says_something_else_of_its_form_is_named() -> None:
    assert said(HEADER, shift(), shift(Månad="2026-03", Dag="3"), shift(Assistent="")) == [
        (
            "3: Månad: the cell says something else than line 2, where the form begins."
            " Correct one of them, or give another form a number of its own."
        ),
        (
            "4: Assistent: the cell is empty."
            " Fill it in; on every row of a form its columns say the same."
        ),
    ]


def test_a_form_whose_rows_stand_apart_is_no_form() -> None:
    rows = [HEADER, shift(), SECOND, shift(Dag="3"), shift(Dokumentnummer="dok.4")]
    advice = "Put them together. Remove a copy; give another form a number of its own."
    assert said(*rows) == [
        f"{line}: Dokumentnummer: the rows of the form stand apart: they begin at lines 2, 4."
        f" {advice}"
        for line in (2, 4)
    ]
    assert lines_taken(*rows) == [[3], [5]]


def test_a_form_has_forty_rows() -> None:
    rows = [HEADER, *(shift(Dag=str(day % 28 + 1)) for day in range(40)), SECOND]
    assert lines_taken(*rows) == [[*range(2, 42)], [42]]
    rows[40:40] = [shift(), shift(), shift()]
    assert said(*rows) == [
        (
            "42: row: the form has more than forty rows. Give the rows after the fortieth a"
            " document number of their own, and Del 2 on each."
        )
    ]
    assert lines_taken(*rows) == [[45]]


def test_a_form_beside_a_row_that_may_be_its_own_waits() -> None:
    """Without one of its rows a form would be another form, and nobody would know."""
    lost = shift(Dokumentnummer="")
    assert lines_taken(HEADER, shift(), lost, SECOND, shift(Dokumentnummer="dok.4")) == [[5]]
    assert lines_taken(HEADER, lost, SECOND, shift(Dokumentnummer="dok.4")) == [[4]]
    assert lines_taken(HEADER, shift(), lost, shift(), SECOND) == [[5]]
    assert lines_taken(HEADER, shift(), SECOND, lost) == [[2]]
    assert said(HEADER, shift(), lost, SECOND)[1] == (
        "4: row: the form stands beside line 3, which may be a row of it or not."
        " Mend that line; then both can be imported."
    )
    assert lines_taken(HEADER, shift(), *[lost] * 90, shift(Dag="3"), SECOND) == [[94]]


def test_a_short_row_that_names_its_form_keeps_out_that_form_alone() -> None:
    cut = shift().rpartition(";")[0]
    assert lines_taken(HEADER, shift(), cut, SECOND) == [[4]]
    cut = SECOND.rpartition(";")[0]
    assert lines_taken(HEADER, shift(), cut, SECOND) == [[2]]


def test_every_row_is_part_of_exactly_one_paper() -> None:
    lost = [shift(Dokumentnummer=""), "x;y", shift() + ";z", shift(Slag='"'), ";;"]
    seed = random.randrange(10_000)
    dice = random.Random(seed)
    for _ in range(200):
        rows = [
            dice.choice(lost) if dice.random() < 0.2 else shift(Dokumentnummer=f"d.{number}")
            for number in sorted(dice.choices(range(6), k=dice.randrange(1, 150)))
        ]
        papers = list(Sheet(io.BytesIO(sheet(HEADER, *rows))).papers())
        found = b"".join(line.raw for paper in papers for line in paper.lines)
        assert found == sheet(*(row for row in rows if row != ";;")), f"seed {seed}"
