"""
R32: the same paid twice, or by the bank otherwise than ordered.

Inside a case the audit's own findings are taken (semantics 5.5), so that a part payment or a
re-payment is none. Across cases: one bill paid in two of them, and one recipient with two cases
that are both paid for the same month to the same payee.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final
from uuid import UUID

from ledger.anomalies.anomaly import Anomaly, Part
from ledger.anomalies.search import Search
from ledger.anomalies.seen import Ordered
from ledger.anomalies.sorts import SORTS
from ledger.domain.bank import Said
from ledger.domain.case import Case
from ledger.findings import Kind, Order, Verifier, payments_of
from ledger.rules import MissingValueError

_SAYS: Final = {
    Kind.PAID_TWICE: "one month, payee and basis was ordered more than once",
    Kind.SETTLED_NOT_AS_ORDERED: "the bank paid another amount than was ordered",
}


def paid_otherwise(
    case: Case,
    case_id: UUID,
    said: Mapping[str, Said],
    search: Search,
) -> Iterator[Anomaly]:
    """Yield each month of a case that was paid twice, or otherwise than ordered."""
    orders = payments_of(case).by_month if said else {}
    asked = [month for month, of in orders.items() if month is not None and _may_be_wrong(of)]
    if not asked:
        return
    verifier = Verifier(case, search.register, search.rulebook, search.reckoned_on)
    for month in asked:
        try:
            findings = verifier.month(month).findings
        except MissingValueError:
            continue
        for finding in findings:
            if finding.kind in _SAYS:
                events = tuple(case.event_id(order.place) for order in orders[month])
                part = Part(case_id, (), tuple(dict.fromkeys(events)))
                payees = tuple(dict.fromkeys(order.payee for order in orders[month]))
                yield _anomaly(month, payees, (part,), abs(finding.delta_ore), _SAYS[finding.kind])


def _may_be_wrong(orders: Sequence[Order]) -> bool:
    """Tell, at little cost, whether an audit of the month might find one of the two."""
    return any(
        order.settled_ore is not None and order.settled_ore != order.amount_ore for order in orders
    ) or any(
        one.payee == other.payee and one.amount_ore == other.amount_ore
        for one, other in combinations(orders, 2)
    )


def one_bill_two_cases(orders: Sequence[Ordered]) -> Iterator[Anomaly]:
    """Yield each bill that orders of several cases pay."""
    by_bill: dict[str, list[Ordered]] = {}
    for order in orders:
        for bill in dict.fromkeys(order.bills):
            by_bill.setdefault(bill, []).append(order)
    for _, paying in sorted(by_bill.items()):
        if len({order.case for order in paying}) > 1:
            says = "one bill is paid under several cases"
            yield _across(paying, says)


def one_recipient_two_cases(orders: Sequence[Ordered]) -> Iterator[Anomaly]:
    """Yield each month that is paid to one payee in several cases of one recipient."""
    by_month: dict[tuple[int, UUID], list[Ordered]] = {}
    for order in orders:
        for month in order.months:
            by_month.setdefault((month, order.payee), []).append(order)
    for (month, _), paying in sorted(by_month.items()):
        if len({order.case for order in paying}) > 1:
            says = "one recipient has several cases, and the same month is paid in each"
            yield _across(paying, says, month)


def _across(paying: Sequence[Ordered], says: str, month: int | None = None) -> Anomaly:
    """Return the anomaly of orders in several cases; all but the largest case are at stake."""
    of_case: dict[UUID, list[Ordered]] = {}
    for order in sorted(paying, key=lambda order: (order.case, order.event)):
        of_case.setdefault(order.case, []).append(order)
    sums = [sum(order.ore for order in own) for own in of_case.values()]
    parts = tuple(
        Part(case, (), tuple(order.event for order in own)) for case, own in of_case.items()
    )
    payees = tuple(sorted({order.payee for order in paying}))
    when = min(order.months[0] for order in paying) if month is None else month
    return _anomaly(when, payees, parts, sum(sums) - max(sums), says)


def _anomaly(
    month: int, payees: tuple[UUID, ...], parts: tuple[Part, ...], ore: int, says: str
) -> Anomaly:
    sort = SORTS["R32"]
    return Anomaly(
        sort.id, sort.version, sort.severity, month, payees, parts, 0, ore, says, sort.guard
    )
