"""
The columns of a sheet, by form: what they are called, which field they fill, how they are written.

The one table of them: reading, the template, and the page for those who export
(`consumers/README.md`) follow it. What stands in a cell belongs to
`consumers.sheets.cells`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from consumers.sheets import cells
from schemas.catalogue import NAMES, Event
from schemas.reports import BillReceived, TimeReportReceived


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column: the field of the document that it fills, and how a cell is read.

    One that is not `needed` may be left out or empty. Of a field that two
    columns fill, each adds its number `times` its weight. Columns with a
    `place` fill that place in a row of the form; the others say the same on
    every row of it.
    """

    name: str
    field: str
    read: Callable[[str], object]
    written: str
    example: str
    needed: bool = True
    times: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a sheet: the type of document that it becomes, and its columns."""

    name: str
    title: str
    kind: type[Event]
    columns: tuple[Column, ...]

    @property
    def type_name(self) -> str:
        """The stored name of the type of document."""
        return NAMES[self.kind]

    @property
    def has_rows(self) -> bool:
        """Whether several rows of the sheet make one document."""
        return any(column.place is not None for column in self.columns)

    @property
    def rows_are_said(self) -> str:
        """What a row of the sheet is, for people."""
        return "one shift a row" if self.has_rows else "one form a row"


SENDER: Final = "sender"
NUMBER: Final = "document_id"

_HEAD: Final = (
    Column(
        "Dokumentnummer", NUMBER, cells.text, "a number that the sender never uses again", "dok.17"
    ),
    Column("Avsändare", SENDER, cells.text, "who sent it: a-z, 0-9, dots, hyphens", "provider-a"),
    Column(
        "Mottagen",
        "received_at",
        cells.instant,
        "day and time of receipt, Swedish clock",
        "2026-03-02 10:15",
    ),
    Column(
        "Ersätter",
        "replaces",
        cells.text,
        "the document number that this one corrects",
        "dok.16",
        needed=False,
    ),
    Column("Ärendenummer", "case_ref", cells.text, "the agency's case number", "FK-000123"),
    Column("Månad", "month", cells.text, "the month of the work", "2026-02"),
)
_ADDS: Final = Column(
    "Tilläggsräkning",
    "adds",
    cells.yes_or_no,
    "ja, if it adds to the others instead of replacing them",
    "nej",
    needed=False,
)

TIME_REPORTS: Final = Form(
    "fk-3059",
    "time reports (tidsredovisning, FK 3059)",
    TimeReportReceived,
    (
        *_HEAD,
        Column(
            "Assistent",
            "assistant",
            cells.person,
            "identity number of twelve digits, or ref: and your own reference",
            "ref:A17",
        ),
        Column(
            "Arbetsgivare",
            "employer",
            cells.party,
            "organisation number; an own employer as a person",
            "202100-5521",
        ),
        Column(
            "Del", "part", cells.whole, "2, 3 … continues a form of forty rows", "1", needed=False
        ),
        _ADDS,
        Column(
            "Beräkningsperiod från",
            "averaging_from",
            cells.text,
            "first day of the averaging period",
            "2026-02-01",
            needed=False,
        ),
        Column(
            "Beräkningsperiod till",
            "averaging_until",
            cells.day_after,
            "its last day",
            "2026-02-28",
            needed=False,
        ),
        Column("Dag", "rows", cells.day_of_month, "day of the month", "2", place=0),
        Column("Från", "rows", cells.start, "clock time", "22:00", place=1),
        Column("Till", "rows", cells.end, "clock time; 24:00 is midnight", "24:00", place=2),
        Column("Slag", "rows", cells.kind, ", ".join(cells.KIND_NAMES.values()), "aktiv", place=3),
    ),
)


def _time(name: str, field: str, *, needed: bool = False) -> tuple[Column, Column]:
    """Return the columns of hours and minutes, as the form has two boxes."""
    return (
        Column(f"{name} timmar", field, cells.whole, "full hours", "160", needed=needed, times=60),
        Column(f"{name} minuter", field, cells.minutes, "0–59", "30", needed=False, times=1),
    )


BILLS: Final = Form(
    "fk-3057",
    "bills (räkning, FK 3057)",
    BillReceived,
    (
        *_HEAD,
        *_time("Aktiv tid", "active_minutes", needed=True),
        *_time("Väntetid", "waiting_minutes"),
        *_time("Beredskap", "standby_minutes"),
        _ADDS,
    ),
)

#: The forms by the names that a person types.
FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {form.name: form for form in (TIME_REPORTS, BILLS)}
)


def template_of(form: Form) -> bytes:
    """Return an empty sheet: the header alone, as a spreadsheet opens it."""
    header = ";".join(column.name for column in form.columns)
    return f"\ufeff{header}\r\n".encode()
