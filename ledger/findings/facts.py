"""
What findings rest on, whatever the day of reckoning: orders, and O as it became known.

`Facts` is all that the table asks of a month. `MonthFacts` holds the answers
written out, so that a read model can keep them and be read on any day;
`gathering` gives the same answers from a case. What follows on a day belongs
to `reckoning`.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Protocol
from uuid import UUID

from ledger.findings.debited import Debited
from ledger.findings.payments import Amount, Order


@dataclass(frozen=True, slots=True)
class Known:
    """
    What a statement says at one point of knowledge, as far as findings ask.

    Öre owed, öre owed per municipality, G per gate number, the gates that close
    every day, and the rate of the days: None where they have different rates.
    Before `due_on`, where it is set, an advance is not due, and a period that
    is settled then owes nothing either way.
    """

    owed_ore: int
    municipalities: Mapping[str, int]
    gate_values: Mapping[int, Fraction]
    closed_by: frozenset[int]
    rate_ore: int | None
    due_on: date | None = None


#: Before the first paper nothing is owed, by anybody.
NOTHING: Final = Known(0, {}, {}, frozenset(), None)


class Facts(Protocol):
    """A month of a case as known at one point; nothing here depends on the reckoning day."""

    @property
    def month(self) -> int:
        """The month's index."""
        ...

    @property
    def period(self) -> int:
        """The first day of the period that is settled, or 0 where a month is."""
        ...

    @property
    def recovered(self) -> tuple[Amount, ...]:
        """What was repaid or set off (Q), by the papers that say so."""
        ...

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders of the month, in fold order."""
        ...

    @property
    def debits(self) -> tuple[Debited, ...]:
        """What municipalities were debited and credited of the month, in fold order."""
        ...

    @property
    def now(self) -> Known:
        """What is known at the point itself."""
        ...

    def before(self, place: int) -> Known:
        """Return what was known just before the order, or the debit, at this place."""
        ...

    def known_on(self, place: int) -> date:
        """Return the day on which the order at this place was known."""
        ...

    def at(self, cutoff: date) -> Known:
        """Return what was known when this cutoff day ended."""
        ...

    def since(self, place: int | None) -> tuple[UUID, ...]:
        """Return what became known since the order at this place and can change the month."""
        ...


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """
    The facts of a month written out.

    `then` holds, by the place of each order and of each debit, the day on which it was known and
    what was known just before it. `cutoffs` are the days from whose end on
    `at_cutoffs` were known, in order. `papers` are place and event of what
    can change the month and came after the first order.
    """

    month: int
    orders: tuple[Order, ...]
    now: Known
    then: Mapping[int, tuple[date, Known]]
    cutoffs: tuple[date, ...]
    at_cutoffs: tuple[Known, ...]
    papers: tuple[tuple[int, UUID], ...]
    period: int = 0
    recovered: tuple[Amount, ...] = ()
    debits: tuple[Debited, ...] = ()

    def before(self, place: int) -> Known:
        """Return what was known just before the order at this place."""
        return self.then[place][1]

    def known_on(self, place: int) -> date:
        """Return the day on which the order at this place was known."""
        return self.then[place][0]

    def at(self, cutoff: date) -> Known:
        """Return what was known when this cutoff day ended."""
        number = bisect_right(self.cutoffs, cutoff)
        return self.at_cutoffs[number - 1] if number else NOTHING

    def since(self, place: int | None) -> tuple[UUID, ...]:
        """Return what became known since the order at this place and can change the month."""
        if place is None:
            return ()
        return tuple(event for at, event in self.papers if at >= place)


@dataclass(frozen=True, slots=True)
class OnlyNow:
    """
    The facts of a month as if what is known now had always been known.

    What is wrong now comes out the same, at a part of the cost; what was wrong by the knowledge of
    a payment does not, nor may a day of reckoning be asked, since nothing is known of cutoffs.
    """

    month: int
    period: int
    recovered: tuple[Amount, ...]
    orders: tuple[Order, ...]
    debits: tuple[Debited, ...]
    now: Known
    days: Mapping[int, date]

    @classmethod
    def of(cls, facts: Facts) -> "OnlyNow":
        """Leave out all that was known before."""
        days = {order.place: facts.known_on(order.place) for order in facts.orders}
        given = (facts.month, facts.period, facts.recovered, facts.orders, facts.debits)
        return cls(*given, facts.now, days)

    def before(self, place: int) -> Known:
        """Return what is known now."""
        del place
        return self.now

    def known_on(self, place: int) -> date:
        """Return the day on which the order at this place was known."""
        return self.days[place]

    def at(self, cutoff: date) -> Known:
        """Refuse: this is asked by a day of reckoning."""
        raise AssertionError(f"what was known on {cutoff} was left out")

    def since(self, place: int | None) -> tuple[UUID, ...]:
        """Return nothing: it would explain why then and now differ."""
        del place
        return ()
