"""
What a rulebook is made of: dated values, policies, regimes, and how it says that one is missing.

Each value carries its own source and a mark of how well that source is known, because a statement
must be able to print both. Where values come from belongs to `edition`, asking for them to `book`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

#: `sourced`: read in a source that is named. `own`: known or derived, but read nowhere.
#: `assumed`: a choice of modelling that nobody has sourced.
Mark = Literal["sourced", "assumed", "own"]
RegimeName = Literal["LAW_ACTUAL", "SOU_2023_9"]

MARKS: Final[tuple[Mark, ...]] = get_args(Mark)
REGIMES: Final[tuple[RegimeName, ...]] = get_args(RegimeName)

_WEAKEST_FIRST: Final[tuple[Mark, ...]] = ("assumed", "own", "sourced")


def weakest(marks: Sequence[Mark]) -> Mark:
    """Return the mark of what rests on all of these: nothing is better known than its parts."""
    return min(marks, key=_WEAKEST_FIRST.index)


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One value with the day it came into force and its own source.

    `value` is whole, in `unit`: öre, minutes, days, or a divisor. `in_force_from` is the first day
    for which the edition vouches for the value, which may be later than the provision itself.
    """

    name: str
    value: int
    unit: str
    in_force_from: date
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Policy:
    """
    A named setting of a question that the law leaves open.

    `alternatives` are those that are built, the default first. A value that deviates from the
    default is marked as assumed, and its source says so: the default's source speaks for the
    default only.
    """

    name: str
    value: str
    default: str
    alternatives: tuple[str, ...]
    provision: str
    source: str
    mark: Mark
    meaning: str
    rule: str
    in_force_from: date

    @property
    def deviates(self) -> bool:
        """Tell whether the value is another than the default."""
        return self.value != self.default


@dataclass(frozen=True, slots=True)
class Regime:
    """The law that is applied; `reform_from` is None where no reform is."""

    name: RegimeName
    reform_from: date | None

    @property
    def written(self) -> str:
        """The regime as a setting or an option names it, with its first day after a colon."""
        return self.name if self.reform_from is None else f"{self.name}:{self.reform_from}"


class MissingValueError(Exception):
    """A value that the calculation needs is in no edition for that day; it is never guessed."""


class RulebookError(Exception):
    """The edition or the wish is wrong; `faults` are all of them, not just the first."""

    def __init__(self, subject: str, faults: Sequence[str]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(f"{subject}: " + "; ".join(faults))
