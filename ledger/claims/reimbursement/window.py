"""
The days of one municipal decision that a municipality is reimbursed for.

From the start of the regime, or of the decision, until Försäkringskassan takes
it over; none where it is kept. Whose decision counts on a day is told by
`ledger.domain.grants`. Semantics 6.1 and 6.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ledger.amounts import first_day, month_of_day
from ledger.domain.case import Case
from ledger.domain.grants import FK, OPEN_END, Granted, Period, Stretch
from ledger.domain.grants.forces import forces_of
from ledger.rules import Rulebook
from schemas.decisions import GrantDecided
from schemas.municipal.transfer import DecisionKept


@dataclass(frozen=True, slots=True)
class Window:
    """
    The days [first, after) of a decision; `after` is the takeover, if there is one.

    `decided`, `taken_over` and `kept` are the places of the papers that say so.
    """

    municipality: str
    decision_id: str
    first: int
    after: int
    decided: int | None = None
    taken_over: int | None = None
    kept: int | None = None

    @property
    def has_days(self) -> bool:
        """Whether any day may be reimbursed: there is a decision, and a regime that says so."""
        return self.decided is not None and self.first != OPEN_END

    def is_own(self, decision: GrantDecided) -> bool:
        """Tell whether a decision is the one of the window, or stays municipal in its place."""
        return decision.authority == self.municipality and self.decision_id in (
            decision.decision_id,
            decision.takes_over,
        )

    def holds(self, stretch: Stretch) -> bool:
        """Tell whether hours of the window's decision are granted on the days of a stretch."""
        return any(self.is_own(decision) for decision in (stretch.decision, *stretch.beside))


def window_of(case: Case, municipality: str, decision_id: str, rulebook: Rulebook) -> Window:
    """Return the window of a decision; one of no days where nothing is reimbursed."""
    reform = rulebook.regime.reform_from
    window = Window(municipality, decision_id, OPEN_END, OPEN_END)
    first = taken_over = OPEN_END
    decided = by = None
    for force in forces_of(case, rulebook):
        event = force.event
        if not isinstance(event, GrantDecided):
            continue
        if window.is_own(event):
            if force.first < first:
                first, decided = force.first, force.place
        elif event.authority == FK and event.takes_over == decision_id and force.first < taken_over:
            taken_over, by = force.first, force.place
    kept = _kept(case, municipality, decision_id)
    begins = OPEN_END if reform is None or kept is not None else max(first, reform.toordinal())
    return replace(
        window, first=begins, after=taken_over, decided=decided, taken_over=by, kept=kept
    )


def _kept(case: Case, municipality: str, decision_id: str) -> int | None:
    """Return the place of the paper that leaves the decision with its municipality."""
    for place in case.standing(case.history.aside):
        event = case.history.events[place].event
        if isinstance(event, DecisionKept) and (
            (event.municipality, event.municipal_decision) == (municipality, decision_id)
        ):
            return place
    return None


def granted_within(granted: Granted, window: Window, rulebook: Rulebook) -> Granted:
    """
    Return of granted time what lies in a window, in grant periods of the window's own.

    Blocks of six calendar months, the first from the window's start (6.2).
    """
    stretches = tuple(
        part
        for stretch in granted.stretches
        if window.holds(stretch)
        for part in _in_blocks(stretch, window, rulebook)
    )
    by_period: dict[Period, tuple[Stretch, ...]] = {}
    for stretch in stretches:
        by_period[stretch.period] = (*by_period.get(stretch.period, ()), stretch)
    left = granted.after_death
    if left is not None and not (window.holds(left) and window.first <= left.first < window.after):
        left = None
    return replace(
        granted, stretches=stretches, by_period=by_period, accruing=by_period, after_death=left
    )


def _in_blocks(stretch: Stretch, window: Window, rulebook: Rulebook) -> Iterator[Stretch]:
    first, after = max(stretch.first, window.first), min(stretch.after, window.after)
    for block in _blocks(window, after, rulebook):
        begin, end = max(first, block.first), min(after, block.after)
        if begin < end:
            yield replace(stretch, first=begin, after=end, period=block)


def _blocks(window: Window, until: int, rulebook: Rulebook) -> Iterator[Period]:
    """Yield the blocks of a window that begin before a day."""
    first = window.first
    while first < until:
        begun = date.fromordinal(first)
        months = rulebook.parameter("grant.longest_months", begun).value
        after = first_day(month_of_day(begun) + months)
        yield Period(window.municipality, first, after)
        first = after
