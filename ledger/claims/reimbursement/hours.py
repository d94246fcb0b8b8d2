"""
The time of a municipal decision day by day, asked of the machine of `ledger.statement`.

A view of the same case in which hours are granted inside the window alone, with
the window's own blocks: every gate is the statement's. What the time is
worth belongs to `owed`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from ledger.amounts import first_day
from ledger.claims.reimbursement.window import Window, granted_within
from ledger.domain.case import Case
from ledger.domain.grants import Granted
from ledger.rules import Parameter, Rulebook
from ledger.statement import NUMBER, Carried, Exact, Gate, MonthTime, Span, Step
from ledger.statement.enhanced import enhanced_rate
from ledger.statement.granting import granted_steps
from ledger.statement.rows import pieces_of
from ledger.statement.when_read import WhenRead
from schemas.bounds import ACTIVE

#: The gates that close time because of what was granted, or to whom.
_OF_GRANT: Final = frozenset(
    gate for gate in Gate if NUMBER[gate] in (1, 2, 4, 5, 8, 9) and gate is not Gate.NO_GRANT
)


@dataclass(frozen=True, slots=True)
class MonthOfDecision:
    """
    A month under one decision, in converted units by day.

    `granted` are the days of the window on which its hours are granted,
    `national` those that are Försäkringskassan's. `reported` is what stands in
    the reports; `closed` what of it the grant closes, on days that are granted.
    `rates` are what an hour is paid with, `caps` what it may cost at most.
    """

    time: MonthTime
    granted: frozenset[int]
    national: frozenset[int]
    payable: Mapping[int, Exact]
    reported: Mapping[int, Exact]
    closed: Mapping[int, Exact]
    rates: Mapping[int, Parameter]
    caps: Mapping[int, Parameter]
    steps: Sequence[Step]


def reported_by_day(time: MonthTime, month: int, rulebook: Rulebook) -> Mapping[int, Exact]:
    """Return the converted units that the reports of a month state, before any gate."""
    wall = rulebook.policy("dst").value == "WALL_CLOCK"
    units: dict[int, Exact] = {}
    for piece in pieces_of(time.accounts.reports, month, wall=wall):
        units[piece.day] = units.get(piece.day, 0) + piece.units
    return units


@lru_cache(maxsize=8)
def _with_pools(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook by which municipal hours share pools: those of `reimb.pool`."""
    pool = rulebook.policy("reimb.pool")
    return replace(rulebook, policies={**rulebook.policies, "grant.pool": pool})


class DecisionTime(Carried):
    """The time of a case as far as one municipal decision is reimbursed for it."""

    def __init__(self, of: Carried, window: Window) -> None:
        """Look at a case through a window; pools are those of `reimb.pool`."""
        # Nothing of what another pool gave may be met again, so nothing is shared.
        self._whole = of
        self._window = window
        rulebook = _with_pools(of.rulebook)
        super().__init__(of.history, of.register, rulebook, asks_every_gate=True)

    def granted(self, case: Case, month: int) -> Granted:
        """Return the granted time inside the window."""
        return granted_within(self._whole.granted(case, month), self._window, self.rulebook)

    def places(self, spans: Sequence[Span]) -> Mapping[int, int]:
        """Add up the time of each day by itself: claims have lines of days."""
        return {day: day for span in spans for day in range(span.first, span.after)}

    def days(self, case: Case, month: int) -> MonthOfDecision:
        """Return the month by day."""
        time = self.month(case, month)
        decided = [span for span in time.spans if span.decision is not None]
        granted = frozenset(
            day for span in decided if span.alive for day in range(span.first, span.after)
        )
        payable: dict[int, Exact] = {}
        closed: dict[int, Exact] = {}
        for (day, _, _), (_, units) in time.payable.items():
            payable[day] = payable.get(day, 0) + units
        for (gate, (day, _, _)), (_, units) in time.cut.items():
            if gate in _OF_GRANT and day in granted:
                closed[day] = closed.get(day, 0) + units
        return MonthOfDecision(
            time=time,
            granted=granted,
            national=self._national(case, month),
            payable=payable,
            reported=reported_by_day(time, month, self.rulebook),
            closed=closed,
            rates={day: span.rate for span in time.spans for day in range(span.first, span.after)},
            caps={
                day: self._cap(case, span.rate, day)
                for span in decided
                for day in range(span.first, span.after)
            },
            steps=WhenRead(partial(self._steps, case, time)),
        )

    def _national(self, case: Case, month: int) -> frozenset[int]:
        """Return the days that are Försäkringskassan's: taken over, or decided by it."""
        first, after = first_day(month), first_day(month + 1)
        days = {*range(max(first, self._window.after), after)}
        for stretch in self._whole.granted(case, month).stretches:
            if stretch.national:
                days |= {*range(max(first, stretch.first), min(after, stretch.after))}
        return frozenset(days)

    def _cap(self, case: Case, rate: Parameter, day: int) -> Parameter:
        """Return what an hour of a day may cost: the reformed rate, or a granted higher one."""
        granted = self.terms(case).enhanced(day)
        return rate if granted is None else enhanced_rate(granted[1], rate, day, self.rulebook)

    def _steps(self, case: Case, time: MonthTime) -> Iterator[Step]:
        """Yield the steps from the decision to what its pool holds, of the first days."""
        span = next((of for of in time.spans if of.decision is not None and of.alive), None)
        if span is not None:
            yield from granted_steps(case, time, span, ACTIVE, self.rulebook)
