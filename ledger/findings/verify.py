"""
A month verified: its equation now and as known when it was paid, and its findings.

Pure. Then and now are the same table over the same payments (5.7); the
municipal split has an equation of its own (5.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from ledger.amounts import first_day, rounded
from ledger.domain.accounts import end_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings.payments import Order, Payments, payments_of
from ledger.findings.table import Kind, Owed, Table, ordered_ore, table_of
from ledger.rules import Rulebook
from ledger.statement import Carried, Notice, Statement, statement
from schemas.decisions import GrantDecided


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One kind of fault in a month, in öre: + owed and not paid, − paid and not owed.

    `delta_then` is what it was by the knowledge of the last order: the error
    of the operator. `since` are the events that made the difference. `month`
    is None for UNMATCHED, `municipality` set for WRONG_SPLIT only.
    """

    kind: Kind
    month: int | None
    delta_ore: int
    delta_then_ore: int
    municipality: str | None = None
    since: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """
    A month compared with its payments at one point, reckoned on one day.

    `findings` are wrong now. `cured` were wrong by the knowledge of the
    payment and are not any more: δ 0 now, the operator's error then.
    `debited` is per municipality what the orders that count state, exact.
    """

    month: int
    statement: Statement
    now: Table
    then: Table
    orders: tuple[Order, ...]
    findings: tuple[Finding, ...]
    cured: tuple[Finding, ...]
    debited: dict[str, Fraction]
    notices: tuple[Notice, ...]
    reckoned_on: date

    @property
    def right(self) -> bool:
        """Whether nothing is wrong: no finding, and nothing that came back unpaid."""
        return not self.findings


#: The policies under which findings are read; a line's own are in its derivation.
READ_UNDER: Final = ("finding.knowledge", "returns.match", "payment.cutoff")


