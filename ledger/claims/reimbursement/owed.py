"""
What is owed of each reimbursement claim: round(min(C, Σ H · cap)), and what is cut and why.

The cuts follow one fixed order, each taking the amount down from what it was
before, so that claimed = owed + the sum of the cuts to the öre. Semantics 6.2 and 6.3.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Final

from ledger.amounts import first_day, month_of, months_after, rounded, value_of
from ledger.claims.claim import (
    Claim,
    ClaimOwed,
    Covers,
    Cut,
    all_of,
    claims_of,
    every_month,
)
from ledger.claims.reimbursement.derivation import Derivation
from ledger.claims.reimbursement.hours import DecisionTime, MonthOfDecision
from ledger.claims.reimbursement.lines import Measured, Worth, by_reason, measured, outside
from ledger.claims.reimbursement.window import Window, window_of
from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.domain.transfer.records import decided_grants, recorded_grants
from ledger.rules import MissingValueError, Parameter, Rulebook
from ledger.statement import Carried, Exact, Notice
from ledger.statement.when_read import WhenRead
from schemas.municipal.claims import CutReason, ReimbursementClaimed, SickPayClaimed

#: The order in which a claim is cut.
ORDER: Final[tuple[CutReason, ...]] = (
    "AFTER_TAKEOVER",
    "OUTSIDE_WINDOW",
    "OUTSIDE_GRANT",
    "NOT_REPORTED",
    "ABOVE_PRICE_CAP",
    "SICK_PAY_NOT_APPROVED",
    "CLAIMED_BEFORE",
    "MISCALCULATED",
)


class ReimbursementNotice(StrEnum):
    """What is to be known of a reimbursement claim and changes no amount."""

    COST_PRICE_DECLARED = "COST_PRICE_DECLARED"
    CLAIM_AFTER_TAKEOVER = "CLAIM_AFTER_TAKEOVER"
    CLAIMED_AGAIN = "CLAIMED_AGAIN"
    CLAIMED_LATE = "CLAIMED_LATE"
    DECISION_OF_ANOTHER = "DECISION_OF_ANOTHER"


def reimbursements_of(
    case: Case, register: Register, rulebook: Rulebook, carried: Carried | None = None
) -> dict[str, ClaimOwed]:
    """
    Return what is owed of every standing reimbursement claim of a case, by its document.

    Raises `MissingValueError` where the rulebook has no value for a day.
    """
    carried = carried or Carried(case.history, register, rulebook)
    return all_of(reimbursements_or_missing(case, claims_of(case), carried))


def reimbursements_or_missing(
    case: Case, claims: Mapping[str, Claim], carried: Carried, covers: Covers = every_month
) -> dict[str, ClaimOwed | MissingValueError]:
    """
    Return of every standing reimbursement claim what is owed, or which value is missing.

    Claims are read in fold order, and a minute is paid to the first that has
    it. A claim has the days of its month alone, so months that are not covered
    are not reckoned.
    """
    reckoning = _Reckoning(case, claims, carried)
    found: dict[str, ClaimOwed | MissingValueError] = {}
    for ref, claim in claims.items():
        event = claim.event
        if not isinstance(event, ReimbursementClaimed) or claim.replaced:
            continue
        if covers(claim.month):
            try:
                found[ref] = reckoning.owed(claim, event)
            except MissingValueError as missing:
                found[ref] = missing
    return found


class _Reckoning:
    """Reckons the reimbursement claims of one case."""

    def __init__(self, case: Case, claims: Mapping[str, Claim], carried: Carried) -> None:
        self.case, self.carried, self.rulebook = case, carried, carried.rulebook
        self.claims = claims
        self._taken: dict[int, Exact] = {}
        self._times: dict[tuple[str, str], tuple[Window, DecisionTime]] = {}

    def owed(self, claim: Claim, event: ReimbursementClaimed) -> ClaimOwed:
        """Return what is owed of a claim, after those before it."""
        window, time = self._time(event)
        month = month_of(event.month)
        of = None
        if not window.has_days:
            # Without a decision nothing is granted, and without a regime no day is reimbursed.
            reason: CutReason = "OUTSIDE_GRANT" if window.decided is None else "OUTSIDE_WINDOW"
            lines = [outside(line, reason) for line in event.lines]
        else:
            of = time.days(self.case, month)
            lines = [measured(line, of, window, self._taken) for line in event.lines]
        worth = self._worth(event, of, lines)
        owed = min(event.claimed_ore, rounded(min(worth.cost, worth.most)))
        derivation = Derivation(self.case, claim, window, self.rulebook)
        cuts = tuple(
            Cut(
                reason,
                ore,
                WhenRead(partial(derivation.cut, reason, lines, worth.cuts.get(reason, 0))),
            )
            for reason, ore in _cuts(event.claimed_ore, owed, worth)
        )
        steps = WhenRead(partial(derivation.steps, of, lines, worth, owed))
        notices = tuple(self._notices(claim, event, cuts))
        return ClaimOwed(event.claimed_ore, owed, cuts, steps, notices)

    def _time(self, event: ReimbursementClaimed) -> tuple[Window, DecisionTime]:
        key = (event.municipality, event.municipal_decision)
        found = self._times.get(key)
        if found is None:
            window = window_of(self.case, *key, self.rulebook)
            found = self._times[key] = window, DecisionTime(self.carried, window)
        return found

    def _worth(
        self, event: ReimbursementClaimed, of: MonthOfDecision | None, lines: Sequence[Measured]
    ) -> Worth:
        stated = sum((line.priced(line.claimed) for line in lines), Fraction(event.sick_pay_ore))
        approved = self._approved(event, of)
        sick_pay = min(Fraction(event.sick_pay_ore), approved)
        hours = sum((line.priced(line.units) for line in lines), Fraction(0))
        if of is not None and self.rulebook.policy("reimb.price").value == "SCHABLON":
            # The standard rate stands in place of what was paid, sick pay included.
            most = cost = _at(lines, of.rates)
        else:
            caps: Mapping[int, Parameter] = {} if of is None else of.caps
            cost, most = hours + sick_pay, _at(lines, caps)
        cuts = by_reason(lines, lambda line, units: line.priced(units))
        cuts["SICK_PAY_NOT_APPROVED"] = event.sick_pay_ore - sick_pay
        cuts["ABOVE_PRICE_CAP"] = max(Fraction(0), hours + sick_pay - most)
        return Worth(stated, cost, most, sick_pay, cuts)

    def _approved(self, event: ReimbursementClaimed, of: MonthOfDecision | None) -> Fraction:
        """Return the sick-pay cost that the municipality decided for days of the month."""
        approved = Fraction(0)
        for claim in self.claims.values() if of is not None and event.sick_pay_ore else ():
            sick = claim.event
            if not isinstance(sick, SickPayClaimed) or claim.replaced:
                continue
            if sick.municipality != event.municipality:
                continue
            assert of is not None
            lost = sum(end - start for _, start, end in sick.lost)
            within = sum(end - start for day, start, end in sick.lost if _in(day, of))
            approved += Fraction(claim.decided_ore * within, lost or 1)
        return approved

    def _notices(
        self, claim: Claim, event: ReimbursementClaimed, cuts: Sequence[Cut]
    ) -> Iterator[Notice]:
        by = (self.case.event_id(claim.place),)
        if any(line.direct_provision for line in event.lines):
            says = "the municipality performed the assistance itself; its price is declared"
            yield Notice(ReimbursementNotice.COST_PRICE_DECLARED, says, by)
        for cut in cuts:
            if cut.reason == "AFTER_TAKEOVER":
                says = (
                    f"{cut.ore} öre are claimed for days that are Försäkringskassan's (SOU 2023:9)"
                )
                yield Notice(ReimbursementNotice.CLAIM_AFTER_TAKEOVER, says, by)
        if claim.earlier:
            papers = tuple(self.case.event_id(place) for place in (*claim.earlier, claim.place))
            says = "the same decision and month was claimed before; the later claim stands"
            yield Notice(ReimbursementNotice.CLAIMED_AGAIN, says, papers)
        yield from self._of_another(claim, event)
        late = self._months_late(claim, event)
        if late:
            says = f"the claim came more than {late} months after its month; no deadline is known"
            yield Notice(ReimbursementNotice.CLAIMED_LATE, says, by)

    def _of_another(self, claim: Claim, event: ReimbursementClaimed) -> Iterator[Notice]:
        """Tell of a decision that only another municipality has made."""
        if self._time(event)[0].decided is not None:
            return
        known = (*decided_grants(self.case), *recorded_grants(self.case))
        for place, grant in known:
            is_named = grant.decision_id == event.municipal_decision
            if is_named and grant.authority != event.municipality:
                says = (
                    f"decision {grant.decision_id} is that of {grant.authority}; no decision of"
                    f" that name is known of municipality {event.municipality}"
                )
                by = (self.case.event_id(claim.place), self.case.event_id(place))
                yield Notice(ReimbursementNotice.DECISION_OF_ANOTHER, says, by)

    def _months_late(self, claim: Claim, event: ReimbursementClaimed) -> int:
        """Return after how many months a claim has come, of those that are told."""
        came = local_date(self.case.history.keys[claim.place][0])
        ended = date.fromordinal(first_day(month_of(event.month) + 1))
        passed = 0
        for name in ("claim.first_warning_months", "claim.last_warning_months"):
            months = self.rulebook.parameter(name, came).value
            if came >= months_after(ended, months):
                passed = months
        return passed


def _in(day: date, of: MonthOfDecision) -> bool:
    return day.toordinal() in of.granted


def _at(lines: Sequence[Measured], rates: Mapping[int, Parameter]) -> Fraction:
    """Return what the time that counts is worth at the rate of each day."""
    worth = (
        value_of(units, rates[day].value) for line in lines for day, units in line.counted.items()
    )
    return sum(worth, Fraction(0))


def _cuts(claimed: int, owed: int, worth: Worth) -> Iterator[tuple[CutReason, int]]:
    """
    Yield what each reason cuts, in whole öre that add up.

    What is left after a reason is rounded, never the cut itself; a claim for
    less than its lines say is cut only where less is left than it asks for.
    """
    exact = worth.stated
    left = max(owed, min(claimed, rounded(exact)))
    miscalculated = claimed - left
    for reason in ORDER[:-1]:
        exact -= worth.cuts.get(reason, 0)
        after = max(owed, min(claimed, rounded(exact)))
        if left > after:
            yield reason, left - after
        left = after
    if miscalculated:
        yield "MISCALCULATED", miscalculated
