"""
What minutes in question are worth: at the rate that `ledger.statement` owes for their day.

The value of minutes is theirs before any limit, as that of a gate is (semantics 1.4). Nothing
is computed of a case until something is found there.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from ledger.amounts import month_of_day, value_of
from ledger.claims.claim import Cut
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import MissingValueError, Rulebook
from ledger.runs import MINUTES_A_DAY, Run
from ledger.statement import Carried, Span
from ledger.statement.model import WEIGHT, span_of


def minutes_cut(cuts: Iterable[Cut]) -> Fraction:
    """Return the minutes that cuts of a claim take, as their own steps say."""
    return sum(
        (Fraction(step.value) for cut in cuts for step in cut.steps if step.unit == "min"),
        Fraction(0),
    )


class Priced:
    """A case with what its hours are paid with."""

    def __init__(self, case: Case, carried: Carried) -> None:
        """Keep the case and what is computed of it."""
        self.case = case
        self.carried = carried

    def span(self, day: int) -> Span:
        """Return what holds of a day, given by its ordinal."""
        month = month_of_day(date.fromordinal(day))
        return span_of(day, self.carried.month(self.case, month).spans)

    def ore(self, run: Run, kind: int) -> Fraction:
        """Return the exact value of minutes of one kind, none of which crosses a midnight."""
        first, after = run
        rate = self.span(first // MINUTES_A_DAY).rate.value
        return value_of((after - first) * WEIGHT[kind], rate)


class Prices:
    """The cases that findings name, each read once and only when it is asked for."""

    def __init__(
        self,
        load: Callable[[UUID], Sequence[Recorded]],
        register: Register,
        rulebook: Rulebook,
    ) -> None:
        """Keep how a case is loaded: its events at the point of knowledge."""
        self._load = load
        self._register = register
        self._rulebook = rulebook
        self._priced: dict[UUID, Priced] = {}

    def case(self, case_id: UUID) -> Priced:
        """Return a case."""
        priced = self._priced.get(case_id)
        if priced is None:
            case = Case.of(self._load(case_id))
            carried = Carried(case.history, self._register, self._rulebook)
            priced = self._priced[case_id] = Priced(case, carried)
        return priced

    def ore(self, case_id: UUID, of: Iterable[tuple[Run, int]]) -> Fraction | None:
        """Return the value of minutes of a case with their kinds; None where a rate is missing."""
        try:
            priced = self.case(case_id)
            return sum((priced.ore(run, kind) for run, kind in of), Fraction(0))
        except MissingValueError:
            return None
