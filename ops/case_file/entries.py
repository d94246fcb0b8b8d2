"""
One table of a case file, read key by key: the forms that a case file has and an edition has not.

A key that is absent gives its default; a key that is wrong is a fault, and a stand-in lets the rest
of the file be judged too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Final, TypeVar, cast
from uuid import UUID

from ledger.rules.tables import Table
from ops.case_file.quantities import HOURS_FORM, STAMP_FORM, is_month, minutes_of
from schemas.bounds import HIGHEST_ORE

_CODE = re.compile(r"[0-2]\d{3}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
#: The bounds of `schemas.bounds.Day`.
_FIRST_YEAR, _AFTER_LAST_YEAR = 1900, 2100
_BOUNDS: Final = f"from {_FIRST_YEAR} to {_AFTER_LAST_YEAR - 1}"
#: What stands in for a value that is a fault, while the rest of the file is judged.
_NO_MONTH: Final = "2026-01"
_NO_DAY: Final = date(2026, 1, 1)
_Value = TypeVar("_Value")


def id_of(sort: str, name: str) -> UUID:
    """Return an id that looks random and follows from the name alone."""
    return UUID(
        bytes=sha256(f"kvitto/case-file/1\0{sort}\0{name}".encode()).digest()[:16], version=4
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """The form of the keys of a table, and how a fault names it."""

    form: Callable[[str], bool]
    wanted: str


@dataclass(slots=True)
class Entry(Table):
    """A table of the file; `number` is its place in its list, from 0."""

    number: int = field(default=0, kw_only=True)

    def has(self, key: str) -> bool:
        """Tell whether the key is written, so that its default is not taken."""
        return self._value(key) is not None

    def raw(self, key: str) -> object:
        """Return what is written, in whatever form."""
        return self._value(key)

    def wrong(self, key: str, wanted: str, stand_in: _Value) -> _Value:
        """Note that a key has not the form that it must have."""
        return self._wrong(key, wanted, stand_in)

    def inner(self, key: str) -> "Entry":
        """Return a table within this one; an empty one if it is absent."""
        content: object = self._value(key)
        if content is None:
            content = {}
        if not isinstance(content, dict):
            content = self._wrong(key, "a table", cast("dict[str, object]", {}))
        return Entry(self._name(key), cast("dict[str, object]", content), self.faults)

    def rows(self, key: str) -> Iterator["Entry"]:
        """Yield the tables of a list, each closed when the next one is asked for."""
        found = self._value(key)
        if found is not None and not isinstance(found, list):
            self._wrong(key, f"a list of tables, written [[{key}]]", None)
            return
        for number, content in enumerate(cast("list[object]", found or [])):
            where = f"{self._name(key)} {number + 1}"
            if not isinstance(content, dict):
                self.faults.append(f"{where} is {content!r}, and must be a table")
                continue
            entry = Entry(where, cast("dict[str, object]", content), self.faults, number=number)
            yield entry
            entry.close()

    def identity(self, default: str) -> str:
        """Return the `id` by which other documents speak of this one."""
        return self._matched("id", _ID, "letters, digits, '.', '_' or '-'", default)

    def name(self, key: str, default: str | None = None) -> str:
        """Return the name of a party or an assistant."""
        return self._matched(key, _NAME, "a name of letters, digits and hyphens", default)

    def code(self, key: str, default: str) -> str:
        """Return the code of a municipality, or `FK` where that is the default."""
        if default == "FK" and self._value(key) == "FK":
            return "FK"
        return self._matched(key, _CODE, "the four digits of a municipality, in quotes", default)

    def month(self, key: str, default: str | None) -> str:
        """Return a month as it is written."""
        value = self._value(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and is_month(value):
            return value
        return self._wrong(key, 'a month from 2014 on, as "2026-02"', _NO_MONTH)

    def hours(self, key: str, default: Fraction | None = None) -> Fraction:
        """Return hours as exact minutes."""
        value = self._value(key)
        if value is None and default is not None:
            return default
        minutes = minutes_of(value)
        return self._wrong(key, HOURS_FORM, Fraction()) if minutes is None else minutes

    def whole_minutes(self, key: str, most: int, default: int | None = None) -> int:
        """Return hours as whole minutes, at most so many."""
        minutes = self.hours(key, None if default is None else Fraction(default))
        if minutes.denominator != 1 or minutes > most:
            return self._wrong(key, f"whole minutes, at most {most // 60} hours", 0)
        return int(minutes)

    def stamp(self, key: str, default: date | None) -> date:
        """Return a date, or a date with a clock time."""
        value = self._value(key)
        if value is None and default is not None:
            return default
        if isinstance(value, date) and in_bounds(value):
            return value
        return self._wrong(key, f"{STAMP_FORM}, {_BOUNDS}", _NO_DAY)

    def day(self, key: str) -> date:
        """Return a date within the bounds that are published for events."""
        value = self._value(key)
        if isinstance(value, date) and not isinstance(value, datetime) and in_bounds(value):
            return value
        return self._wrong(key, f"a date without quotes, {_BOUNDS}", _NO_DAY)

    def date_or(self, key: str, default: date) -> date:
        """Return a date without a clock time."""
        return self.day(key) if self.has(key) else default

    def date_if_any(self, key: str) -> date | None:
        """Return a date, or None where there is none."""
        return self.day(key) if self.has(key) else None

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self._value(key)
        if value is None:
            return default
        return value if isinstance(value, bool) else self._wrong(key, "true or false", default)

    def ore(self, key: str) -> int:
        """Return an amount that is not negative."""
        return self.whole(key, 0, HIGHEST_ORE)

    def signed_ore(self, key: str) -> int:
        """Return an amount of either sign."""
        return self.whole(key, -HIGHEST_ORE, HIGHEST_ORE)

    def each(
        self, key: str, read: "Callable[[Entry, str], _Value]", keys: Keys
    ) -> dict[str, _Value]:
        """Return a table of values whose keys are of one form."""
        table = self.inner(key)
        found: dict[str, _Value] = {}
        for name in table.content:
            if keys.form(name):
                found[name] = read(table, name)
            else:
                table.fault(f"{name!r} is not {keys.wanted}")
        return found

    def matched(self, key: str, form: re.Pattern[str], wanted: str) -> str | None:
        """Return a text of some form, or None where there is none."""
        return self._matched(key, form, wanted, None) if self.has(key) else None

    def _matched(self, key: str, form: re.Pattern[str], wanted: str, default: str | None) -> str:
        value = self._value(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and form.fullmatch(value):
            return value
        return self._wrong(key, wanted, default or "unnamed")


def in_bounds(day: date) -> bool:
    """Tell whether a day lies within the bounds that are published for events."""
    return _FIRST_YEAR <= day.year < _AFTER_LAST_YEAR


def is_code(text: str) -> bool:
    """Tell whether a text has the form of a municipality's code."""
    return _CODE.fullmatch(text) is not None


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


CODES: Final = Keys(is_code, "the four digits of a municipality, as 0180")
NAMES: Final = Keys(_is_name, "a name of letters, digits and hyphens")


def date_of(stamp: date) -> date:
    """Return the date of a stamp."""
    return stamp.date() if isinstance(stamp, datetime) else stamp
