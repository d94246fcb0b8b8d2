"""
What the door and the ledger say of a document, said of the cells of a sheet.

The door names fields and lists; whoever exported a sheet knows columns and
rows. This is the one place where the first is turned into the second.
"""

import re
from collections.abc import Mapping
from typing import Final

from consumers.sheets.cells import KIND_NAMES, CellRefusedError, damage
from consumers.sheets.column import Column, Form
from consumers.sheets.records import WHOLE_ROW
from schemas.boundary import Reason
from schemas.bounds import HIGHEST_ROWS

_HOUR: Final = 60
_PLACE: Final = re.compile(r"rows\[([0-9]+)\](?:\[([0-3])\])?")
#: The times of a row, of which the door says that they do not go together.
_END_OF_ROW: Final = 2
_A_ROW: Final = re.compile(r"\[([0-9]+), ([0-9]+), ([0-9]+), ([0-3])\]")
_ROW_BEGINS: Final = re.compile(r"^row [0-9]+: ")
_ROW: Final = re.compile(r"\brow [0-9]+\b")
#: How a value is written in JSON, which no cell of a sheet needs.
_QUOTES: Final = re.compile(r",? (?:in double|without) quotes\b")
_REPLACES: Final = re.compile(r'"replaces": "([^"]*)"')

#: The door's advice where it knows nothing better.
_CORRECT_IT: Final = "Correct it."

_TOO_MANY_ROWS: Final = (
    "the form has more than forty rows.",
    "Give the rows after the fortieth a document number of their own, and Del 2 on each.",
)
_PERIOD: Final = (
    "the averaging period needs a first and a last day, in this order.",
    "Correct both days, or leave both empty.",
)
_TOO_MUCH_TIME: Final = (
    "the time is more than two assistants work in a month, day and night.",
    "Correct the hours or the minutes.",
)
#: What is said of a field where the door's own sentence speaks of what no sheet has.
_SAID_OF: Final[Mapping[str, tuple[str, str]]] = {
    "rows": _TOO_MANY_ROWS,
    "averaging_from": _PERIOD,
    "averaging_until": _PERIOD,
    "active_minutes": _TOO_MUCH_TIME,
    "waiting_minutes": _TOO_MUCH_TIME,
    "standby_minutes": _TOO_MUCH_TIME,
}


def row_and_column(reason: Reason, form: Form) -> tuple[int, Column | None]:
    """Return which row of the form a reason is about, and which column, if there is one."""
    match = _PLACE.fullmatch(reason.field)
    if reason.field == "rows":
        return HIGHEST_ROWS, None
    if match is None:
        return 0, next((column for column in form.columns if column.field == reason.field), None)
    place = int(match[2] or _END_OF_ROW)
    return int(match[1]), next(column for column in form.columns if column.place == place)


def said(reason: Reason, column: Column | None, cell: str) -> Reason:
    """Return what the door says, as it is said of a column in which this cell stands."""
    name = WHOLE_ROW if column is None else column.name
    seen = damage(cell) or _special(reason, column)
    if seen is not None:
        return Reason(name, *seen)
    what_now = _in_columns(reason.what_now)
    if column is not None and what_now == _CORRECT_IT:
        what_now = f"Correct it; it is written as in {column.example}."
    return Reason(name, _in_columns(reason.why), what_now)


def unread(column: Column, cell: str, refused: CellRefusedError) -> Reason:
    """Return why a cell cannot be read."""
    return Reason(column.name, *(damage(cell) or (refused.why, refused.what_now)))


def _special(reason: Reason, column: Column | None) -> tuple[str, str] | None:
    of_day = (
        column is not None
        and column.field.startswith("averaging")
        and ("is not a date" in reason.why or "there is no day" in reason.why)
    )
    return None if of_day else _SAID_OF.get(reason.field)


def _in_columns(sentence: str) -> str:
    sentence = _ROW.sub("the row", _ROW_BEGINS.sub("", sentence))
    sentence = _QUOTES.sub("", sentence)
    sentence = _REPLACES.sub(r"Ersätter \1", sentence)
    return _A_ROW.sub(lambda row: _written(*map(int, row.groups())), sentence)


def _written(day: int, start: int, end: int, kind: int) -> str:
    """Return a row as its cells are written."""
    return f"{day};{_clock(start)};{_clock(end)};{KIND_NAMES[kind]}"


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02d}:{minute % _HOUR:02d}"
