"""
Sheets as tests write them: a row from a few cells, a file from rows, and what became of it.
"""

import io

from consumers.lines import NoTextFileError
from consumers.sheets import Sheet
from schemas.boundary import Document

REPORT = {
    "Dokumentnummer": "dok.1",
    "Avsändare": "provider-a",
    "Mottagen": "2026-03-02 10:15",
    "Ersätter": "",
    "Ärendenummer": "FK-000123",
    "Månad": "2026-02",
    "Assistent": "20170101-2393",
    "Arbetsgivare": "202100-5521",
    "Del": "",
    "Tilläggsräkning": "",
    "Beräkningsperiod från": "",
    "Beräkningsperiod till": "",
    "Dag": "2",
    "Från": "08:00",
    "Till": "16:00",
    "Slag": "aktiv",
}
BILL = {
    "Dokumentnummer": "dok.2",
    "Avsändare": "provider-a",
    "Mottagen": "2026-03-02 10:15",
    "Ärendenummer": "FK-000123",
    "Månad": "2026-02",
    "Aktiv tid timmar": "172",
    "Aktiv tid minuter": "30",
    "Väntetid timmar": "",
    "Beredskap timmar": "",
    "Beredskap minuter": "",
}
HEADER, BILLS = ";".join(REPORT), ";".join(BILL)


def shift(**cells: str) -> str:
    """Return a row of a time report in which these columns are filled otherwise."""
    assert cells.keys() <= REPORT.keys()
    return ";".join((REPORT | cells).values())


def bill(**cells: str) -> str:
    """Return a bill in which these columns, with _ for a space, are filled otherwise."""
    changed = {name.replace("_", " "): cell for name, cell in cells.items()}
    assert changed.keys() <= BILL.keys()
    return ";".join((BILL | changed).values())


def sheet(*rows: str, end: str = "\r\n") -> bytes:
    return "".join(row + end for row in rows).encode()


def said(*rows: str | bytes) -> list[str]:
    """Return what is wrong with a file as `line: column: why what now`."""
    content = b"".join(row if isinstance(row, bytes) else sheet(row) for row in rows)
    return [
        f"{line}: {reason}"
        for paper in Sheet(io.BytesIO(content)).papers()
        if not isinstance(paper.found, Document)
        for line, reasons in sorted(paper.found.items())
        for reason in reasons
    ]


def taken(*rows: str) -> list[Document]:
    """Return the documents of a file in which nothing is wrong."""
    assert said(*rows) == []
    papers = Sheet(io.BytesIO(sheet(*rows))).papers()
    return [paper.found for paper in papers if isinstance(paper.found, Document)]


def lines_taken(*rows: str) -> list[list[int]]:
    """Return the lines of each form that becomes a document."""
    papers = Sheet(io.BytesIO(sheet(*rows))).papers()
    return [
        [line.number for line in paper.lines]
        for paper in papers
        if isinstance(paper.found, Document)
    ]


def refused(content: bytes) -> str:
    """Return the sentence with which a whole file is refused."""
    try:
        Sheet(io.BytesIO(content))
    except NoTextFileError as refusal:
        return str(refusal)
    raise AssertionError("the file was taken")
