"""
A month reckoned on a day: its equation now and as known when it was paid, and its findings.

Pure over the facts of the month, wherever they were kept. Then and now are
the same table over the same payments (5.7); the municipal split has an
equation of its own (5.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import rounded
from ledger.findings.debited import net_ore
from ledger.findings.facts import NOTHING, Facts, Known
from ledger.findings.payments import Order, Payments
from ledger.findings.table import Kind, Owed, Table, ordered_ore, table_of
from ledger.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One kind of fault in a month, in öre: + owed and not paid, − paid and not owed.

    `delta_then` is what it was by the knowledge of the last order: the error
    of the operator. `since` are the events that made the difference. `month`
    is None for UNMATCHED, `municipality` set for WRONG_SPLIT only. `period` is
    the first day of the period that is settled, 0 where a month is paid.
    """

    kind: Kind
    month: int | None
    delta_ore: int
    delta_then_ore: int
    municipality: str | None = None
    since: tuple[UUID, ...] = ()
    period: int = 0


@dataclass(frozen=True, slots=True)
class Reckoned:
    """
    A month compared with its payments on one day of reckoning.

    `findings` are wrong now. `cured` were wrong by the knowledge of the
    payment and are not any more: δ 0 now, the operator's error then.
    What was recovered (REPAID) stands in the table and is no finding (5.6).
    `debited` is per municipality what it was debited less what it was credited, or where
    neither happened what the orders that count state, exact. `municipal` is what
    each owes as known now, `due_municipal` what the split is held against.
    """

    month: int
    now: Table
    then: Table
    orders: tuple[Order, ...]
    findings: tuple[Finding, ...]
    cured: tuple[Finding, ...]
    debited: dict[str, Fraction]
    municipal: Mapping[str, int]
    period: int
    due_municipal: Mapping[str, int]

    @property
    def is_payout(self) -> bool:
        """Whether money is owed, ordered, or wrong in the month."""
        return bool(self.orders or self.now.owed_ore or self.findings)

    @property
    def right(self) -> bool:
        """Whether nothing is wrong: no finding, and nothing that came back unpaid."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Reckoning:
    """
    The day from which payments are looked at, and the last cutoff whose payday has come.

    Nothing is due on no day. `when_paid` is the policy
    `finding.knowledge = WHEN_PAID`: findings speak of what was known then.
    """

    day: date | None = None
    cutoff: date | None = None
    when_paid: bool = False

    @classmethod
    def of(cls, rulebook: Rulebook, day: date) -> "Reckoning":
        """Return how a rulebook reckons on a day."""
        when_paid = rulebook.policy("finding.knowledge").value == "WHEN_PAID"
        return cls(day, rulebook.last_cutoff(day), when_paid)

    def knows(self, facts: Facts, known: Known) -> Known:
        """Return what counts of it on the day: a period owes nothing before it is settled."""
        return NOTHING if facts.period and self._is_early(known) else known

    def at_cutoff(self, facts: Facts) -> Known | None:
        """
        Return what was known at the cutoff, None where none has come.

        A period that is settled after the cutoff is paid on a later payday; an
        advance has been due since the payday of its own month.
        """
        if self.cutoff is None:
            return None
        known = facts.at(self.cutoff)
        if known.due_on is None:
            return known
        by = self.cutoff if facts.period else self.day
        return NOTHING if by is None or by < known.due_on else known

    def _is_early(self, known: Known) -> bool:
        return known.due_on is not None and (self.day is None or self.day < known.due_on)


def reckoned(facts: Facts, on: Reckoning) -> Reckoned:
    """Return the equation of a month or a period now and then, and its findings."""
    orders, cutoff = facts.orders, on.cutoff
    at_cutoff, known = on.at_cutoff(facts), on.knows(facts, facts.now)
    owed, due = _owed(facts, known, at_cutoff)
    now = table_of(orders, owed)
    paid_by = [order.place for order in orders if order.place not in now.duplicates]
    last = max(paid_by, default=None)
    owed_then, due_then = owed, due
    if last is not None:
        before = on.knows(facts, facts.before(last))
        # A cutoff that the order came in before knows no more than its own point does.
        is_due = cutoff is not None and facts.known_on(last) <= cutoff
        owed_then, due_then = _owed(facts, before, before if is_due else at_cutoff)
    then = now if owed_then == owed else table_of(orders, owed_then)
    if on.when_paid:
        now, due = then, due_then
    since = facts.since(last)
    debited = debited_of(orders, now)
    of = Finding(Kind.NOT_PAID, facts.month, 0, 0, period=facts.period)
    wrong: list[Finding] = []
    if orders or not facts.period:
        # Of a period that nobody paid anything of, nobody was debited.
        splits = _split(now, due, debited), _split(then, due_then, debited_of(orders, then))
        wrong += _compared_splits(of, *splits, since)
    if facts.debits:
        debited |= net_ore(facts.debits)
        wrong = [*_without_stream(wrong, facts), *_by_stream(of, facts, on, due)]
    compared = [
        *_compared(of, now.deltas, then.deltas, since),
        *_returned(of, now),
        *sorted(wrong, key=lambda finding: finding.municipality or ""),
    ]
    return Reckoned(
        facts.month,
        now,
        then,
        orders,
        tuple(finding for finding in compared if finding.delta_ore),
        tuple(finding for finding in compared if not finding.delta_ore),
        debited,
        known.municipalities,
        facts.period,
        due.municipalities,
    )


def depends_on_day(facts: Facts) -> bool:
    """
    Tell whether another day of reckoning may change what is wrong now.

    It does so through N alone, and N is 0 on every day once no less is ordered
    than is owed (5.4); and a period owes only from its settlement on.
    """
    return bool(facts.period) or ordered_ore(facts.orders) < facts.now.owed_ore


def repaid_lines(of: Reckoned, papers: tuple[UUID, ...] = ()) -> tuple[Finding, ...]:
    """
    Return what was repaid or set off as a line beside the findings, if anything was.

    The findings and this line add up to the difference (5.6); `papers` say what came back.
    """
    ore, then = (table.deltas.get(Kind.REPAID, 0) for table in (of.now, of.then))
    if not ore:
        return ()
    return (Finding(Kind.REPAID, of.month, ore, then, since=papers, period=of.period),)


def unmatched_findings(payments: Payments) -> tuple[Finding, ...]:
    """Return the finding of what was ordered and recovered for no month, if there is any."""
    recovered = sum(ore for _, ore in payments.recovered.get((None, None), ()))
    delta = recovered - ordered_ore(payments.by_month.get(None, ()))
    return (Finding(Kind.UNMATCHED, None, delta, delta),) if delta else ()


def _owed(facts: Facts, known: Known, at_cutoff: Known | None) -> tuple[Owed, Known]:
    """Return O, N, G and Q at a point, and the knowledge that the split is held against."""
    ordered, due_ore = ordered_ore(facts.orders), at_cutoff.owed_ore if at_cutoff else 0
    not_yet_due = max(0, known.owed_ore - max(ordered, due_ore))
    owed = Owed(
        known.owed_ore,
        not_yet_due,
        known.gate_values,
        known.closed_by,
        known.rate_ore,
        sum(ore for _, ore in facts.recovered),
    )
    return owed, at_cutoff if not_yet_due > 0 and at_cutoff is not None else known


def _compared(
    of: Finding, now: Mapping[Kind, int], then: Mapping[Kind, int], since: tuple[UUID, ...]
) -> Iterable[Finding]:
    """Yield each kind of the control equation that is wrong now or was then, in order."""
    for kind in Kind:
        delta, before = now.get(kind, 0), then.get(kind, 0)
        if kind is not Kind.REPAID and (delta or before):
            ids = since if delta != before else ()
            yield replace(of, kind=kind, delta_ore=delta, delta_then_ore=before, since=ids)


def _returned(of: Finding, now: Table) -> Iterable[Finding]:
    ore = now.returned_ore
    if ore:
        kind = Kind.RETURNED_NOT_PAID_AGAIN
        yield replace(of, kind=kind, delta_ore=ore, delta_then_ore=ore)


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
    of: Finding, now: Mapping[str, int], then: Mapping[str, int], since: tuple[UUID, ...]
) -> Iterable[Finding]:
    """Yield each municipality that is debited wrongly now or was then."""
    for code in sorted({*now, *then}):
        delta, before = now.get(code, 0), then.get(code, 0)
        if delta or before:
            ids = since if delta != before else ()
            wrong = replace(of, kind=Kind.WRONG_SPLIT, delta_ore=delta, delta_then_ore=before)
            yield replace(wrong, municipality=code, since=ids)


def _without_stream(wrong: Iterable[Finding], facts: Facts) -> Iterable[Finding]:
    """Yield what is wrong with municipalities that no debit or credit speaks of."""
    streamed = {entry.municipality for entry in facts.debits}
    return (finding for finding in wrong if finding.municipality not in streamed)


def _by_stream(of: Finding, facts: Facts, on: Reckoning, due: Known) -> Iterable[Finding]:
    """
    Yield each municipality whose debits, less its credits, are not what it owes (5.6).

    A debit comes long after the order, so here "then" is just before the
    municipality's last debit or credit: what its maker could know.
    """
    for code, net in sorted(net_ore(facts.debits).items()):
        last = max(entry.place for entry in facts.debits if entry.municipality == code)
        before = facts.before(last).municipalities.get(code, 0) - rounded(net)
        delta = before if on.when_paid else due.municipalities.get(code, 0) - rounded(net)
        if delta or before:
            ids = facts.since(last) if delta != before else ()
            wrong = replace(of, kind=Kind.WRONG_SPLIT, delta_ore=delta, delta_then_ore=before)
            yield replace(wrong, municipality=code, since=ids)
