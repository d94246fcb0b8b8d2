"""
Time, days and exact numbers as people and programs read them.

Exact: a fraction of a minute is shown as a fraction, and in JSON as `n/d`.
"""

from datetime import date, datetime
from fractions import Fraction

from ledger.amounts import UNITS, first_day
from ledger.domain.accounts import STOCKHOLM
from ops.show.money import NO_BREAK, number

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def minutes_of_units(units: int | Fraction) -> Fraction:
    """Return exact minutes of the units in which converted time is counted."""
    return Fraction(units, UNITS)


def time_text(minutes: int | Fraction) -> str:
    """Return minutes as `171 h 25 5/7 min`, without the part that is nought."""
    hours, rest = divmod(Fraction(minutes), 60)
    whole, part = divmod(rest, 1)
    of_minutes = [str(whole)] * bool(whole) + [str(part)] * bool(part)
    words = [f"{number(int(hours))}{NO_BREAK}h"] * bool(hours)
    if of_minutes or not words:
        words.append(f"{NO_BREAK.join(of_minutes or ['0'])}{NO_BREAK}min")
    return NO_BREAK.join(words)


def exact_text(value: int | Fraction) -> str:
    """Return an exact number for a program: `171`, or `1200/7`."""
    return str(Fraction(value))


def month_name(month: int) -> str:
    """Return a month index as `February 2026`."""
    return f"{_MONTHS[month % 12]} {month // 12}"


def days_text(first: int, after: int, month: int) -> str:
    """Return a run of days of one month as `day 3` or `days 3–15`."""
    start, last = first - first_day(month) + 1, after - first_day(month)
    return f"day {start}" if start == last else f"days {start}–{last}"


def instant_text(instant: datetime) -> str:
    """Return an instant as the clock in Stockholm shows it."""
    return f"{instant.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}"


def local_day(instant: datetime) -> date:
    """Return the day in Stockholm."""
    return instant.astimezone(STOCKHOLM).date()


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 case`, `1 200 cases`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
