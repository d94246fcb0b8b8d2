"""
From the rows of one form to a document, or to everything that is wrong with which cell.

The rows are written as the line of JSON that the same form would be, and the one
door judges it (`schemas.boundary`); what it says goes back to rows and columns
(`consumers.sheets.saying`). Only how a cell is written is judged here.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from consumers.papers import Faults, Paper
from consumers.sheets.cells import CellRefusedError
from consumers.sheets.column import SENDER, Column
from consumers.sheets.gathering import Gathered
from consumers.sheets.header import Header, fits
from consumers.sheets.records import WHOLE_ROW, Record
from consumers.sheets.saying import row_and_column, said, unread
from schemas.boundary import Document, Reason, read_document, set_aside
from schemas.municipal.transfer import TransferRecordReceived

_EMPTY: Final = "the cell is empty."
_FILL: Final = "Fill it in; on every row of a form its columns say the same."


@dataclass(slots=True)
class _Found:
    """What is wrong with the rows of a form, and the places at the door that it settles."""

    by_line: dict[int, list[Reason]] = field(default_factory=dict[int, list[Reason]])
    places: set[str] = field(default_factory=set[str])

    def add(self, line: int, reason: Reason) -> None:
        self.by_line.setdefault(line, []).append(reason)


class FormReader:
    """Reads the forms of one sheet."""

    def __init__(self, header: Header) -> None:
        """Keep which column stands where."""
        self._form = header.form
        self._width = header.width
        self._places = {column.name: place for place, column in header.places}
        self._head = [(place, column) for place, column in header.places if column.place is None]
        self._head_of = _cells_at([place for place, _ in self._head])
        shift = sorted(
            (column.place, place, column)
            for place, column in header.places
            if column.place is not None
        )
        self._shift = [(place, column) for _, place, column in shift]
        self._shift_of = _cells_at([place for place, _ in self._shift])
        # The same shift stands in very many forms.
        self._right_shift = lru_cache(maxsize=1 << 14)(self._read_shift)

    def paper(self, form: Gathered) -> Paper:
        """Return the paper that the rows of a form are."""
        lines = [record.line for record in form.records]
        found = _Found()
        for line, reason in form.faults:
            found.add(line, reason)
        sound = [record for record in form.records if not self._is_broken(record, found)]
        if not (form.is_whole or form.faults or form.loose):
            return Paper(lines, found.by_line)
        own = [record for record in sound if record not in form.loose]
        for record in sound:
            if record in form.loose:
                self._document([record], found)
        document = self._document(own, found) if own else None
        if document is None or form.loose or found.by_line:
            return Paper(lines, self._in_order(found), self._aside(own, found))
        return Paper(lines, document)

    def _document(self, sound: Sequence[Record], found: _Found) -> Document | None:
        """Return the document that these rows are, or none and the reasons."""
        found.places.clear()
        read = read_document(json.dumps(self._fields(sound, found)).encode())
        if isinstance(read, Document):
            return read
        for reason in read:
            self._say(reason, sound, found)
        return None

    def _aside(self, own: Sequence[Record], found: _Found) -> Document | None:
        """Return what is kept of a transfer record without form: a row is one record."""
        if self._form.kind is not TransferRecordReceived or not own:
            return None
        line = json.dumps(self._fields(own, _Found())).encode()
        reasons = [reason for of_line in found.by_line.values() for reason in of_line]
        takes = {column.name: column.written for column in self._form.columns}
        return set_aside(line, reasons, own[0].line.text, takes)

    def placed(self, paper: Paper, reason: Reason) -> Faults:
        """Return what the ledger says against a paper, at the first row of the form."""
        _, column = row_and_column(reason, self._form)
        return {paper.lines[0].number: (said(reason, column, ""),)}

    def _in_order(self, found: _Found) -> Faults:
        """Return what is wrong, in each row by its columns."""
        for reasons in found.by_line.values():
            reasons.sort(key=lambda reason: self._places.get(reason.field, -1))
        return found.by_line

    def _is_broken(self, record: Record, found: _Found) -> bool:
        """Tell whether the cells of a row do not stand where the header says; and say so."""
        fault = record.fault
        if fault is None and not fits(record.cells, self._width):
            fault = Reason(
                WHOLE_ROW,
                f"the row has {len(record.cells)} cells, and the header {self._width}.",
                "Put in what is missing, or remove what is too much; an empty cell counts.",
            )
        if fault is not None:
            found.add(record.line.number, fault)
        return fault is not None

    def _fields(self, sound: Sequence[Record], found: _Found) -> dict[str, Any]:
        """Return the document; what cannot be read is left out of it, and said."""
        first = sound[0]
        fields: dict[str, Any] = {"type": self._form.type_name}
        for place, column in self._head:
            value = self._read(first, place, column, found)
            if value is None:
                continue
            if column.times is not None:
                value = fields.get(column.field, 0) + column.times * value
            fields[column.field] = value
        if "/" not in fields.get("replaces", "/"):
            fields["replaces"] = f"{fields.get(SENDER, 'unknown')}/{fields['replaces']}"
        if self._form.has_rows:
            self._compare(sound, found)
            fields["rows"] = self._rows(sound, found)
        return fields

    def _read(self, record: Record, place: int, column: Column, found: _Found) -> Any:  # noqa: ANN401 - what the door judges
        """Return the value of a cell, or none and the reason."""
        cell = record.cells[place]
        if not cell and not column.needed:
            return None
        try:
            return _value(column, cell)
        except CellRefusedError as refused:
            found.add(record.line.number, unread(column, cell, refused))
            found.places.add(column.field)
            return None

    def _compare(self, sound: Sequence[Record], found: _Found) -> None:
        """Find rows that say something else of the form than its first row."""
        first = sound[0]
        head = self._head_of(first.cells)
        for record in sound[1:]:
            if self._head_of(record.cells) == head:
                continue
            for place, column in self._head:
                if record.cells[place] != first.cells[place]:
                    found.add(record.line.number, _differs(column, first, record.cells[place]))

    def _rows(self, sound: Sequence[Record], found: _Found) -> list[Sequence[Any]]:
        """Return the shifts of a form."""
        if len(sound) == 1 and not any(self._shift_of(sound[0].cells)):
            # A form that reports no time, as a correction may.
            return []
        return [self._row(record, index, found) for index, record in enumerate(sound)]

    def _row(self, record: Record, index: int, found: _Found) -> Sequence[Any]:
        try:
            return self._right_shift(self._shift_of(record.cells))
        except CellRefusedError:
            return self._wrong_shift(record, index, found)

    def _read_shift(self, cells: tuple[str, ...]) -> tuple[object, ...]:
        return tuple(
            _value(column, cell) for (_, column), cell in zip(self._shift, cells, strict=True)
        )

    def _wrong_shift(self, record: Record, index: int, found: _Found) -> list[Any]:
        """Say what is wrong with each cell of a shift, and leave it open."""
        row: list[Any] = []
        for part, (place, column) in enumerate(self._shift):
            cell = record.cells[place]
            try:
                row.append(_value(column, cell))
            except CellRefusedError as refused:
                found.add(record.line.number, unread(column, cell, refused))
                found.places.add(f"rows[{index}][{part}]")
                row.append(None)
        return row

    def _say(self, reason: Reason, sound: Sequence[Record], found: _Found) -> None:
        """Say what the door found, unless it follows from a cell that could not be read."""
        if reason.field in found.places:
            return
        index, column = row_and_column(reason, self._form)
        record = sound[min(index, len(sound) - 1)]
        place = None if column is None else self._places.get(column.name)
        cell = "" if place is None else record.cells[place]
        found.add(record.line.number, said(reason, column, cell))


def _cells_at(places: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return what takes the cells at these places out of a row."""
    if not places:
        return lambda _: ()
    if len(places) == 1:
        only = itemgetter(places[0])
        return lambda cells: (only(cells),)
    return itemgetter(*places)


def _value(column: Column, cell: str) -> object:
    """Return what a cell says, or raise why it cannot be read."""
    if not cell:
        raise CellRefusedError(_EMPTY, _FILL if column.place is None else "Fill it in.")
    return column.read(cell)


def _differs(column: Column, first: Record, cell: str) -> Reason:
    if not cell:
        return Reason(column.name, _EMPTY, _FILL)
    return Reason(
        column.name,
        f"the cell says something else than line {first.line.number}, where the form begins.",
        "Correct one of them, or give another form a number of its own.",
    )