class Verifier:
    """Verifies the months of one case; what they share is computed once."""

    def __init__(
        self, case: Case, register: Register, rulebook: Rulebook, reckoned_on: date
    ) -> None:
        """Read the case's payments; `reckoned_on` is T of the semantics."""
        self.case = case
        self.register = register
        self.rulebook = rulebook
        self.reckoned_on = reckoned_on
        self.carried = Carried(case.history, register, rulebook)
        self.payments: Payments = payments_of(case)
        cutoff = rulebook.last_cutoff(reckoned_on)
        self._due_until = None if cutoff is None else end_of(cutoff) - timedelta(microseconds=1)

    @property
    def months(self) -> list[int]:
        """The months that anything speaks of: time, a bill, or money."""
        paid = {month for month in self.payments.by_month if month is not None}
        known = {
            month
            for of in (self.case.history.reports, self.case.history.bills)
            for month, places in of.items()
            if places[0] < self.case.known
        }
        return sorted(paid | known)

    def month(self, month: int) -> Verification:
        """Return the month's equation now and then, and its findings."""
        orders = self.payments.by_month.get(month, ())
        owed, due = self._owed(self.case, month, orders)
        now = table_of(orders, owed)
        paid_by = [order.place for order in orders if order.place not in now.duplicates]
        case_then = self.case.before(max(paid_by)) if paid_by else self.case
        owed_then, due_then = self._owed(case_then, month, orders)
        then = table_of(orders, owed_then)
        since = self._since(case_then, month)
        debited = debited_of(orders, now)
        splits = (
            _split(now, due, debited),
            _split(then, due_then, debited_of(orders, then)),
        )
        compared = [
            *_compared(month, now.deltas, then.deltas, since),
            *_returned(month, now),
            *_compared_splits(month, *splits, since),
        ]
        stated = self._statement(self.case, month)
        notices = (*stated.notices, *self._wrong_payee(stated, orders))
        return Verification(
            month,
            stated,
            now,
            then,
            orders,
            tuple(finding for finding in compared if finding.delta_ore),
            tuple(finding for finding in compared if not finding.delta_ore),
            debited,
            notices,
            self.reckoned_on,
        )

    def _statement(self, case: Case, month: int) -> Statement:
        return statement(case, self.register, month, self.rulebook, self.carried)

    def _owed(self, case: Case, month: int, orders: Sequence[Order]) -> tuple[Owed, Statement]:
        """Return O, N and G at a point, and the statement the split is held against."""
        stated = self._statement(case, month)
        at_cutoff = None
        if self._due_until is not None:
            at_cutoff = self._statement(case.known_until(self._due_until), month)
        due_ore = 0 if at_cutoff is None else at_cutoff.owed_ore
        not_yet_due = max(0, stated.owed_ore - max(ordered_ore(orders), due_ore))
        rates = self.rulebook.rate_spans(first_day(month), first_day(month + 1))
        owed = Owed(
            stated.owed_ore,
            not_yet_due,
            stated.gate_values,
            stated.closed_by,
            rates[0][2].value if len(rates) == 1 else None,
        )
        pending = not_yet_due > 0 and at_cutoff is not None
        return owed, at_cutoff if pending and at_cutoff is not None else stated

    def _since(self, then: Case, month: int) -> tuple[UUID, ...]:
        """Return what became known between two points and can change the month."""
        history = self.case.history
        places = {*history.decisions, *history.accounts_up_to(month)}
        return tuple(
            self.case.event_id(place)
            for place in sorted(places)
            if then.known <= place < self.case.known
        )

    def _wrong_payee(self, stated: Statement, orders: Sequence[Order]) -> Iterable[Notice]:
        """Yield a notice where an order went to somebody who is owed nothing (5.8)."""
        payees = {share.payee for share in stated.payees}
        wrong = [order for order in orders if payees and order.payee not in payees]
        if wrong:
            yield Notice(
                "WRONG_PAYEE",
                "an order went to somebody who is not the payee of the decision in force",
                tuple(self.case.event_id(order.place) for order in wrong),
            )

    def unmatched(self) -> tuple[Finding, ...]:
        """Return the finding of orders that lie in no month, if there are any."""
        orders = self.payments.by_month.get(None, ())
        delta = -ordered_ore(orders)
        return (Finding(Kind.UNMATCHED, None, delta, delta),) if delta else ()

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
        return tuple(
            Notice(kind, says, tuple(self.case.event_id(place) for place in places))
            for kind, says, places in said
            if places
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


def _compared(
    month: int, now: Mapping[Kind, int], then: Mapping[Kind, int], since: tuple[UUID, ...]
) -> Iterable[Finding]:
    """Yield each kind of the control equation that is wrong now or was then, in order."""
    for kind in Kind:
        delta, before = now.get(kind, 0), then.get(kind, 0)
        if delta or before:
            yield Finding(kind, month, delta, before, since=since if delta != before else ())


def _returned(month: int, now: Table) -> Iterable[Finding]:
    if now.returned_ore:
        yield Finding(Kind.RETURNED_NOT_PAID_AGAIN, month, now.returned_ore, now.returned_ore)


def debited_of(orders: Sequence[Order], table: Table) -> dict[str, Fraction]:
    """Return the municipal part of the orders that count, per municipality (5.6)."""
    debited: dict[str, Fraction] = {}
    for order in orders:
        part = table.counted.get(order.place, Fraction(0))
        for code, ore in order.municipal.items():
            debited[code] = debited.get(code, Fraction(0)) + part * ore
    return debited


def _split(table: Table, stated: Statement, debited: Mapping[str, Fraction]) -> dict[str, int]:
    """
    Return owed − debited per municipality, whole öre (5.6).

    A month that was not paid at all has debited nobody; that is its finding.
    """
    if Kind.NOT_PAID in table.deltas:
        return {}
    owed = stated.municipalities
    return {
        code: owed.get(code, 0) - rounded(debited.get(code, Fraction(0)))
        for code in sorted({*owed, *debited})
    }


def _compared_splits(
    month: int, now: Mapping[str, int], then: Mapping[str, int], since: tuple[UUID, ...]
) -> Iterable[Finding]:
    """Yield each municipality that is debited wrongly now or was then."""
    for code in sorted({*now, *then}):
        delta, before = now.get(code, 0), then.get(code, 0)
        if delta or before:
            ids = since if delta != before else ()
            yield Finding(Kind.WRONG_SPLIT, month, delta, before, code, ids)
