"""
A side of a comparison: one case at one point of knowledge, under one rulebook, on one day.

`State` is such a point with its months verified when they are asked for. What lies between two
sides belongs to `chain`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ledger.comparing.outcome import NOTHING, Outcome, outcome_of, unmatched_of
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import Verifier
from ledger.rules import MissingValueError, Rulebook


@dataclass(frozen=True, slots=True)
class Side:
    """
    One point on the axes. `events` are those of the case that the point admits.

    Without a month it is the whole case: every month, every period that is
    settled, and what lies in no month.
    """

    events: Sequence[Recorded] = field(repr=False)
    register: Register = field(repr=False)
    rulebook: Rulebook
    reckoned_on: date
    month: int | None = None


@dataclass(frozen=True, slots=True)
class NotComparable:
    """A month that the rulebook of a side has no value for; it is in no sum."""

    month: int
    says: str


class State:
    """A case with some documents under some rulebook on some day, verified month by month."""

    def __init__(
        self, events: Iterable[Recorded], register: Register, rulebook: Rulebook, day: date
    ) -> None:
        """Read the case; its months are computed when they are asked for."""
        self.events: Final = tuple(events)
        self.register: Final = register
        self.rulebook: Final = rulebook
        self.day: Final = day
        self._verifier: Final = Verifier(Case.of(self.events), register, rulebook, day)
        self._periods: Final[dict[int, list[int]]] = {}
        for first in self._verifier.periods:
            last = self._verifier.facts.period(first).month
            self._periods.setdefault(last, []).append(first)
        self._months: Final = set(self._verifier.months)
        self._kept: Final[dict[int, Outcome | MissingValueError]] = {}

    @property
    def months(self) -> set[int]:
        """The months that anything speaks of, those in which a period is settled included."""
        return {*self._months, *self._periods}

    def month(self, month: int) -> Outcome:
        """
        Return what is owed, paid and found of a month, and of periods that end with it.

        Raises `MissingValueError` where the rulebook has no value.
        """
        kept = self._kept.get(month)
        if kept is None:
            try:
                kept = self._month(month)
            except MissingValueError as missing:
                kept = missing
            self._kept[month] = kept
        if isinstance(kept, MissingValueError):
            raise kept
        return kept

    def _month(self, month: int) -> Outcome:
        found = NOTHING
        if month in self._months:
            found = outcome_of(self._verifier.month(month))
        for first in self._periods.get(month, ()):
            found += outcome_of(self._verifier.period(first))
        return found

    @property
    def unmatched(self) -> Outcome:
        """What was ordered, or came back, for no month."""
        return unmatched_of(sum(of.delta_ore for of in self._verifier.unmatched()))


def state_of(side: Side) -> State:
    """Return the state that a side is."""
    return State(side.events, side.register, side.rulebook, side.reckoned_on)


def around(register: Register, events: Iterable[Recorded]) -> list[Recorded]:
    """
    Return the documents of a register that can change a case, each once, in no order.

    Those about everybody whom the case names under any id, and the first word
    of permits: from then on a permit can be missed.
    """
    history = Case.of(events).history
    about = {
        recorded.envelope.event_id: recorded
        for party in history.parties
        for recorded in register.about(party)
    }
    first = register.first_permit
    if first is not None:
        about[first.envelope.event_id] = first
    return list(about.values())
