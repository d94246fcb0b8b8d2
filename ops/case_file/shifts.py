"""
Rows of a time report as a case file writes them, expanded to one row per day.

`"1-28 08:00-16:00 waiting"` stands once for each day; `"1-28 spread 240"` shares hours evenly.
"""

import re
from collections.abc import Iterator
from typing import Final

from ledger.runs import MINUTES_A_DAY
from ops.case_file.quantities import HOURS_FORM, minutes_of
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING

Shift = tuple[int, int, int, int]

KINDS: Final = {"active": ACTIVE, "sick": SICK, "waiting": WAITING, "standby": STANDBY}
_SPREAD_START: Final = 8 * 60
_FORM: Final = (
    '"DAYS FROM-TO [KIND]", as "1-5,8 08:00-16:30 waiting", or "DAYS spread HOURS [from CLOCK] '
    '[KIND]"'
)

_CLOCK = r"([01]\d|2[0-4]):([0-5]\d)"
_KIND = r"(?: (?P<kind>[a-z]+))?"
_ROW = re.compile(rf"(?P<days>\S+) {_CLOCK}-{_CLOCK}{_KIND}")
_SPREAD = re.compile(
    rf"(?P<days>\S+) spread (?P<hours>\d\S*(?: \d+/\d+)?)(?: from {_CLOCK})?{_KIND}"
)
_DAYS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")


def shifts_of(texts: list[str], days_in_month: int, faults: list[str]) -> list[Shift]:
    """Return the rows that the texts stand for, in the order written; faults are added."""
    shifts: list[Shift] = []
    spread: list[Shift] = []
    for text in texts:
        kind_word, rows, is_spread = _expanded(text, days_in_month, faults)
        kind = KINDS.get(kind_word)
        if kind is None:
            faults.append(f"{text!r} has no kind {kind_word!r}: write one of {', '.join(KINDS)}")
            continue
        made = [(day, start, end, kind) for day, start, end in rows]
        shifts += made
        spread += made if is_spread else []
    faults.extend(_overlaps(shifts, set(spread)))
    return shifts


def _expanded(
    text: str, days_in_month: int, faults: list[str]
) -> tuple[str, list[tuple[int, int, int]], bool]:
    """Return the word for the kind, a row (day, start, end) per day, and whether it was spread."""
    row, spread = _ROW.fullmatch(text), _SPREAD.fullmatch(text)
    found = row or spread
    if found is None:
        faults.append(f"{text!r} is no row: write {_FORM}")
        return "active", [], False
    kind = found["kind"] or "active"
    days = list(_days(found["days"], days_in_month, text, faults))
    if not days:
        return kind, [], False
    if row is not None:
        return kind, _repeated(row, days, text, faults), False
    return kind, _shared(found, days, text, faults), True


def _days(words: str, days_in_month: int, text: str, faults: list[str]) -> Iterator[int]:
    for word in words.split(","):
        found = _DAYS.fullmatch(word)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= days_in_month:
            faults.append(
                f"{text!r}: {word!r} is no day or run of days of the month: write days from 1 to "
                f"{days_in_month}, as 1-5,8"
            )
            return
        yield from range(first, last + 1)


def _repeated(
    row: re.Match[str], days: list[int], text: str, faults: list[str]
) -> list[tuple[int, int, int]]:
    start, end = int(row[2]) * 60 + int(row[3]), int(row[4]) * 60 + int(row[5])
    if not start < end <= MINUTES_A_DAY:
        faults.append(
            f"{text!r} does not end after it starts within its day: write a night as two rows, "
            '"1 22:00-24:00" and "2 00:00-06:00"'
        )
        return []
    return [(day, start, end) for day in days]


def _shared(
    spread: re.Match[str], days: list[int], text: str, faults: list[str]
) -> list[tuple[int, int, int]]:
    """Share hours evenly: T = q · n + r; the first r days get a minute more."""
    hours = spread["hours"]
    minutes = minutes_of(int(hours) if hours.isdigit() else hours)
    start = _SPREAD_START if spread[3] is None else int(spread[3]) * 60 + int(spread[4])
    if minutes is None or minutes.denominator != 1 or len(set(days)) != len(days):
        faults.append(f"{text!r} must spread whole minutes over different days, as {HOURS_FORM}")
        return []
    each, more = divmod(int(minutes), len(days))
    if start + each + (1 if more else 0) > MINUTES_A_DAY:
        faults.append(f"{text!r} reaches past midnight: spread it over more days or begin earlier")
        return []
    rows = [(day, start, start + each + (n < more)) for n, day in enumerate(days)]
    return [row for row in rows if row[1] < row[2]]


def _overlaps(shifts: list[Shift], spread: set[Shift]) -> Iterator[str]:
    """Yield a fault where a spread row overlaps another: an overlap is written row by row."""
    reaching: Shift = (0, 0, 0, 0)
    for shift in sorted(shifts):
        if shift[0] != reaching[0]:
            reaching = shift
            continue
        if shift[1] < reaching[2] and (shift in spread or reaching in spread):
            yield (
                f"on day {shift[0]} a spread row overlaps another: begin it elsewhere with "
                '"from CLOCK", or write the rows out'
            )
            return
        reaching = max(reaching, shift, key=lambda of: of[2])
