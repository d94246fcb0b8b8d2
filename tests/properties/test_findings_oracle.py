"""
The table of findings, computed a second time straight from semantics 5.1 to 5.6.

Only O, G, N's knowledge and the municipal shares come from the product; what
was ordered, settled, returned and paid again, and what is wrong with it, is
worked out here without it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import Verifier
from ledger.statement import Statement, statement
from schemas.payments import OrderLine, PaymentOrdered, PaymentReturned, PaymentSettled
from schemas.reports import BillReceived
from tests.properties.hostile import Hostile
from tests.properties.oracle import rounded
from tests.properties.oracle_days import Days, days_between, first_of, rate_on
from tests.properties.test_findings import RECKONED, paid_cases
from tests.properties.test_statement_oracle import wishes_of
from tests.unit.building import stamp

EXPLAIN = (
    ("PAID_AFTER_DEATH", (1,)),
    ("PAID_WITHOUT_GRANT", (2,)),
    ("PAID_BARRED", (3, 4, 5, 6, 7)),
    ("OUTSIDE_GRANTED_TIME", (8, 9)),
)
#: Cutoff and payday of each month from October 2025 (semantics 5.3): moved as in R6, and back.
PAYDAYS = {
    (2025, 10): (6, 20), (2025, 11): (5, 20), (2025, 12): (5, 19), (2026, 1): (5, 20),
    (2026, 2): (5, 20), (2026, 3): (5, 20), (2026, 4): (7, 20), (2026, 5): (5, 20),
    (2026, 6): (5, 18), (2026, 7): (6, 20), (2026, 8): (5, 20), (2026, 9): (7, 18),
    (2026, 10): (5, 20), (2026, 11): (5, 20), (2026, 12): (7, 18),
}  # fmt: skip


@dataclass
class Sent:
    """The part of an order that pays one month."""

    place: int
    event: PaymentOrdered
    lines: list[OrderLine]
    amount: int
    settled: int | None
    returned: int
    repaid: int = 0
    repays: int | None = None

    @property
    def bills(self) -> set[str]:
        return {line.bill for line in self.lines if line.bill}

    def like(self, other: "Sent") -> bool:
        one_basis = not self.bills or not other.bills or self.bills == other.bills
        return self.event.payee == other.event.payee and one_basis


def fill(lines: tuple[OrderLine, ...], amount: int) -> list[int]:
    filled = [0] * len(lines)
    for number, line in enumerate(lines):
        filled[number] = min(line.amount_ore, amount)
        amount -= filled[number]
    filled[-1] += amount
    return filled


def month_text(papers: list[Recorded], line: OrderLine) -> str | None:
    """5.1: the month stated, else that of the bill that the line names."""
    if line.month:
        return line.month
    named = [p.event for p in papers if p.envelope.document_ref == line.bill]
    return named[0].month if named and isinstance(named[0], BillReceived) else None


def sent_in(papers: list[Recorded], gone: set[int], month: str | None) -> list[Sent]:
    """Return the orders of a month, and what the bank said of them."""
    found: list[Sent] = []
    for place, paper in enumerate(papers):
        event, ref = paper.event, paper.envelope.document_ref
        if not isinstance(event, PaymentOrdered):
            continue
        said = [p.event for i, p in enumerate(papers) if i not in gone]
        paid = [e.amount_ore for e in said if isinstance(e, PaymentSettled) and e.order == ref]
        back = [e.amount_ore for e in said if isinstance(e, PaymentReturned) and e.order == ref]
        if place in gone and not paid and not back:
            continue
        own = [i for i, line in enumerate(event.lines) if month_text(papers, line) == month]
        if not own:
            continue
        settled, returned = (
            fill(event.lines, sum(paid)),
            fill(event.lines, min(sum(back), sum(paid))),
        )
        found.append(
            Sent(
                place, event, [event.lines[i] for i in own],
                sum(event.lines[i].amount_ore for i in own),
                sum(settled[i] for i in own) if paid else None,
                sum(returned[i] for i in own),
            )
        )  # fmt: skip
    return found


def repay(papers: list[Recorded], sent: list[Sent]) -> None:
    """5.2: who names a return pays it again; else the first in order that may."""
    used: set[int] = set()
    covers: dict[int, list[Sent]] = {}
    for order in sent:
        if order.returned:
            ref = papers[order.place].envelope.document_ref
            named = [o for o in sent if o.event.repays == ref and o is not order]
            covers[order.place] = [o for o in named if o.place not in used]
            used |= {o.place for o in covers[order.place]}
    for order in sent:
        if order.returned and not covers[order.place]:
            missing = order.returned
            for other in sent:
                free = other.place not in used and not other.returned and other is not order
                if missing > 0 and free and other.like(order):
                    covers[order.place].append(other)
                    used.add(other.place)
                    missing -= other.amount
        for other in covers.get(order.place, ()):
            other.repays = order.place
            order.repaid = min(order.returned, order.repaid + other.amount)


def duplicates(sent: list[Sent], left: int, due: int) -> list[Sent]:
    """5.5: equal to an earlier one, the latest first, only while too much is ordered."""
    twice: list[Sent] = []
    for number, order in reversed(list(enumerate(sent))):
        equal = [
            o
            for o in sent[:number]
            if o.like(order)
            and o.amount == order.amount
            and order.repays != o.place
            and o.repays != order.place
        ]
        if left > due and equal and not (order.repaid and order.repaid >= order.amount):
            twice.append(order)
            left -= order.amount
    return twice


def wrong_rate(sent: list[Sent], rate: int) -> int:
    """5.5: hours at another rate than the day's; what was only paid again is left out."""
    wrong = Fraction(0)
    for order in sent:
        kept = Fraction(1)
        if order.repaid:
            kept = Fraction(max(order.amount - order.repaid, 0), max(order.amount, 1))
        for line in order.lines:
            if line.minutes and line.rate_ore:
                wrong -= kept * Fraction(*line.minutes) / 60 * (line.rate_ore - rate)
    return rounded(wrong)


