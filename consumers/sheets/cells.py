"""
What stands in a cell, as people and spreadsheets write it, to the value of a document.

Each reader takes the text of one cell, which is not empty, and returns what the
door reads, or raises `CellRefusedError`. Whether the value is a right one is
left to the door (`schemas.boundary`).
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from ledger.domain.accounts import STOCKHOLM
from schemas.boundary.reasons import shown
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING

_HOUR: Final = 60
_DAY_HOURS: Final = 24

_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::00)?")
_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_KRONOR: Final = re.compile(
    r"([0-9]{1,9}|[0-9]{1,3}(?:[ \u00a0][0-9]{3}){1,2})(?:[,.]([0-9]{1,2}))?"
)
_IDENTITY: Final = re.compile(r"([0-9]{8})[- ]?([0-9]{4})")
_ORGANISATION: Final = re.compile(r"(?:16)?([0-9]{6})[- ]?([0-9]{4})")
_SHORT_IDENTITY: Final = re.compile(r"[0-9]{6}[-+ ]?[0-9]{4}")
_PREFIXED: Final = re.compile(r"(?:pnr|ref|org):.*")
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:[0-9]{2})?"
)

#: What a spreadsheet would compute instead of showing it.
FORMULA_STARTS: Final = ("=", "+", "-", "@")
#: What a spreadsheet makes of a long number.
_SHORTENED: Final = re.compile(r"[0-9]([.,][0-9]+)?[eE][+][0-9]+")

_KINDS: Final[Mapping[str, int]] = {
    "aktiv": ACTIVE,
    "sjuk": SICK,
    "väntetid": WAITING,
    "beredskap": STANDBY,
}
KIND_NAMES: Final[Mapping[int, str]] = {number: name for name, number in _KINDS.items()}


class CellRefusedError(Exception):
    """The cell cannot be read: why, and what to do now."""

    def __init__(self, why: str, what_now: str) -> None:
        """Keep both sentences."""
        super().__init__(why)
        self.why = why
        self.what_now = what_now


def plain(written: str) -> str:
    """Return a word as it is compared: one space between its parts, å in one letter, small."""
    return unicodedata.normalize("NFC", " ".join(written.split())).casefold()


def damage(cell: str) -> tuple[str, str] | None:
    """Return what a spreadsheet has done to the cell, and what to do, if that can be seen."""
    if cell.startswith(FORMULA_STARTS):
        return (
            f"the cell begins with {cell[0]}, and a spreadsheet would compute it.",
            "Write the value itself; no value here begins with =, +, - or @.",
        )
    if _SHORTENED.fullmatch(cell):
        return (
            "a spreadsheet has shortened the number, and its last digits are lost.",
            "Give the column the format Text, fetch the number anew, and save again.",
        )
    return None


def text(cell: str) -> str:
    """Return the text as it stands."""
    return cell


def whole(cell: str) -> int:
    """Return a whole number."""
    if _WHOLE.fullmatch(cell) is None:
        raise CellRefusedError(
            f"{shown(cell)} is not a whole number.",
            "Write digits only; hours and minutes stand in a column each.",
        )
    return int(cell)


def minutes(cell: str) -> int:
    """Return minutes beside full hours."""
    found = whole(cell)
    if found >= _HOUR:
        raise CellRefusedError(
            f"{found} minutes are more than 59.", "Count full hours in the column of hours."
        )
    return found


@lru_cache(maxsize=4096)
def _clock(cell: str) -> int:
    match = _CLOCK.fullmatch(cell)
    if match is None:
        raise CellRefusedError(
            f"{shown(cell)} is not a clock time.",
            "Write hours and minutes with a colon, such as 08:00.",
        )
    minute = int(match[1]) * _HOUR + int(match[2])
    if minute > _DAY_HOURS * _HOUR:
        raise CellRefusedError(f"there is no clock time {cell}.", "Write 00:00 to 24:00.")
    return minute


def start(cell: str) -> int:
    """Return the minute of the day at which a row begins."""
    minute = _clock(cell)
    if minute == _DAY_HOURS * _HOUR:
        raise CellRefusedError(
            f"a row cannot start at {cell}, the end of the day.",
            "Write 00:00 on the day after, if it begins at midnight.",
        )
    return minute


def end(cell: str) -> int:
    """Return the minute of the day at which a row ends."""
    minute = _clock(cell)
    if minute == 0:
        raise CellRefusedError(
            f"a row cannot end at {cell}, the beginning of the day.",
            "Write 24:00, if it ends at midnight.",
        )
    return minute


def day_of_month(cell: str) -> int:
    """Return the day of the month."""
    if _WHOLE.fullmatch(cell) is None:
        raise CellRefusedError(
            f"{shown(cell)} is not a day of the month.", "Write its number alone, 1 to 31."
        )
    return int(cell)


@lru_cache(maxsize=64)
def kind(cell: str) -> int:
    """Return the number of a kind of time."""
    found = _KINDS.get(plain(cell))
    if found is None:
        raise CellRefusedError(
            f"{shown(cell)} is not a kind of time.",
            f"Write one of {', '.join(_KINDS)}.",
        )
    return found


def yes_or_no(cell: str) -> bool:
    """Return whether it says yes."""
    said = plain(cell)
    if said not in {"ja", "nej"}:
        raise CellRefusedError(f"{shown(cell)} is neither ja nor nej.", "Write ja or nej.")
    return said == "ja"


def one_of(words: Mapping[str, object]) -> Callable[[str], object]:
    """Return what reads one of these words as what it stands for."""

    def read(cell: str) -> object:
        said = plain(cell)
        if said not in words:
            listed = ", ".join(words)
            raise CellRefusedError(f"{shown(cell)} is none of {listed}.", f"Write one of {listed}.")
        return words[said]

    return read


def kronor(cell: str) -> int:
    """Return an amount in öre, written in kronor with at most two decimals."""
    match = _KRONOR.fullmatch(cell)
    if match is None:
        raise CellRefusedError(
            f"{shown(cell)} is not an amount in kronor.",
            "Write kronor and öre with a comma, such as 335,00.",
        )
    return int("".join(match[1].split())) * 100 + int((match[2] or "").ljust(2, "0"))


def person(cell: str) -> str:
    """Return a person's name as the door takes it."""
    if match := _IDENTITY.fullmatch(cell):
        return f"pnr:{match[1]}{match[2]}"
    if _PREFIXED.fullmatch(cell):
        return cell
    if _SHORT_IDENTITY.fullmatch(cell):
        raise CellRefusedError(
            "the identity number lacks its century.", "Write all twelve digits of it."
        )
    raise CellRefusedError(
        "the cell names no person.",
        "Write an identity number of twelve digits, or ref: and your own reference.",
    )


