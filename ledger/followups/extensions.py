"""
How long applications for temporary extensions are handled (tillfällig utökning).

From the day of the application to that of the decision which names it; one that nobody has
decided is open until the day of reckoning. Source: SOU 2023:9; LSS 9 § 2.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.domain.case import Case
from schemas.bounds import Authority
from schemas.decisions import ExtensionApplied, ExtensionGranted, ExtensionRefused


@dataclass(frozen=True, slots=True)
class Handled:
    """
    An application, and what became of it by a day.

    `days` are those from the application to the decision, or to the day where it is open; below
    zero where a decision claims to be older than what it answers.
    """

    case: UUID
    application: str
    applied_on: date
    decided_on: date | None
    authority: Authority | None
    granted: bool
    days: int
    events: tuple[UUID, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.decided_on is None


@dataclass(frozen=True, slots=True)
class Times:
    """The handling times of some applications: how many, half of them within, and the longest."""

    count: int
    median_days: Fraction | None
    longest_days: int | None


def handled_of(case: Case, case_id: UUID, day: date) -> Iterator[Handled]:
    """Yield each application of a case that stands and was made by a day, in fold order."""
    answers: dict[str, tuple[int, ExtensionGranted | ExtensionRefused]] = {}
    history = case.history
    for place in case.standing(sorted((*history.aside, *history.decisions))):
        event = history.events[place].event
        if not isinstance(event, ExtensionGranted | ExtensionRefused) or event.decided_on > day:
            continue
        if event.application is not None:
            # The first decision ends the handling; a later one is a new matter.
            answers.setdefault(event.application, (place, event))
    for place in case.standing(history.aside):
        event = history.events[place].event
        if isinstance(event, ExtensionApplied) and event.applied_on <= day:
            name = history.events[place].envelope.document_ref
            yield _handled(case, case_id, (place, name, event), answers.get(name), day)


def _handled(
    case: Case,
    case_id: UUID,
    application: tuple[int, str, ExtensionApplied],
    answer: tuple[int, ExtensionGranted | ExtensionRefused] | None,
    day: date,
) -> Handled:
    place, name, applied = application
    decided = None if answer is None else answer[1]
    until = day if decided is None else decided.decided_on
    places = (place,) if answer is None else (place, answer[0])
    return Handled(
        case_id,
        name,
        applied.applied_on,
        None if decided is None else decided.decided_on,
        None if decided is None else decided.authority,
        isinstance(decided, ExtensionGranted),
        (until - applied.applied_on).days,
        tuple(map(case.event_id, places)),
    )


def times_of(handled: Iterable[Handled]) -> Times:
    """Return the handling times; what was decided before it was applied for has none."""
    days = sorted(of.days for of in handled if of.days >= 0)
    return Times(len(days), _median(days), days[-1] if days else None)


def _median(days: Sequence[int]) -> Fraction | None:
    if not days:
        return None
    half = len(days) // 2
    return Fraction(days[half] + days[-half - 1], 2)
