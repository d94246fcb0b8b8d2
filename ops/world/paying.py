"""
What Försäkringskassan orders, and what the bank answers.

Each month, between the cutoff and the payday, whatever is owed and not yet
ordered is ordered (semantics 5.3). The payer reckons with the truth's own
calculation, from the papers as it reads them: a fault may misread them, bend
the order or the bank's answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

from ops.world.days import ONE_DAY, at, cutoff, is_open, payday
from ops.world.faults import Fault
from ops.world.papers import BANK, FORCE, Bill, Line, Order, Paper, Returned, Settled
from ops.world.story import Frame, Story, likely
from ops.world.truth.owed import Owed, Reckoner


@dataclass(slots=True)
class _Ordered:
    """What the payer believes to have ordered for a month so far."""

    ore: int = 0
    minutes: Fraction = Fraction(0)
    shares: dict[str, int] = field(default_factory=dict[str, int])


class Payer:
    """Pays one case, payday by payday."""

    def __init__(
        self, dice: Random, frame: Frame, story: Story, right: Reckoner, fault: Fault | None
    ) -> None:
        self._dice = dice
        self._frame = frame
        self._story = story
        self._fault = fault
        self._right = right
        self._misled = Reckoner(frame.all, reform=frame.reform)
        self._ordered: dict[int, _Ordered] = {}
        self._again: list[Order] = []
        self._count = 0
        self.paid: list[Paper] = []

    def run(self, papers: Sequence[Paper]) -> list[Paper]:
        """Return the orders, confirmations and returns of the case; papers stand in order."""
        for cycle in range(self._frame.first + 1, self._frame.last + 3):
            self._pay(cycle, papers)
        return self.paid

    def _pay(self, cycle: int, papers: Sequence[Paper]) -> None:
        made_on = self._made_on(cycle)
        again, self._again = self._again, []
        for order in again:
            named = order.ref if likely(self._dice, 500) else None
            self._send(cycle, made_on, order.lines, repays=named)
        lines = self._lines(cycle, [paper for paper in papers if paper.at < at(made_on, 0)])
        if len(lines) > 1 and self._fault is None and likely(self._dice, 500):
            self._send(cycle, made_on, tuple(lines))
            return
        for line in lines:
            self._send_line(cycle, made_on, line)
        if self._fault is not None:
            for line in self._fault.besides(cycle):
                self._send(cycle, made_on, (line,))

    def _made_on(self, cycle: int) -> date:
        first, last = cutoff(cycle) + 4 * ONE_DAY, payday(cycle) - 2 * ONE_DAY
        day = first + timedelta(days=self._dice.randrange((last - first).days + 1))
        while not is_open(day) and day < last:
            day += ONE_DAY
        return day

    def _lines(self, cycle: int, known: Sequence[Paper]) -> list[Line]:
        """Return a line for each month of which more is owed than was ordered."""
        right = self._right.owed(known)
        misread, misled = known, right
        if self._fault is not None and self._fault.misreads:
            misread = sorted(self._fault.misread(known), key=lambda paper: paper.key)
            misled = self._misled.owed(misread)
        lines: list[Line] = []
        for month in self._frame.all:
            wrong = self._fault is not None and month == self._fault.month
            papers, owed = (misread, misled[month]) if wrong else (known, right[month])
            bills = [
                paper
                for paper in papers
                if isinstance(paper, Bill)
                and paper.month == month
                and paper.at.date() <= cutoff(cycle)
            ]
            before = self._ordered.setdefault(month, _Ordered())
            if bills and owed.ore > before.ore:
                lines.append(_difference(month, owed, before, bills[-1].ref))
                self._ordered[month] = _Ordered(owed.ore, owed.minutes, dict(owed.shares))
        return lines

    def _send_line(self, cycle: int, made_on: date, line: Line) -> None:
        fault = self._fault
        if fault is not None and line.month == fault.month:
            for bent in fault.bend(line):
                self._send(cycle, made_on, (bent,), faulty=True)
        elif line.month == self._story.in_parts:
            # Where the amount is even, halves are equal, and still no payment made twice.
            for part in _halves(line, 500 if likely(self._dice, 500) else 640):
                self._send(cycle, made_on, (part,))
        else:
            returned = line.month == self._story.returned
            line = replace(line, by_bill=likely(self._dice, 40))
            self._send(cycle, made_on, (line,), returned=returned)

    def _send(
        self,
        cycle: int,
        made_on: date,
        lines: tuple[Line, ...],
        *,
        repays: str | None = None,
        faulty: bool = False,
        returned: bool = False,
    ) -> None:
        """Order, and let the bank settle on the payday; a return follows some days later."""
        self._count += 1
        name = f"{self._story.label}.{self._count}"
        order = Order(
            at=at(made_on, 540 + self._count),
            sender=FORCE,
            number=f"order.{name}",
            payee=self._story.payee,
            pay_on=payday(cycle),
            lines=lines,
            repays=repays,
        )
        amount = sum(line.amount for line in lines)
        answered = amount
        if faulty and self._fault is not None:
            answered = self._fault.settled(amount)
            returned = self._fault.returns
        self.paid += [order, settled(at(payday(cycle), 420), name, order.ref, answered)]
        if returned:
            day = payday(cycle) + timedelta(days=2 + self._dice.randrange(3))
            self.paid.append(
                Returned(
                    at=at(day, 430), sender=BANK, number=f"retur.{name}", order=order.ref,
                    amount=amount,
                )
            )  # fmt: skip
            if not faulty:
                self._again.append(replace(order, repays=None))


def settled(instant: datetime, name: str, order: str, amount: int) -> Settled:
    return Settled(at=instant, sender=BANK, number=f"avi.{name}", order=order, amount=amount)


def _difference(month: int, owed: Owed, before: _Ordered, bill: str) -> Line:
    shares = [(code, ore - before.shares.get(code, 0)) for code, ore in owed.shares.items()]
    return Line(
        amount=owed.ore - before.ore,
        month=month,
        bill=bill,
        minutes=owed.minutes - before.minutes,
        rate=owed.rate,
        municipal=tuple(part for part in shares if part[1] > 0),
    )


def _halves(line: Line, thousandths: int) -> tuple[Line, Line]:
    """Return a line in two parts; where the amount is even they may be equal."""
    assert line.minutes is not None
    first = replace(
        line,
        amount=line.amount * thousandths // 1000,
        minutes=line.minutes * thousandths / 1000,
        municipal=tuple((code, ore * thousandths // 1000) for code, ore in line.municipal),
    )
    rest = replace(
        line,
        amount=line.amount - first.amount,
        minutes=line.minutes * (1000 - thousandths) / 1000,
        municipal=tuple(
            (code, ore - part)
            for (code, ore), (_, part) in zip(line.municipal, first.municipal, strict=True)
        ),
    )
    return first, rest
