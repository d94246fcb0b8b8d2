"""
What the inquiry said that the reform would cost, beside what a population shows of it.

The population is brought to a year and to the size of the country by one stated factor; a figure
that no event speaks of is set there alone, and said to be so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from rich.console import Group
from rich.text import Text

from ledger.amounts import first_day, rounded
from ledger.rules import Parameter, Rulebook
from ledger.rules.whatif import WhatIf
from ops.show.money import MINUS, number
from ops.show.quantities import counted
from ops.show.screen import FAINT, Prose, figures, heading, table, words
from projections.comparing.priced import PricedCases

_ORE_PER_MILLION: Final = 100_000_000
_YEAR: Final = 12

#: Each figure with its sign for the public purse, what it is, and what of it events can show.
FIGURES: Final = (
    ("equalisation.million_kronor", -1, "grants to municipalities, a year", "municipalities"),
    ("reform.administration", -1, "administration, a year", None),
    ("reform.more_grants", 1, "about 100 more grants, a year", None),
    ("reform.net", -1, "the two together, a year", None),
    ("reform.introduction", 1, "the introduction, once", None),
    ("reform.transition", 1, "about 500 granted in the transition, once", None),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the inquiry in million kronor; `shown` is the population's, where it has one."""

    value: Parameter
    sign: int
    says: str
    shown: Fraction | None


@dataclass(frozen=True, slots=True)
class Scale:
    """By what the population is multiplied to be a year of the country."""

    months: int
    cases: int
    recipients: Parameter

    @property
    def factor(self) -> Fraction:
        """A year over its months, times the country over its cases."""
        return Fraction(_YEAR, self.months) * Fraction(self.recipients.value, self.cases)


def is_reform(asks: WhatIf) -> bool:
    """Tell whether the what-if brings the reform that the law beside it does not have."""
    return asks.rulebook.regime != asks.law.regime and asks.law.regime.reform_from is None


def figures_of(asks: WhatIf, found: PricedCases) -> tuple[Scale, list[Figure]] | None:
    """Return the figures and the scale; None where the what-if is no reform, or changes nothing."""
    if not is_reform(asks) or not found.months or not found.affected:
        return None
    day = date.fromordinal(first_day(found.months[-1]))
    book = asks.rulebook
    reformed = [month for month in found.months if _is_reformed(book, month)]
    recipients = book.known("population.recipients", day)
    if recipients is None or not reformed:
        return None
    scale = Scale(len(reformed), len(found.affected), recipients)
    _, local = found.shift()
    every: list[Figure] = []
    for name, sign, says, shows in FIGURES:
        # The latest word there is, whichever year the population is of.
        value = next(reversed([*book.series[name]]), None)
        if value is not None:
            shown = Fraction(local, _ORE_PER_MILLION) * scale.factor if shows else None
            every.append(Figure(value, sign, says, shown))
    return scale, every


def _is_reformed(book: Rulebook, month: int) -> bool:
    reform = book.regime.reform_from
    return reform is not None and first_day(month + 1) > reform.toordinal()


def inquiry_block(asks: WhatIf, found: PricedCases) -> Iterator[Group]:
    """Yield the inquiry's figures beside the population's."""
    beside = figures_of(asks, found)
    if beside is None:
        return
    scale, every = beside
    rows = table(
        words("the inquiry says of"),
        figures("it, MSEK"),
        figures("here, MSEK"),
        words("source"),
    )
    for of in every:
        said = f"{MINUS if of.sign < 0 else '+'}{number(of.value.value)}"
        here = Text("no event", FAINT) if of.shown is None else Text(number(rounded(of.shown)))
        rows.add_row(of.says, said, here, Text(of.value.source, FAINT))
    factor, country = scale.factor, number(scale.recipients.value)
    how = (
        "Here: the change for municipalities (co-financing, and what is reimbursed and claimed of"
        f" them) times {number(rounded(factor))} ({factor}): {_YEAR} months over"
        f" {counted(scale.months, 'reformed month')}, and {country} recipients"
        f" in the country over {counted(scale.cases, 'affected case')}. It is at the costs of these"
        " months; the inquiry's figure is of 2021, with the municipalities' own decisions and their"
        " administration in it."
    )
    yield Group(heading("Beside the inquiry"), rows, Prose(how, FAINT))
