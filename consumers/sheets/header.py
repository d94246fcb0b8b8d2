"""
The first line of a sheet: which form it is, and which column stands where.

A header that cannot be followed is refused with everything that is wrong with
it, before any row is read. Which columns there are belongs to
`consumers.sheets.columns`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from consumers.lines import NoTextFileError
from consumers.sheets.cells import plain
from consumers.sheets.column import Column, Form
from consumers.sheets.columns import FORMS
from consumers.sheets.records import NO_SHEET, SEPARATOR, Record
from schemas.boundary.reasons import shown

#: What other programs put between columns, and what a person calls it.
_OTHER_SEPARATORS: Final = (("\t", "tabs"), (",", "commas"), ("|", "vertical bars"))
_MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Header:
    """The form, each column with its place in a row, and how many cells a row has."""

    form: Form
    places: tuple[tuple[int, Column], ...]
    width: int

    def place_of(self, field: str) -> int:
        """Return where the column of a field stands."""
        return next(place for place, column in self.places if column.field == field)


def read_header(record: Record | None) -> Header:
    """Return what the first row says, or raise `NoTextFileError` with all that is wrong."""
    if record is None:
        raise NoTextFileError(
            "The file is empty: it lacks even its header. Export it again; kvitto template shows"
            " the columns."
        )
    names = record.cells
    while names and not names[-1]:
        names = names[:-1]
    _refuse_other_separators(record, names)
    form = _form(names)
    faults = (
        [record.fault.why.rstrip(".")] if record.fault is not None else list(_faults(names, form))
    )
    if faults:
        raise NoTextFileError(
            f"Line {record.line.number} is no header of {form.title}: {'; '.join(faults)}."
            f" kvitto template {form.name} shows the columns. Nothing of it was imported."
        )
    known = _known(form)
    places = tuple((place, known[plain(name)]) for place, name in enumerate(names))
    return Header(form, places, len(names))


def fits(cells: Sequence[str], width: int) -> bool:
    """Tell whether a row has a cell for each column; empty ones after them are no harm."""
    return len(cells) == width or (len(cells) > width and not any(cells[width:]))


def _refuse_other_separators(record: Record, names: Sequence[str]) -> None:
    text = record.line.text.decode(errors="replace").rstrip("\r\n")
    if "\r" in text.replace("\r\n", ""):
        raise NoTextFileError(f"Its lines end in the way of an old Macintosh. {NO_SHEET}")
    for separator, called in _OTHER_SEPARATORS:
        if separator in text and len(names) == 1 and SEPARATOR not in text:
            raise NoTextFileError(
                f"Its columns are separated by {called} instead of semicolons. {NO_SHEET}"
            )


def _known(form: Form) -> dict[str, Column]:
    return {plain(column.name): column for column in form.columns}


def _form(names: Sequence[str]) -> Form:
    """Return the form most of whose columns the header has."""
    given = {plain(name) for name in names}
    return max(FORMS.values(), key=lambda form: len(given & _known(form).keys()))


def _faults(names: Sequence[str], form: Form) -> Iterator[str]:
    """Yield what is wrong with a header, if it is to be one of this form."""
    known = _known(form)
    counts = Counter(map(plain, names))
    missing = [
        column.name for name, column in known.items() if column.needed and name not in counts
    ]
    if missing:
        yield f"{_columns(missing)} missing"
    if empty := [str(place + 1) for place, name in enumerate(names) if not name]:
        yield f"the name of column {', '.join(empty[:_MOST_NAMED])} is missing"
    twice = [known[name].name for name, count in counts.items() if count > 1 and name in known]
    if twice:
        yield f"{_columns(twice)} there more than once"
    unknown = dict.fromkeys(name for name in names if name and plain(name) not in known)
    for name in list(unknown)[:_MOST_NAMED]:
        yield _no_such_column(name, known.keys() - counts.keys(), known)
    if len(unknown) > _MOST_NAMED:
        yield f"{len(unknown) - _MOST_NAMED} more columns are not known"


def _columns(names: Sequence[str]) -> str:
    listed = ", ".join(names)
    return f"the column {listed} is" if len(names) == 1 else f"the columns {listed} are"


def _no_such_column(name: str, free: Collection[str], known: Mapping[str, Column]) -> str:
    """Return that a column is not known, with the nearest of those that the header lacks."""
    near = get_close_matches(plain(name), free, n=1)
    advice = f"the nearest is {known[near[0]].name}" if near else "leave it out"
    return f"there is no column {shown(name)} ({advice})"
