"""
What a what-if costs: nothing where it repeats the law, and hours times rate where only rates move.
"""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.comparing import Priced, priced
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules.whatif import load_whatif
from ledger.statement import statement
from tests.properties.hostile import Hostile, hostile_cases

FEW = settings(max_examples=settings().max_examples // 5)
EVERY = range(9999 * 12)
LAW, PLUS_ONE = load_whatif("law"), load_whatif("rate-plus-1")
REFORM, TWENTY = load_whatif("reform"), load_whatif("reform-three-and-twenty")


def price(hostile: Hostile, asks: object, months: range = EVERY) -> Priced:
    of = {"law": LAW, "plus": PLUS_ONE, "reform": REFORM, "twenty": TWENTY}[str(asks)]
    return priced(hostile.papers, Register(hostile.register), (of.law, of.rulebook), months)


@FEW
@given(hostile_cases())
def test_an_edition_that_repeats_the_law_differs_by_nothing(hostile: Hostile) -> None:
    of = price(hostile, "law")
    assert of.law.amounts == of.whatif.amounts
    assert of.check.holds
    assert (of.check.expected, of.check.exact, of.check.rounded_ore) == (0, 0, 0)


@FEW
@given(hostile_cases())
def test_one_ore_more_is_the_sum_of_payable_hours(hostile: Hostile) -> None:
    """Every hostile case is paid in arrears at the standard rate."""
    of = price(hostile, "plus")
    assert of.check.unchecked == 0
    assert of.check.exact == of.check.expected == of.check.hours
    assert abs(of.check.rounded_ore - of.check.hours) <= of.check.payees
    assert of.check.apart == 0
    case, register = Case.of(hostile.papers), Register(hostile.register)
    hours = Fraction(0)
    for month in of.law.months:
        for line in statement(case, register, month, PLUS_ONE.law).lines:
            hours += Fraction(line.amount, line.rate.value)
    assert of.check.hours == hours


@FEW
@given(hostile_cases(), st.sampled_from(("law", "plus", "reform", "twenty")))
def test_the_payers_of_both_sides_pay_what_is_owed(hostile: Hostile, name: str) -> None:
    of = price(hostile, name)
    assert of.check.exact == of.check.expected
    for budget in (of.law, of.whatif):
        owed = sum(stated.owed_ore for stated, _ in budget.months.values())
        paid = sum(
            ore
            for (_, _, item), ore in budget.amounts.items()
            if item in ("ASSISTANCE", "COFINANCING")
        )
        assert paid == owed


@FEW
@given(hostile_cases(), st.integers(0, 2))
def test_the_budget_of_all_months_is_the_sum_of_each(hostile: Hostile, cut: int) -> None:
    middle = month_of(hostile.months[min(cut, len(hostile.months) - 1)])
    whole = price(hostile, "reform")
    early = price(hostile, "reform", range(middle))
    late = price(hostile, "reform", range(middle, 9999 * 12))
    assert {**early.whatif.amounts, **late.whatif.amounts} == whole.whatif.amounts
    assert early.check.exact + late.check.exact == whole.check.exact
