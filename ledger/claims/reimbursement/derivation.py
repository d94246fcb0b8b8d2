"""
The steps from a claim's window to its öre: rule, quantity, source and events.

Built beside the calculation, never read by it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import UNITS
from ledger.claims.claim import Claim
from ledger.claims.reimbursement.hours import MonthOfDecision
from ledger.claims.reimbursement.lines import Measured, Worth
from ledger.claims.reimbursement.window import Window
from ledger.domain.case import Case
from ledger.domain.grants import OPEN_END
from ledger.rules import Rulebook
from ledger.statement import Exact, Step
from schemas.municipal.claims import CutReason

#: The rule under which each reason cuts.
_RULES: Final[dict[CutReason, str]] = {"AFTER_TAKEOVER": "6.3", "CLAIMED_BEFORE": "6.3"}


class Derivation:
    """Makes the steps of one claim."""

    def __init__(self, case: Case, claim: Claim, window: Window, rulebook: Rulebook) -> None:
        """Gather the papers that every step of the claim rests on."""
        self._case, self._window, self._rulebook = case, window, rulebook
        self._claim = (case.event_id(claim.place),)
        places = (window.decided, window.taken_over, window.kept)
        self._papers = tuple(case.event_id(place) for place in places if place is not None)

    def steps(
        self, of: MonthOfDecision | None, lines: Sequence[Measured], worth: Worth, owed: int
    ) -> Iterator[Step]:
        """Yield how what is owed came about, from the window to the öre."""
        pool, price = self._rulebook.policy("reimb.pool"), self._rulebook.policy("reimb.price")
        yield Step("6.2", "days that are reimbursed", self._days(), "", pool, self._papers)
        reports: tuple[UUID, ...] = ()
        if of is not None:
            yield from of.steps
            reports = tuple(
                self._case.event_id(report.place) for report in of.time.accounts.reports
            )
        for number, line in enumerate(lines, 1):
            run = f"{line.line.first_day}..{line.line.last_day}"
            yield Step("6.2", f"line {number}", run, "", None, self._claim)
            yield Step("6.2", "claimed", line.claimed, "units", None, self._claim)
            yield Step("6.2", "payable, and not paid before", line.units, "units", None, reports)
            yield Step("6.2", "price", line.line.price_ore, "öre/h", price, self._claim)
            yield Step("6.2", "cost", line.priced(line.units), "öre", None, ())
        if worth.sick_pay:
            yield Step("6.2", "approved sick pay", worth.sick_pay, "öre", None, self._claim)
        if of is not None:
            yield from self._caps(of, lines)
        yield Step("6.2", "at most", worth.most, "öre", price, ())
        yield Step("6.2", "owed, at most what is claimed", owed, "öre", None, self._claim)

    def _days(self) -> str:
        """Return the days of the window, in words."""
        window = self._window
        if window.first == OPEN_END or window.first >= window.after:
            return "none"
        first = date.fromordinal(window.first).isoformat()
        if window.after == OPEN_END:
            return f"{first}.."
        return f"{first}..{date.fromordinal(window.after - 1)}"

    def _caps(self, of: MonthOfDecision, lines: Sequence[Measured]) -> Iterator[Step]:
        """Yield the highest prices of an hour on the days that count, each once."""
        days = sorted({day for line in lines for day in line.counted})
        for cap in dict.fromkeys(of.caps[day] for day in days):
            yield Step("6.2", "highest price", cap.value, "öre/h", cap, ())

    def cut(self, reason: CutReason, lines: Sequence[Measured], ore: Exact) -> Iterator[Step]:
        """Yield what one reason cuts: the time of each line, and its exact worth."""
        rule = _RULES.get(reason, "6.2")
        events = self._papers if reason in ("AFTER_TAKEOVER", "OUTSIDE_WINDOW") else self._claim
        for number, line in enumerate(lines, 1):
            units = line.cut.get(reason, 0)
            if units:
                name = f"cut of line {number}"
                yield Step(rule, name, Fraction(units) / UNITS, "min", None, events)
                yield Step(rule, "price", line.line.price_ore, "öre/h", None, self._claim)
        if reason == "ABOVE_PRICE_CAP":
            price = self._rulebook.policy("reimb.price")
            yield Step(rule, "above the highest price", ore, "öre", price, self._claim)
        elif reason == "MISCALCULATED":
            yield Step(rule, "claimed beyond its lines", "", "", None, self._claim)
        else:
            yield Step(rule, "exact", ore, "öre", None, ())
