"""
What a municipality is to be reimbursed: payable hours of its window, price and cap.

Follows semantics 6.1–6.3 for the default policies, with the truth's own
reckoner: the municipal decision is read as one of the window's days only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from ops.world.papers import Bill, Death, Grant, Paper, Report
from ops.world.truth.owed import Reckoner, rate_of, rounded


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a claim: its days, converted minutes, and öre an hour."""

    first_day: date
    last_day: date
    minutes: Fraction
    price: int

    @property
    def value(self) -> Fraction:
        """Exact öre."""
        return self.minutes * self.price / 60


@dataclass(slots=True)
class Right:
    """What a claim comes to: öre claimed and owed, and what is cut for which reason."""

    claimed: int
    owed: int
    cuts: dict[str, int] = field(default_factory=dict[str, int])


def payable(
    papers: Sequence[Paper], granted: Grant, window: tuple[date, date], months: range
) -> dict[int, Fraction]:
    """Return the payable converted minutes of each month on the window's days (6.2)."""
    start, until = window
    if until <= start:
        return dict.fromkeys(months, Fraction(0))
    inside = replace(
        granted, authority="FK", effective_from=start, effective_until=until, period=None
    )
    of = [paper for paper in papers if isinstance(paper, Report | Bill | Death)]
    owed = Reckoner(months).owed([inside, *of])
    return {month: owed[month].minutes for month in months}


def reimbursed(
    month: int, inside: Asked | None, beside: Sequence[tuple[str, Asked]], of: Fraction, extra: int
) -> Right:
    """
    Return what is owed of a claim of one month, of whose window so many minutes are payable.

    `inside` is its line within the window, `beside` those outside it with the
    reason why; `extra` is what the claim states above its lines.
    """
    lines = [line for line in (inside, *(line for _, line in beside)) if line is not None]
    exact = sum((line.value for line in lines), Fraction(0))
    right = Right(rounded(exact) + extra, rounded(exact))
    steps = [(reason, line.value) for reason, line in beside]
    if inside is not None:
        minutes = min(inside.minutes, of)
        above = max(0, inside.price - rate_of(month, month))
        steps.append(("NOT_REPORTED", (inside.minutes - minutes) * inside.price / 60))
        steps.append(("ABOVE_PRICE_CAP", minutes * above / 60))
    for reason, worth in steps:
        # What is left is rounded, never a cut, so that claim = owed + cuts to the öre.
        exact -= worth
        if rounded(exact) < right.owed:
            right.cuts[reason] = right.owed - rounded(exact)
        right.owed = rounded(exact)
    if extra:
        right.cuts["MISCALCULATED"] = extra
    return right
