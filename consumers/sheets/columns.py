"""
The columns of a sheet, by form: what they are called, which field they fill, how they are written.

The one table of them: reading, the template, and the page for those who export
(`consumers/README.md`) follow it. What stands in a cell belongs to
`consumers.sheets.cells`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from consumers.sheets import cells
from consumers.sheets.column import HEAD, Column, Form, time_columns
from consumers.sheets.transfers import TRANSFERS
from schemas.reports import BillReceived, TimeReportReceived

_HEAD: Final = (*HEAD, Column("Månad", "month", cells.text, "the month of the work", "2026-02"))
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


BILLS: Final = Form(
    "fk-3057",
    "bills (räkning, FK 3057)",
    BillReceived,
    (
        *_HEAD,
        *time_columns("Aktiv tid", "active_minutes", needed=True),
        *time_columns("Väntetid", "waiting_minutes"),
        *time_columns("Beredskap", "standby_minutes"),
        _ADDS,
    ),
)

#: The forms by the names that a person types.
FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {form.name: form for form in (TIME_REPORTS, BILLS, TRANSFERS)}
)


def template_of(form: Form) -> bytes:
    """Return an empty sheet: the header alone, as a spreadsheet opens it."""
    header = ";".join(column.name for column in form.columns)
    return f"\ufeff{header}\r\n".encode()
