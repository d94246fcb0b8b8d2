"""
A point of knowledge: what was known at an instant, or recorded up to a position.

It only selects; the order of folding is `ledger.domain.recorded.fold_order`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.domain.recorded import Recorded


@dataclass(frozen=True, slots=True)
class KnownAt:
    """Every document that its receiver had at this instant (UTC)."""

    instant: datetime

    def admits(self, recorded: Recorded) -> bool:
        """Tell whether the event belongs to the point."""
        return recorded.envelope.known_at <= self.instant


@dataclass(frozen=True, slots=True)
class RecordedUpTo:
    """
    Every event that the ledger itself had recorded at this position.

    `recorded_at` is the instant of that position; the proofs speak of this
    kind of point only.
    """

    position: int
    recorded_at: datetime

    def admits(self, recorded: Recorded) -> bool:
        """Tell whether the event belongs to the point."""
        return recorded.position is not None and recorded.position <= self.position

    @property
    def instant(self) -> datetime:
        """The instant whose local date is the default reckoning day."""
        return self.recorded_at


Point = KnownAt | RecordedUpTo


def select(events: Iterable[Recorded], point: Point) -> list[Recorded]:
    """Return the events that belong to the point, in the order given."""
    return [recorded for recorded in events if point.admits(recorded)]
