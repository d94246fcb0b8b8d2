"""
Rows of a sheet gathered into the forms that they are parts of, whole or not at all.

The rows of a form state its sender and number, and stand together: so a form is
gathered in bounded memory. A row that does not say which form it belongs to may
be part of the form before it or of the one after; both then wait until it is
mended, because a form without one of its rows is another form. What the rows
say belongs to `consumers.sheets.reading`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, get_args

from consumers.lines import NoTextFileError
from consumers.sheets.column import NUMBER, SENDER
from consumers.sheets.header import Header, fits
from consumers.sheets.records import WHOLE_ROW, Record
from schemas.boundary import Reason
from schemas.bounds import HIGHEST_ROWS, DocumentId, Pattern, Sender

_KEY_FORMS: Final = tuple(
    re.compile(mark.expression)
    for alias in (Sender, DocumentId)
    for mark in get_args(alias)
    if isinstance(mark, Pattern)
)
#: Sender and document number, as they are written.
Key = tuple[str, str]
#: The forms whose rows stand apart, with the first line of each of their parts.
Apart = Mapping[Key, Sequence[int]]

#: One more than a form may have, so that the door sees that it is too long.
_MOST_HELD: Final = HIGHEST_ROWS + 1
_MOST_APART: Final = 10_000
_MOST_LINES_NAMED: Final = 5
#: Bits of the map in which forms are ticked off, two for each: few enough to hold,
#: and enough that a year of the whole country leaves some hundred in doubt.
_BITS: Final = 1 << 26


@dataclass(slots=True)
class Gathered:
    """
    The rows of one form, and what is wrong with them as rows of a form.

    `loose` are those of its rows that may belong to it or not. One that is not
    `whole` becomes no document; without faults it is rejected for one that is
    said of other rows.
    """

    records: list[Record]
    loose: list[Record] = field(default_factory=list[Record])
    faults: list[tuple[int, Reason]] = field(default_factory=list[tuple[int, Reason]])
    is_whole: bool = True


def gathered(records: Iterable[Record], header: Header, apart: Apart) -> Iterator[Gathered]:
    """Yield the forms of a sheet, in the order of their rows."""
    if not header.form.has_rows:
        for record in records:
            yield Gathered([record])
        return
    gatherer = _Gatherer(header, apart)
    for record in records:
        yield from gatherer.take(record)
    yield from gatherer.end()


class _Gatherer:
    """The form whose rows are being read, and rows after it that may be its own."""

    def __init__(self, header: Header, apart: Apart) -> None:
        self._key_of = _KeyOf(header)
        self._apart = apart
        self._open: Gathered | None = None
        self._key: Key | None = None
        self._loose: list[Record] = []
        self._unsure: Record | None = None

    def take(self, record: Record) -> Iterator[Gathered]:
        key = self._key_of.placed(record)
        if key is None:
            self._loose.append(record)
            # What remains of a row that is too long can be read before the next row only.
            if len(self._loose) > _MOST_HELD or record.line.rest is not None:
                yield from self._give_up_loose()
        elif key == self._key:
            yield from self._add_loose()
            yield from self._add(record)
        else:
            yield from self._next(record, key)

    def end(self) -> Iterator[Gathered]:
        yield from self._give_up_loose()

    def _next(self, record: Record, key: Key) -> Iterator[Gathered]:
        """Close the open form, and open the one of this row."""
        stated = [self._key_of.stated(loose) for loose in self._loose]
        # From the end: rows that state the new form's key stand directly before it.
        mine = len(stated)
        while mine and stated[mine - 1] == key:
            mine -= 1
        own, self._loose = self._loose[mine:], self._loose[:mine]
        if any(other is None or other != self._key for other in stated[:mine]):
            self._unsure = self._loose[-1]
        yield from self._give_up_loose(keep_unsure=True)
        self._open, self._key = Gathered([]), key
        self._refuse_at_once((*own, record)[0], key)
        for row in own:
            yield from self._add(row, is_loose=True)
        yield from self._add(record)

    def _refuse_at_once(self, first: Record, key: Key) -> None:
        """Say of the form that begins here what is known before its rows are read."""
        assert self._open is not None
        if self._unsure is not None:
            self._open.is_whole = False
            self._open.faults.append((first.line.number, _beside(self._unsure)))
            self._unsure = None
        if key in self._apart:
            self._open.is_whole = False
            self._open.faults.append((first.line.number, _stand_apart(self._apart[key])))

    def _add(self, record: Record, *, is_loose: bool = False) -> Iterator[Gathered]:
        """Add a row to the open form; of one that is too long the rows are handed on singly."""
        loose = [record] if is_loose else []
        if self._open is None:
            yield Gathered([record], loose, is_whole=False)
            return
        self._open.records.append(record)
        self._open.loose += loose
        if len(self._open.records) == _MOST_HELD:
            yield self._open
            # The key stays: what follows under it belongs to the form that was too long.
            self._open = None

    def _give_up_loose(self, *, keep_unsure: bool = False) -> Iterator[Gathered]:
        """Close the open form together with the rows that may be its own."""
        if not keep_unsure:
            self._unsure = self._loose[-1] if self._loose else self._unsure
        if self._open is None and self._loose:
            self._open = Gathered([])
        yield from self._add_loose()
        if self._open is not None:
            yield self._open
        self._open = self._key = None

    def _add_loose(self) -> Iterator[Gathered]:
        for record in self._loose:
            yield from self._add(record, is_loose=True)
        self._loose.clear()


class _KeyOf:
    """Which form a row says that it belongs to."""

    def __init__(self, header: Header) -> None:
        self._width = header.width
        self._sender = header.place_of(SENDER)
        self._number = header.place_of(NUMBER)

    def placed(self, record: Record) -> Key | None:
        """Return the key of a row whose cells stand where the header says."""
        if record.fault is not None or not fits(record.cells, self._width):
            return None
        key = record.cells[self._sender], record.cells[self._number]
        return key if _can_be_key(key) else None

    def stated(self, record: Record) -> Key | None:
        """Return what stands where the key would be, in a row of any length."""
        if len(record.cells) <= max(self._sender, self._number):
            return None
        return record.cells[self._sender], record.cells[self._number]


@lru_cache(maxsize=1024)
def _can_be_key(key: Key) -> bool:
    """Tell whether a form can have such a key: what a formula left behind is none."""
    return all(form.fullmatch(cell) for form, cell in zip(_KEY_FORMS, key, strict=True))


def forms_apart(records: Iterable[Record], header: Header, again: Iterable[Record]) -> Apart:
    """
    Return the forms whose rows are split by those of another form.

    Reads the rows once, and `again` if there may be such forms. The first time
    forms are ticked off in a map of bits, which some may share; the second time
    those that were found ticked are counted by name. So memory is bounded by the
    map and by the forms in doubt.
    """
    ticked = _Ticked()
    doubtful: set[Key] = set()
    for _, key in _begun(records, header):
        if ticked.tick(hash(key)):
            doubtful.add(key)
            if len(doubtful) > _MOST_APART:
                raise NoTextFileError(
                    f"The rows of more than {_MOST_APART} forms stand apart from each other."
                    " Sort the sheet by Avsändare and Dokumentnummer, and import it again."
                    " Nothing of it was imported."
                )
    if not doubtful:
        return {}
    lines: dict[Key, list[int]] = {}
    for line, key in _begun(again, header):
        if key in doubtful:
            lines.setdefault(key, []).append(line)
    return {key: begun for key, begun in lines.items() if len(begun) > 1}


class _Ticked:
    """What was ticked off, by its hash; sometimes also what was not."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)

    def tick(self, hashed: int) -> bool:
        """Tick it off, and tell whether it was before."""
        was = True
        for place in (hashed % _BITS, (hashed >> 32) % _BITS):
            byte, bit = divmod(place, 8)
            was = was and bool(self._bits[byte] >> bit & 1)
            self._bits[byte] |= 1 << bit
        return was


def _begun(records: Iterable[Record], header: Header) -> Iterator[tuple[int, Key]]:
    """Yield where rows begin to be of another form, and of which."""
    key_of = _KeyOf(header)
    before: Key | None = None
    for record in records:
        key = key_of.placed(record)
        if key is not None and key != before:
            yield record.line.number, key
            before = key


def _beside(unsure: Record) -> Reason:
    return Reason(
        WHOLE_ROW,
        f"the form stands beside line {unsure.line.number}, which may be a row of it or not.",
        "Mend that line; then both can be imported.",
    )


def _stand_apart(lines: Sequence[int]) -> Reason:
    named = ", ".join(map(str, lines[:_MOST_LINES_NAMED]))
    more = " …" if len(lines) > _MOST_LINES_NAMED else ""
    return Reason(
        "Dokumentnummer",
        f"the rows of the form stand apart: they begin at lines {named}{more}.",
        "Put them together. Remove a copy; give another form a number of its own.",
    )
