"""
Strict reading of a TOML document that collects every fault instead of stopping at the first.

A reader that meets a fault notes it and hands back a stand-in of the right type, so that the rest
of the document is judged too; whoever starts the reading must look at the faults at the end and
throw away what was read. What the keys mean belongs to the caller.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar, cast

_NO_DAY: Final = date(1, 1, 1)
_Choice = TypeVar("_Choice", bound=str)
_StandIn = TypeVar("_StandIn")


@dataclass(slots=True)
class Table:
    """One table of the document; `where` is how a fault names it."""

    where: str
    content: dict[str, object]
    faults: list[str]
    _asked: set[str] = field(default_factory=set[str])

    def text(self, key: str) -> str:
        """Return a text that says something."""
        value = self._value(key)
        if isinstance(value, str) and value.strip():
            return value
        return self._wrong(key, "a text that is not empty", "")

    def whole(self, key: str, least: int, most: int) -> int:
        """Return a whole number within bounds; a float or a boolean is none."""
        value = self._value(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        return self._wrong(key, f"a whole number from {least} to {most}", least)

    def day(self, key: str) -> date:
        """Return a date; a date with a time of day is none."""
        value = self._value(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self._wrong(key, "a date", _NO_DAY)

    def choice(self, key: str, allowed: Sequence[_Choice]) -> _Choice:
        """Return one of the allowed words."""
        value = self._value(key)
        for word in allowed:
            if value == word:
                return word
        return self._wrong(key, f"one of {', '.join(allowed)}", allowed[0])

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of different texts, which may be empty."""
        items = self._items(key)
        if items is not None:
            words = tuple(item for item in items if isinstance(item, str) and item.strip())
            if len(set(words)) == len(items):
                return words
        return self._wrong(key, "a list of different texts", ())

    def table(self, key: str) -> "Table":
        """Return a table within this one."""
        value = self._value(key)
        if isinstance(value, dict):
            return Table(self._name(key), cast("dict[str, object]", value), self.faults)
        return self._wrong(key, "a table", Table(self._name(key), {}, self.faults))

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield the rows of a list of tables, each closed when the next one is asked for."""
        for number, content in enumerate(self.row_contents(key), start=1):
            label = content.get("name") or content.get("year") or number
            inner = Table(f"{self._name(key)}[{label}]", content, self.faults)
            yield inner
            inner.close()

    def row_contents(self, key: str) -> list[dict[str, object]]:
        """Return the rows of a list of tables as they stand, for whoever judges them elsewhere."""
        rows = self._items(key)
        if rows and all(isinstance(row, dict) for row in rows):
            return cast("list[dict[str, object]]", rows)
        return self._wrong(key, "a list of tables", list[dict[str, object]]())

    def close(self) -> None:
        """Note every key that nobody has asked for: a misspelt key must not pass as absent."""
        self.faults.extend(
            f"{self._name(key)} is unknown here; known are {', '.join(sorted(self._asked))}:"
            " correct or remove it"
            for key in self.content
            if key not in self._asked
        )

    def fault(self, sentence: str) -> None:
        """Note a fault that the caller has found in this table."""
        self.faults.append(f"{self.where}: {sentence}" if self.where else sentence)

    def _name(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _value(self, key: str) -> object:
        self._asked.add(key)
        return self.content.get(key)

    def _items(self, key: str) -> list[object] | None:
        value = self._value(key)
        return cast("list[object]", value) if isinstance(value, list) else None

    def _wrong(self, key: str, wanted: str, stand_in: _StandIn) -> _StandIn:
        value = self.content.get(key)
        found = "is missing" if value is None else f"is {value!r}"
        self.faults.append(f"{self._name(key)} {found}, and must be {wanted}")
        return stand_in


def document(text: str, faults: list[str]) -> Table:
    """Return the whole document; one that is no TOML is a single fault and an empty table."""
    try:
        content = cast("dict[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError as cause:
        faults.append(f"this is not TOML: {cause}; correct it there")
        content = {}
    return Table("", content, faults)