def party(cell: str) -> str:
    """Return the name of an organisation or a person as the door takes it."""
    if match := _ORGANISATION.fullmatch(cell):
        return f"org:{match[1]}{match[2]}"
    try:
        return person(cell)
    except CellRefusedError:
        raise CellRefusedError(
            "the cell names neither an organisation nor a person.",
            "Write an organisation number of ten digits (a spreadsheet drops leading zeros: give"
            " the column the format Text), an identity number of twelve, or ref: and a reference.",
        ) from None


def instant(cell: str) -> str:
    """Return an instant with its offset from UTC; without one the clock is Sweden's."""
    match = _INSTANT.fullmatch(cell)
    if match is None:
        raise CellRefusedError(
            "the cell is not a date with a clock time.",
            "Write the day and the time on which it was received, such as 2026-03-02 10:15.",
        )
    local = f"{match[1]}T{match[2]}"
    if match[3]:
        return local + match[3]
    try:
        clock = datetime.fromisoformat(local).replace(tzinfo=STOCKHOLM)
    except ValueError:
        raise CellRefusedError(
            "there is no such day or time.", "Correct the date or the time."
        ) from None
    if clock.utcoffset() != clock.replace(fold=1).utcoffset():
        raise CellRefusedError(
            "the clock is changed that night, and the time stands for two instants or none.",
            "Write how far the clock is from UTC too, such as +02:00 in summer time.",
        )
    return clock.isoformat()


def day_after(cell: str) -> str:
    """Return the day after a last day, which is the end of a half-open span."""
    try:
        return (date.fromisoformat(cell) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        # The door says of the day itself what is wrong with it.
        return cell
