"""
What a comparison says: the worth of each cause, down to the documents that are its.
"""

from dataclasses import dataclass, field

from ledger.comparing.causes import Cause
from ledger.comparing.outcome import Outcome
from ledger.domain.recorded import Recorded


@dataclass(frozen=True, slots=True)
class EventStep:
    """
    One document of a cause, and what it changed when it was its turn in fold order.

    `gone` says that the first side knew it and the second does not. `month` is
    set where two months are compared: the one that the document is counted in.
    """

    recorded: Recorded
    change: Outcome
    gone: bool = False
    month: int | None = None


@dataclass(frozen=True, slots=True)
class CauseStep:
    """
    The result with a cause, less the result without it and without all later ones.

    `events` are none where they were not asked for, as for the whole ledger.
    """

    cause: Cause
    change: Outcome
    events: tuple[EventStep, ...] = field(default=())