def deltas(sent: list[Sent], of: Statement, late: int, rate: int | None) -> dict[str, int]:
    """5.5: every kind in its order, for O − N = owed less `late`."""
    due = of.owed_ore - late
    found = {
        "SETTLED_NOT_AS_ORDERED": sum(o.amount - o.settled for o in sent if o.settled is not None)
    }
    left = sum(o.amount - o.repaid for o in sent)
    twice = duplicates(sent, left, due)
    found["PAID_TWICE"] = -sum(o.amount for o in twice)
    left += found["PAID_TWICE"]
    if left == 0 and due > 0:
        found["NOT_PAID"] = due
        return {kind: delta for kind, delta in found.items() if delta}
    found["WRONG_RATE"] = (
        0 if rate is None else wrong_rate([o for o in sent if o not in twice], rate)
    )
    rest = due - left - found["WRONG_RATE"]
    for kind, gates in EXPLAIN if rest < 0 else ():
        value = rounded(sum((of.gate_values.get(gate, Fraction(0)) for gate in gates), Fraction(0)))
        found[kind] = rest if of.closed_by & set(gates) else max(rest, -value)
        rest -= found[kind]
    found["PAID_TOO_MUCH" if rest < 0 else "PAID_TOO_LITTLE"] = rest
    return {kind: delta for kind, delta in found.items() if delta}


def cutoff(on: date) -> datetime:
    """5.3: the end of the last cutoff whose payday has come."""
    come = [date(*m, d[0]) for m, d in PAYDAYS.items() if date(*m, d[1]) <= on]
    return stamp(f"{max(come)}T23:59:59") if come else stamp("2000-01-01")


@dataclass
class Point:
    """What was known: papers, and links between names."""

    hostile: Hostile
    papers: list[Recorded]
    links: list[Recorded]

    def owed(self, month: str) -> Statement:
        register = Register(self.links)
        return statement(Case.of(self.papers), register, month_of(month), self.hostile.rulebook)

    def until(self, last: datetime) -> "Point":
        papers, links = (
            [p for p in of if p.envelope.known_at <= last] for of in (self.papers, self.links)
        )
        return Point(self.hostile, papers, links)


def judged(point: Point, month: str, sent: list[Sent], on: date) -> tuple[int, int, dict[str, int]]:
    """5.4: O, N and the kinds, as known at a point."""
    of = point.owed(month)
    ordered = sum(o.amount - o.repaid for o in sent)
    late = max(0, of.owed_ore - max(ordered, point.until(cutoff(on)).owed(month).owed_ore))
    wishes = wishes_of(point.hostile)
    rates = {rate_on(day, wishes) for day in days_between(first_of(month), first_of(month, 1))}
    rate = rates.pop() if len(rates) == 1 else None
    return of.owed_ore, late, deltas(sent, of, late, rate)


@settings(max_examples=settings().max_examples // 2)
@given(paid_cases(), RECKONED)
def test_the_table_is_what_the_page_says(paid: tuple[Hostile, Case], on: date) -> None:
    hostile, case = paid
    verifier = Verifier(case, Register(hostile.register), hostile.rulebook, on)
    days = Days(case.history.events, wishes_of(hostile))
    papers = [p for p in days.papers if isinstance(p, Recorded)]
    now = Point(hostile, papers, list(hostile.register))
    for month in hostile.months:
        of = verifier.month(month_of(month))
        sent = sent_in(papers, days.gone, month)
        repay(papers, sent)
        result = judged(now, month, sent, on)
        assert (of.now.owed_ore, of.now.not_yet_due_ore, of.now.deltas) == result
        due = result[0] - result[1]
        twice = duplicates(sent, sum(o.amount - o.repaid for o in sent), due)
        last = max((o.place for o in sent if o not in twice), default=None)
        then = now
        if last is not None:
            just = papers[last].envelope.known_at - timedelta(microseconds=1)
            then = Point(hostile, papers[:last], now.until(just).links)
        told = (of.then.owed_ore, of.then.not_yet_due_ore, of.then.deltas)
        assert told == judged(then, month, sent, on)
        assert of.now.paid_ore == sum((o.settled or 0) - o.returned for o in sent)
        assert of.now.returned_ore == sum(o.returned - o.repaid for o in sent)
