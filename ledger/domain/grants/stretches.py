"""
A grant period, and a run of days under one decision inside it.

How they follow from the decisions is folded by `folding`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.rules import MissingValueError
from schemas.decisions import GrantDecided

#: The day after every day: an open end.
OPEN_END: Final = date.max.toordinal()
FK: Final = "FK"


class ContestedError(MissingValueError):
    """Two decisions bind the same day and the policy settles neither, so nothing is computed."""


@dataclass(frozen=True, slots=True)
class Period:
    """A grant period (beviljandeperiod), half-open, of one authority."""

    authority: str
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """
    A run of days on which one decision is in force, inside one period.

    `planned` is how many days the period had when it began: a later decision
    may end it early. `beside` are the other decisions in force, where their
    hours add; `contested` names one of them where nothing settles which binds.
    """

    first: int
    after: int
    decision: GrantDecided
    place: int
    period: Period
    planned: int
    beside: tuple[GrantDecided, ...] = ()
    contested: GrantDecided | None = None

    @property
    def national(self) -> bool:
        """Whether Försäkringskassan decided: only then the day counts in O."""
        return self.decision.authority == FK

    def settled(self) -> "Stretch":
        """Return the stretch, or say what is contested (G4, `grant.overlap = REFUSE`)."""
        if self.contested is None:
            return self
        raise ContestedError(
            f"Decisions {self.decision.decision_id} and {self.contested.decision_id} are both in"
            f" force from {date.fromordinal(self.first)}, and grant.overlap = REFUSE settles"
            " neither; record the end of one of them, or calculate with LATEST or SUM"
        )
