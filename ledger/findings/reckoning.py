"""
A month reckoned on a day: its equation now and as known when it was paid, and its findings.

Pure over the facts of the month, wherever they were kept. Then and now are
the same table over the same payments (5.7); the municipal split has an
equation of its own (5.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import rounded
from ledger.findings.facts import Facts, Known
from ledger.findings.payments import Order
from ledger.findings.table import Kind, Owed, Table, ordered_ore, table_of


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
class Reckoned:
    """
    A month compared with its payments on one day of reckoning.

    `findings` are wrong now. `cured` were wrong by the knowledge of the
    payment and are not any more: δ 0 now, the operator's error then.
    `debited` is per municipality what the orders that count state, exact;
    `municipal` what each owes as known now.
    """

    month: int
    now: Table
    then: Table
    orders: tuple[Order, ...]
    findings: tuple[Finding, ...]
    cured: tuple[Finding, ...]
    debited: dict[str, Fraction]
    municipal: Mapping[str, int]

    @property
    def is_payout(self) -> bool:
        """Whether money is owed, ordered, or wrong in the month."""
        return bool(self.orders or self.now.owed_ore or self.findings)

    @property
    def right(self) -> bool:
        """Whether nothing is wrong: no finding, and nothing that came back unpaid."""
        return not self.findings


def reckoned(facts: Facts, cutoff: date | None) -> Reckoned:
    """
    Return the month's equation now and then, and its findings.

    `cutoff` is the last one whose payday has come on the reckoning day
    (`Rulebook.last_cutoff`), None where there is none: nothing is due.
    """
    orders = facts.orders
    at_cutoff = None if cutoff is None else facts.at(cutoff)
    owed, due = _owed(orders, facts.now, at_cutoff)
    now = table_of(orders, owed)
    paid_by = [order.place for order in orders if order.place not in now.duplicates]
    last = max(paid_by, default=None)
    owed_then, due_then = owed, due
    if last is not None:
        before = facts.before(last)
        # A cutoff that the order came in before knows no more than its own point does.
        is_due = cutoff is not None and facts.known_on(last) <= cutoff
        owed_then, due_then = _owed(orders, before, before if is_due else at_cutoff)
    then = table_of(orders, owed_then)
    since = facts.since(last)
    debited = debited_of(orders, now)
    splits = (_split(now, due, debited), _split(then, due_then, debited_of(orders, then)))
    compared = [
        *_compared(facts.month, now.deltas, then.deltas, since),
        *_returned(facts.month, now),
        *_compared_splits(facts.month, *splits, since),
    ]
    return Reckoned(
        facts.month,
        now,
        then,
        orders,
        tuple(finding for finding in compared if finding.delta_ore),
        tuple(finding for finding in compared if not finding.delta_ore),
        debited,
        facts.now.municipalities,
    )


def depends_on_day(facts: Facts) -> bool:
    """
    Tell whether another day of reckoning may change what is wrong now.

    It does so through N alone, and N is 0 on every day once no less is ordered
    than is owed (5.4).
    """
    return ordered_ore(facts.orders) < facts.now.owed_ore


def unmatched_findings(orders: Sequence[Order]) -> tuple[Finding, ...]:
    """Return the finding of a case's orders that lie in no month, if there are any."""
    delta = -ordered_ore(orders)
    return (Finding(Kind.UNMATCHED, None, delta, delta),) if delta else ()


def _owed(orders: Sequence[Order], known: Known, at_cutoff: Known | None) -> tuple[Owed, Known]:
    """Return O, N and G at a point, and the knowledge that the split is held against."""
    due_ore = 0 if at_cutoff is None else at_cutoff.owed_ore
    not_yet_due = max(0, known.owed_ore - max(ordered_ore(orders), due_ore))
    owed = Owed(known.owed_ore, not_yet_due, known.gate_values, known.closed_by, known.rate_ore)
    return owed, at_cutoff if not_yet_due > 0 and at_cutoff is not None else known


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


def _split(table: Table, known: Known, debited: Mapping[str, Fraction]) -> dict[str, int]:
    """
    Return owed − debited per municipality, whole öre (5.6).

    A month that was not paid at all has debited nobody; that is its finding.
    """
    if Kind.NOT_PAID in table.deltas:
        return {}
    owed = known.municipalities
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
