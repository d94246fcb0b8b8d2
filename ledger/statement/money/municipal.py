"""
The municipality's part: the first hours of the week, by days in force (M7, M8).

Source: SFB 51:22. Days count while a national decision is in force, the
recipient lives and the reform has not begun.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from ledger.amounts import UNITS, UNITS_A_DAY, days_in, month_of_day, value_of
from ledger.domain.grants import OPEN_END
from ledger.rules import Rulebook
from ledger.statement.model import Exact, Line, Span

#: What FACTOR_4_33 multiplies hours a week with: its name says it.
_WEEKS_A_MONTH: Final = Fraction(433, 100)
_DAYS_A_WEEK: Final = 7


@dataclass(slots=True)
class FirstHours:
    """
    What a municipality answers for: its days, S, H, min(S, H), and their value.

    `borne` is value · min(S, H) / H, at what the hours were paid with or, by
    the policy `cofin.rate`, at the standard rate. All units are converted.
    """

    days: int = 0
    share: Exact = 0
    payable: Exact = 0
    capped: Exact = 0
    borne: Fraction = Fraction(0)


def first_hours(
    spans: Sequence[Span], lines: Iterable[tuple[Span, Line]], rulebook: Rulebook
) -> Mapping[str, FirstHours]:
    """Return the first hours of each municipality on some days of one month."""
    ends = rulebook.cofinancing_ends()
    end = OPEN_END if ends is None else ends.toordinal()
    weekly = rulebook.policy("cofin.month_basis").value == "ISO_WEEK"
    schablon = rulebook.policy("cofin.rate").value == "SCHABLON"
    of: dict[tuple[str, int], FirstHours] = {}
    for span in spans:
        if span.national and span.alive and span.first < end:
            group = of.setdefault(_group(span, weekly=weekly), FirstHours())
            group.days += span.days
            group.share += _share(span, rulebook)
    for span, line in lines:
        group = of.get(_group(span, weekly=weekly))
        if group is not None and span.alive and span.first < end:
            group.payable += line.units
            worth = line.amount
            if schablon:
                worth = value_of(line.units, span.schablon.value)
            group.borne = group.borne + worth if group.borne else worth
    found: dict[str, FirstHours] = {}
    for (code, _), group in of.items():
        group.capped = min(group.payable, group.share)
        if group.payable > group.capped:
            group.borne *= Fraction(group.capped) / group.payable
        if weekly:
            add_hours(found.setdefault(code, FirstHours()), group)
        else:
            found[code] = group
    return found


def _group(span: Span, *, weekly: bool) -> tuple[str, int]:
    """Return what a span's first hours are counted with: its municipality, and perhaps its week."""
    # Day 1 of the calendar was a Monday; spans are cut at every Monday where weeks count.
    return span.municipality, (span.first - 1) // _DAYS_A_WEEK if weekly else 0


def _share(span: Span, rulebook: Rulebook) -> Exact:
    """Return S of a span in units, by the policy `cofin.month_basis`."""
    day = date.fromordinal(span.first)
    weekly = rulebook.parameter("cofin.weekly_minutes", day).value
    if rulebook.policy("cofin.month_basis").value == "FACTOR_4_33":
        share = weekly * UNITS * _WEEKS_A_MONTH * span.days / days_in(month_of_day(day))
        return share.numerator if share.denominator == 1 else share
    return span.days * weekly * UNITS_A_DAY


def add_hours(to: FirstHours, other: FirstHours) -> None:
    """Add the first hours of other days."""
    to.days += other.days
    to.share += other.share
    to.payable += other.payable
    to.capped += other.capped
    to.borne += other.borne
