"""
The rulebook: one edition under one regime with one choice of policies, and its answers by day.

Immutable, and the only thing that a calculation asks for a rate, a value, a policy or a date. It
computes no amount. It is loaded by `loading`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ledger.amounts import first_day, month_of_day
from ledger.rules.closed_days import same_or_next_open, same_or_previous_open
from ledger.rules.edition import STANDARD
from ledger.rules.series import Series, Span
from ledger.rules.values import MissingValueError, Parameter, Policy, Regime

#: Spans kept for the next statement: 100 years of months and then some.
_KEPT_SPANS: Final = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """
    What the law and its reading give for each day.

    `sha256` covers the content of the edition, the regime and the values of the policies. `rates`
    is what one hour is paid with, the reform included; `series` holds the dated values by name.
    """

    edition: str
    sha256: str
    regime: Regime
    policies: Mapping[str, Policy] = field(repr=False)
    rates: Series = field(repr=False)
    components: Series = field(repr=False)
    series: Mapping[str, Series] = field(repr=False)
    _spans: dict[tuple[int, int], tuple[Span, ...]] = field(
        default_factory=dict[tuple[int, int], tuple[Span, ...]], init=False, repr=False
    )
    _dates: dict[tuple[str, int], date] = field(
        default_factory=dict[tuple[str, int], date], init=False, repr=False
    )

    def policy(self, name: str) -> Policy:
        """Return a policy with the value that was chosen; a name that is not built is a bug."""
        return self.policies[name]

    def rate_on(self, day: int) -> Parameter:
        """
        Return öre per hour for work done on a day, given as its ordinal.

        From the day of the reform the sick-pay component is part of it, and the source names both.
        Source: semantics M1.
        """
        return self.rates.on(day) or self._no_rate(day)

    def rate_spans(self, first: int, after: int) -> tuple[Span, ...]:
        """Return the maximal runs (from, until, rate) of one rate on the days [first, after)."""
        spans = self._spans.get((first, after))
        if spans is None:
            spans = self.rates.between(first, after)
            self._refuse_holes(spans, first, after)
            if len(self._spans) >= _KEPT_SPANS:
                self._spans.clear()
            self._spans[first, after] = spans
        return spans

    def component_on(self, day: int) -> Parameter:
        """Return the sick-pay component of a day in öre per hour, whatever the regime."""
        return self.components.on(day) or self._missing("sick-pay component", day)

    def parameter(self, name: str, day: date) -> Parameter:
        """Return the value of this name that is in force on a day."""
        series = self.series.get(name)
        if series is None:
            raise MissingValueError(
                f"No value is called {name}; edition {self.edition} has {', '.join(self.series)}"
            )
        return series.on(day.toordinal()) or self._missing(f"value of {name}", day.toordinal())

    def value_spans(self, name: str, first: date, after: date) -> tuple[Span, ...]:
        """Return the maximal runs (from, until, value) of one value on the days [first, after)."""
        reached = first.toordinal()
        spans = self.series[name].between(reached, after.toordinal())
        for start, end, _ in spans:
            if start != reached:
                break
            reached = end
        if reached < after.toordinal():
            self._missing(f"value of {name}", reached)
        return spans

    def known(self, name: str, day: date) -> Parameter | None:
        """Return a value where the edition has one for the day; for what changes no amount."""
        return self.series[name].on(day.toordinal())

    def report_due_on(self, month: int) -> date:
        """
        Return the last day on which bill and reports of a work month are in time.

        The 5th of the second month after it, moved to the next open day. Source: semantics R6.
        """
        return self._dates.get(("due", month)) or self._kept("due", month, self._report_due_on)

    def cutoff_on(self, month: int) -> date:
        """
        Return the last day of a calendar month on which a complete basis is paid that month.

        Source: semantics 5.3, policy `payment.cutoff`; moved as in R6.
        """
        return self._dates.get(("cutoff", month)) or self._kept("cutoff", month, self._cutoff_on)

    def payday_on(self, month: int) -> date:
        """Return the payday of a calendar month: the 20th, else the nearest earlier open day."""
        return self._dates.get(("payday", month)) or self._kept("payday", month, self._payday_on)

    def debit_due_on(self, debited_on: date) -> date:
        """
        Return the day by which a debit of this day must be paid by its municipality.

        The last open day of the month by whose 15th it was made: a debit after
        the 15th is one of the next month. Source: förordning (1993:1091) 9 §.
        """
        month = month_of_day(debited_on)
        late = debited_on > _day_of(month, self._value("debit.day", month))
        return same_or_previous_open(_day_of(month + late + 1, 0))

    def debited_by(self, payday: date) -> date:
        """Return the day by which what is paid on a payday is to be debited (semantics 8.10)."""
        month = month_of_day(payday)
        return _day_of(
            month + self._value("debit.months_after_payday", month),
            self._value("debit.day", month),
        )

    def last_cutoff(self, reckoned_on: date) -> date | None:
        """
        Return the latest cutoff whose payday has come, or None where the edition knows no such.

        What was known by then must have been paid on the reckoning day. Source: semantics 5.3.
        """
        month = month_of_day(reckoned_on)
        return next(
            (
                cutoff
                for each in (month, month - 1)
                if not self._before_all(each)
                for payday, cutoff in self._paydays(each)
                if payday <= reckoned_on
            ),
            None,
        )

    def next_cutoff(self, day: date) -> date:
        """Return the first cutoff that does not come before a day."""
        month = month_of_day(day)
        cutoffs = (cutoff for m in (month, month + 1, month + 2) for _, cutoff in self._paydays(m))
        return min(cutoff for cutoff in cutoffs if cutoff >= day)

    def cofinancing_ends(self) -> date | None:
        """Return the first day for which no municipality reimburses, or None where none is."""
        return self.regime.reform_from

    def _kept(self, kind: str, month: int, reckon: Callable[[int], date]) -> date:
        day = reckon(month)
        self._dates[kind, month] = day
        return day

    def _value(self, name: str, month: int) -> int:
        return self.parameter(name, date.fromordinal(first_day(month))).value

    def _report_due_on(self, month: int) -> date:
        due_in = month + self._value("report.due_months_after", month)
        return same_or_next_open(_day_of(due_in, self._value("report.due_day", month)))

    def _cutoff_on(self, month: int) -> date:
        return same_or_next_open(_day_of(month, int(self.policies["payment.cutoff"].value)))

    def _payday_on(self, month: int) -> date:
        return same_or_previous_open(_day_of(month, self._value("payday.day", month)))

    def _paydays(self, month: int) -> Iterator[tuple[date, date]]:
        """Yield the paydays of a calendar month, the latest first, each with its cutoff."""
        yield self.payday_on(month), self.cutoff_on(month)
        if self.policies["payday"].value == "DAYS_5_AND_20":
            # The two paydays change places: what was complete by the 20th is paid on the 5th.
            payday = _day_of(month, int(self.policies["payment.cutoff"].value))
            cutoff = _day_of(month - 1, self._value("payday.day", month))
            yield same_or_previous_open(payday), same_or_next_open(cutoff)

    def _before_all(self, month: int) -> bool:
        return first_day(month) < self.series["payday.day"].spans[0][0]

    def _refuse_holes(self, spans: tuple[Span, ...], first: int, after: int) -> None:
        reached = first
        for start, end, _ in spans:
            if start != reached:
                break
            reached = end
        if reached < after:
            self._no_rate(reached)

    def _no_rate(self, day: int) -> Parameter:
        """Raise; a hole in the rates is a standard rate or, under the reform, a component."""
        if self.series[STANDARD].on(day) is None:
            return self._missing("standard rate", day)
        return self._missing("sick-pay component", day)

    def _missing(self, what: str, day: int) -> Parameter:
        raise MissingValueError(
            f"No {what} is known for {date.fromordinal(day)} in edition {self.edition}; "
            "add it to an edition"
        )


def _day_of(month: int, day: int) -> date:
    return date.fromordinal(first_day(month) + day - 1)
