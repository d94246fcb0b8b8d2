"""
What a column of a sheet is, what a form is, and the columns that every form begins with.

Which columns a form has stands in `consumers.sheets.columns`; what stands in a
cell belongs to `consumers.sheets.cells`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from consumers.sheets import cells
from schemas.catalogue import NAMES, Event


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

HEAD: Final = (
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
)


def time_columns(name: str, field: str, *, needed: bool = False) -> tuple[Column, Column]:
    """Return the columns of hours and minutes, as the form has two boxes."""
    return (
        Column(f"{name} timmar", field, cells.whole, "full hours", "160", needed=needed, times=60),
        Column(f"{name} minuter", field, cells.minutes, "0–59", "30", needed=False, times=1),
    )
