"""
A month verified: reckoned on a day, with its statement and what to know of it.

Pure. The table and the findings are made in `reckoning` from the facts that
`gathering` gives; here they meet the statement that explains them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Final

from ledger.amounts import month_of_day
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings.debited import wrong_debits
from ledger.findings.gathering import CaseFacts
from ledger.findings.interest import wrong_interest
from ledger.findings.payments import Order, Payments, Purpose
from ledger.findings.reckoning import (
    Finding,
    Reckoned,
    Reckoning,
    reckoned,
    repaid_lines,
    unmatched_findings,
)
from ledger.rules import Rulebook
from ledger.statement import Notice, OwedPart, Settlement, Statement
from schemas.decisions import GrantDecided


@dataclass(frozen=True, slots=True)
class Verification(Reckoned):
    """
    A month compared with its payments at one point, reckoned on one day.

    `repaid` is what came back, which is no finding and part of the difference.
    """

    statement: Statement
    notices: tuple[Notice, ...]
    repaid: tuple[Finding, ...]
    reckoned_on: date

    @property
    def owed_parts(self) -> tuple[OwedPart, ...]:
        """What O is made of, each part with its derivation."""
        return self.statement.owed_parts


@dataclass(frozen=True, slots=True)
class PeriodVerification(Reckoned):
    """
    A period that is settled compared with its payments, reckoned on one day.

    `settlement` is what it owes whatever the day; before its day it owes nothing.
    """

    settlement: Settlement
    notices: tuple[Notice, ...]
    repaid: tuple[Finding, ...]
    reckoned_on: date

    @property
    def is_due(self) -> bool:
        """Whether the day has come on which the period is settled."""
        return self.reckoned_on >= self.settlement.key.due_on

    @property
    def owed_parts(self) -> tuple[OwedPart, ...]:
        """What O is made of: the settlement, once it is due."""
        return (self.settlement,) if self.is_due else ()


#: The policies under which findings are read; a line's own are in its derivation.
READ_UNDER: Final = ("finding.knowledge", "returns.match", "payment.cutoff", "payday", "interest")


#: What a verification has of the month or period that was reckoned, in its order.
_RECKONED: Final = attrgetter(*(field.name for field in fields(Reckoned)))


class Verifier:
    """Verifies the months of one case; what they share is computed once."""

    def __init__(
        self, case: Case, register: Register, rulebook: Rulebook, reckoned_on: date
    ) -> None:
        """Read the case's payments; `reckoned_on` is T of the semantics."""
        self.case = case
        self._on = Reckoning.of(rulebook, reckoned_on)
        # What is paid in advance is asked for from the payday of its month on.
        until = month_of_day(self._on.cutoff or reckoned_on)
        self.facts = CaseFacts(case, register, rulebook, until)
        self.reckoned_on = reckoned_on

    @property
    def payments(self) -> Payments:
        """The payments of the case at its point."""
        return self.facts.payments

    @property
    def months(self) -> list[int]:
        """The months that anything speaks of: time, a bill, or money."""
        return self.facts.months

    def month(self, month: int) -> Verification:
        """Return the month's equation now and then, and its findings."""
        of = reckoned(self.facts.month(month), self._on)
        stated = self.facts.stated(self.case, month)
        return Verification(
            *_RECKONED(of),
            statement=stated,
            notices=(
                *stated.notices,
                *self._wrong_payee(stated, of.orders),
                *self._remitted((month, None)),
            ),
            repaid=self._repaid(of, (month, None)),
            reckoned_on=self.reckoned_on,
        )

    @property
    def periods(self) -> list[int]:
        """
        The first days, as ordinals, of the periods that are settled apart from their months.

        Those that are due on the day, and those that money speaks of.
        """
        facts = self.facts
        return [
            first
            for first in facts.keys
            if first in facts.paid_periods
            or ((key := facts.periods.key(self.case, first)) and key.due_on <= self.reckoned_on)
        ]

    def months_of_period(self, first: int) -> range:
        """Return the months that a period touches."""
        key = self.facts.periods.key(self.case, first)
        return range(0) if key is None else key.months

    def period(self, first: int) -> PeriodVerification:
        """Return the equation of a period now and then, and its findings."""
        of = reckoned(self.facts.period(first), self._on)
        settled = self.facts.periods.settled(self.case, first)
        assert settled is not None
        return PeriodVerification(
            *_RECKONED(of),
            settlement=settled,
            notices=(*self._wrong_payee(settled, of.orders), *self._remitted((None, first))),
            repaid=self._repaid(of, (None, first)),
            reckoned_on=self.reckoned_on,
        )

    def _wrong_payee(
        self, stated: Statement | Settlement, orders: Sequence[Order]
    ) -> Iterable[Notice]:
        """Yield a notice where an order went to somebody who is owed nothing (5.8)."""
        payees = {share.payee for share in stated.payees}
        wrong = [order for order in orders if payees and order.payee not in payees]
        if wrong:
            yield Notice(
                "WRONG_PAYEE",
                "an order went to somebody who is not the payee of the decision in force",
                tuple(self.case.event_id(order.place) for order in wrong),
            )

    def _remitted(self, purpose: Purpose) -> Iterable[Notice]:
        """Yield what of a recovery was given up: it stays a finding, and is marked (5.8)."""
        amounts = self.payments.remitted.get(purpose, ())
        if amounts:
            yield Notice(
                "REMITTED",
                f"{sum(ore for _, ore in amounts)} öre of the recovery were remitted;"
                " what is wrong stays wrong (SFB 108:11)",
                tuple(self.case.event_id(place) for place, _ in amounts),
            )

    def _repaid(self, of: Reckoned, purpose: Purpose) -> tuple[Finding, ...]:
        """Return what came back, with the papers that say so."""
        places = (place for place, _ in self.payments.recovered.get(purpose, ()))
        return repaid_lines(of, tuple(self.case.event_id(place) for place in places))

    def unmatched(self) -> tuple[Finding, ...]:
        """Return the finding of orders that lie in no month, if there are any."""
        return unmatched_findings(self.payments)

    def notices(self) -> tuple[Notice, ...]:
        """Return what to know of the case that lies in no month."""
        unmatched = [order.place for order in self.payments.by_month.get(None, ())]
        said = (
            (
                "ORDER_WITHOUT_MONTH",
                "an order names neither a month nor a bill that is known",
                unmatched,
            ),
            (
                "BANK_WITHOUT_ORDER",
                "the bank speaks of an order that this case does not know",
                self.payments.stray,
            ),
            (
                "RETURNED_ABOVE_SETTLED",
                "more came back of an order than was settled; the settled amount is counted",
                self.payments.over_returned,
            ),
            (
                "CASE_WITHOUT_DECISION",
                "documents name this case, and nobody has decided on it; check its number",
                self._undecided(),
            ),
        )
        case_notices = tuple(
            Notice(kind, says, tuple(self.case.event_id(place) for place in places))
            for kind, says, places in said
            if places
        )
        rulebook = self.facts.rulebook
        return (
            *case_notices,
            *wrong_interest(self.case, rulebook),
            *wrong_debits(self.case, self.payments, rulebook),
        )

    def _undecided(self) -> Sequence[int]:
        """Return the first document of a case without any decision that stands."""
        events = self.case.history.events
        decided = any(isinstance(events[p].event, GrantDecided) for p in self.case.decisions)
        return [] if decided or not self.case.known else [0]


def verify(
    case: Case, register: Register, month: int, rulebook: Rulebook, reckoned_on: date
) -> Verification:
    """Return one month of a case verified; for several months keep a `Verifier`."""
    return Verifier(case, register, rulebook, reckoned_on).month(month)
