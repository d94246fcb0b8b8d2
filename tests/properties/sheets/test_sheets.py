"""Whatever becomes of a sheet on its way: no form is read without all of its rows."""

import io
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from consumers.lines import NoTextFileError
from consumers.papers import Paper
from consumers.sheets import Sheet
from schemas.boundary import Document
from tests.unit.sheets.written import BILLS, HEADER, bill, sheet, shift

PIECES = st.sampled_from(
    [
        HEADER, BILLS, shift(), bill(), ";", '"', "\r\n", "\n", "\r", ",", "\t", "=", "å", "0",
        "\ufeff", "\0", " ", "\u2028",
    ]
)  # fmt: skip
Damage = Callable[[str, int], str]


def cut(row: str, at: int) -> str:
    # A row that is gone leaves no trace; one of which a letter is left does.
    return row[: at % len(row) + 1]


def without_cell(row: str, at: int) -> str:
    cells = row.split(";")
    del cells[at % len(cells)]
    return ";".join(cells)


def with_cell(row: str, at: int) -> str:
    cells = row.split(";")
    cells.insert(at % (len(cells) + 1), "?")
    return ";".join(cells)


def with_mark(row: str, at: int) -> str:
    place = at % (len(row) + 1)
    return f'{row[:place]}"{row[place:]}'


def behind_key(row: str, damage: Damage, at: int) -> str:
    """Spare sender and number: a row that states another number is a row of another form."""
    key, rest = row.split(";")[:2], row.split(";")[2:]
    return ";".join((*key, damage(";".join(rest), at))) if rest else row


def with_two_marks(row: str, at: int) -> str:
    return behind_key(row, lambda rest, at: with_mark(with_mark(rest, at), at // 7), at)


def with_break(row: str, at: int) -> str:
    return behind_key(row, lambda rest, at: f"{rest[: at % 90]}\n{rest[at % 90 :]}", at)


def without_number(row: str, at: int) -> str:
    return row.partition(";")[2] if at % 2 else ";" + row.partition(";")[2]


DAMAGES: list[Damage] = [
    cut, without_cell, with_cell, with_mark, with_two_marks, with_break, without_number,
]  # fmt: skip


def papers(content: bytes) -> list[Paper]:
    try:
        return list(Sheet(io.BytesIO(content)).papers())
    except NoTextFileError as fault:
        refused = str(fault)
    assert refused.endswith(".")
    return []


def documents(content: bytes) -> dict[str, Document]:
    return {
        paper.found.document_id: paper.found
        for paper in papers(content)
        if isinstance(paper.found, Document)
    }


def rows_of(sizes: list[int]) -> list[str]:
    """Return forms of so many rows, whose days tell their rows apart."""
    return [
        shift(Dokumentnummer=f"dok.{number}", Dag=str(day + 1))
        for number, size in enumerate(sizes)
        for day in range(size)
    ]


@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=6),
    damages=st.lists(
        st.tuples(st.sampled_from(DAMAGES), st.integers(0, 999), st.integers(0, 99)), max_size=4
    ),
)
def test_a_form_is_read_as_it_was_written_or_not_at_all(
    sizes: list[int], damages: list[tuple[Damage, int, int]]
) -> None:
    rows = rows_of(sizes)
    written = documents(sheet(HEADER, *rows))
    assert len(written) == len(sizes)
    for damage, at, row in damages:
        rows[row % len(rows)] = damage(rows[row % len(rows)], at) or "?"
    read = documents(sheet(HEADER, *rows))
    for number, document in read.items():
        assert document == written.get(number), damages
    if not damages:
        assert read == written


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    for paper in papers(f"{HEADER}\r\n{text}".encode()) + papers(text.encode()):
        if isinstance(paper.found, Document):
            continue
        for reasons in paper.found.values():
            assert reasons
            for reason in reasons:
                assert reason.why.endswith(".")
                assert reason.what_now.endswith(".")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes) -> None:
    papers(content)
    papers(f"{BILLS}\n".encode() + content)
