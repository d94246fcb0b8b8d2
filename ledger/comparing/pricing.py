"""
One case under the law and under a what-if: both budgets, and the check of a change of rate.

Where both give a month the same payable time, what is owed may differ by hours times the change of
rate and by nothing else before rounding, and after it by one öre per payee at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ledger.amounts import UNITS_PER_HOUR
from ledger.comparing.beside import Beside
from ledger.comparing.budget import Budget, budget_of
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement import Carried, Exact, MonthTime, Span, Statement


@dataclass(slots=True)
class RateCheck:
    """
    Months paid in arrears at the standard rate with the same payable time on both sides.

    `expected` is hours times the change of their rate, `exact` the change of
    the unrounded O: they are equal. `rounded_ore` is the change of what is
    owed; `apart` counts months in which it is farther off than one öre per payee.
    """

    months: int = 0
    payees: int = 0
    hours: Fraction = Fraction(0)
    expected: Fraction = Fraction(0)
    exact: Fraction = Fraction(0)
    rounded_ore: int = 0
    apart: int = 0
    unchecked: int = 0

    def add(self, other: "RateCheck") -> None:
        """Add what was checked of other cases."""
        self.months += other.months
        self.payees += other.payees
        self.hours += other.hours
        self.expected += other.expected
        self.exact += other.exact
        self.rounded_ore += other.rounded_ore
        self.apart += other.apart
        self.unchecked += other.unchecked

    @property
    def holds(self) -> bool:
        """Whether the change is hours times rate, exactly, and to the öre where it is rounded."""
        return self.exact == self.expected and not self.apart


@dataclass(frozen=True, slots=True)
class Priced:
    """A case under both rulebooks."""

    law: Budget
    whatif: Budget
    check: RateCheck


def priced(
    events: Iterable[Recorded],
    register: Register,
    rulebooks: tuple[Rulebook, Rulebook],
    months: range,
) -> Priced:
    """Return what a case costs under two rulebooks, read once for both."""
    case = Case.of(events)
    carried = Carried(case.history, register, rulebooks[0])
    law = budget_of(case, months, carried)
    whatif = budget_of(case, months, Beside(carried, rulebooks[1]), (carried, law))
    check = RateCheck()
    for month in [*law.missing, *whatif.missing]:
        # What one side cannot compute is in neither, or the difference would be made of it.
        for budget in (law, whatif):
            budget.leave_out(month)
    for month, (stated, time) in law.months.items():
        if month in whatif.months:
            _check(check, (stated, time), whatif.months[month])
    return Priced(law, whatif, check)


_Month = tuple[Statement, MonthTime]


def _check(check: RateCheck, law: _Month, whatif: _Month) -> None:
    """Hold the change of what is owed against the hours and the change of their rate."""
    (stated, time), (other, its) = law, whatif
    if not _comparable(time.spans, its.spans) or time.payable != its.payable:
        check.unchecked += 1
        return
    time_units: Exact = 0
    worth: Exact = 0
    for (place, _, reasonable), (_, units) in time.payable.items():
        if time.spans[place].national:
            change = its.spans[place].rate.value - time.spans[place].rate.value
            if reasonable is not None:
                # A reasonable rate is decided on, and follows no rulebook.
                change = 0
            time_units += units
            worth += units * change
    hours, expected = Fraction(time_units, UNITS_PER_HOUR), Fraction(worth, UNITS_PER_HOUR)
    check.months += 1
    check.payees += len(stated.payees)
    check.hours += hours
    check.expected += expected
    check.exact += _exact(other) - _exact(stated)
    rounded = other.owed_ore - stated.owed_ore
    check.rounded_ore += rounded
    check.apart += abs(rounded - expected) > len(stated.payees)


def _exact(stated: Statement) -> Fraction:
    return sum((share.amount for share in stated.payees), Fraction(0))


def _comparable(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    """Tell whether the same days are paid in arrears at a standard rate on both sides."""
    ours, theirs = ([_days(span) for span in of] for of in (spans, others))
    return ours == theirs and not any(span.costed or span.advance for span in spans)


def _days(span: Span) -> tuple[int, int, bool]:
    return (span.first, span.after, span.national)
