"""
How hours, months and stamps are written in a case file, and how they are shown again.

Exact: hours are fractions of a minute inside, and no decimal is read anywhere.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final

from ledger.domain.accounts import STOCKHOLM, end_of

HOURS_FORM: Final = 'hours: 240, "262:30" (hours and minutes) or "265 5/7" (a fraction of an hour)'
STAMP_FORM: Final = "a date, or a date with a clock time, without quotes"

_CLOCK_HOURS = re.compile(r"(\d{1,5}):([0-5]\d)")
_FRACTION_HOURS = re.compile(r"(?:(\d{1,5}) )?(\d{1,6})/(\d{1,6})")
_MONTH = re.compile(r"20(1[4-9]|[2-4]\d)-(0[1-9]|1[0-2])")


def minutes_of(value: object) -> Fraction | None:
    """Return the exact minutes that were written as hours, or None where they have no form."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value * 60) if value >= 0 else None
    if not isinstance(value, str):
        return None
    if clock := _CLOCK_HOURS.fullmatch(value):
        return Fraction(int(clock[1]) * 60 + int(clock[2]))
    parts = _FRACTION_HOURS.fullmatch(value)
    if parts is None or int(parts[3]) == 0:
        return None
    return (int(parts[1] or 0) + Fraction(int(parts[2]), int(parts[3]))) * 60


def hours_text(minutes: Fraction) -> str:
    """Return exact minutes as they are written in a case file: `262:30` or `265 5/7`."""
    sign, exact = ("-", -minutes) if minutes < 0 else ("", minutes)
    if exact.denominator == 1:
        return f"{sign}{exact.numerator // 60}:{exact.numerator % 60:02d}"
    whole, rest = divmod(exact / 60, 1)
    return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"


def is_month(text: str) -> bool:
    """Tell whether a text is a month such as `2026-02`."""
    return _MONTH.fullmatch(text) is not None


def instant_of(stamp: date, on_the_clock: time, number: int = 0) -> datetime:
    """
    Return the instant of a stamp in Swedish time.

    A date alone takes the clock time given and as many seconds as documents precede it.
    """
    if isinstance(stamp, datetime):
        local = stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=STOCKHOLM)
        return local.astimezone(UTC)
    local = datetime.combine(stamp, on_the_clock, STOCKHOLM)
    return local.astimezone(UTC) + timedelta(seconds=number)


def last_instant_of(stamp: date) -> datetime:
    """Return the last instant that a point of knowledge holds: a date holds its whole day."""
    if isinstance(stamp, datetime):
        return instant_of(stamp, time())
    return end_of(stamp) - timedelta(microseconds=1)
