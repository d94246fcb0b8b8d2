"""
A run of minutes that is closed, and the ground on which it is.

Minutes are counted through the days: the ordinal of the day times 1440, and the minute of its
clock. A whole day is closed from its midnight to the next.
"""

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from ledger.runs import MINUTES_A_DAY


@dataclass(frozen=True, slots=True)
class Ground:
    """
    Why minutes are closed, as a derivation says it.

    `rule` and `policy` are names of the rulebook, `events` the papers that say so.
    """

    rule: str
    quantity: str
    value: str
    policy: str | None
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The minutes from `first` until `after`, closed on one ground; a limit may end at a part."""

    first: int | Fraction
    after: int | Fraction
    ground: Ground


def closed_days(first: int, after: int, ground: Ground) -> Closed:
    """Close the days from one ordinal until another."""
    return Closed(first * MINUTES_A_DAY, after * MINUTES_A_DAY, ground)
