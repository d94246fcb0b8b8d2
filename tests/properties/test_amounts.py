"""
Rounding keeps money: nothing appears, nothing is lost, and no line is off by more than one öre.
"""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.amounts import half_up, largest_remainder, month_of, month_text, rounded

WHOLE = st.integers(min_value=-(10**12), max_value=10**12)
DENOMINATORS = st.integers(min_value=1, max_value=10**6)
EXACT = st.builds(Fraction, WHOLE, DENOMINATORS)
PARTS = st.lists(EXACT, min_size=1, max_size=60)


@given(WHOLE, DENOMINATORS)
def test_a_rounded_quotient_lies_within_half_an_ore(numerator: int, denominator: int) -> None:
    off = half_up(numerator, denominator) - Fraction(numerator, denominator)
    assert abs(off) <= Fraction(1, 2)


@given(WHOLE)
def test_a_tie_goes_away_from_zero(whole: int) -> None:
    tie = 2 * whole + 1
    assert abs(half_up(tie, 2)) == (abs(tie) + 1) // 2


@given(EXACT)
def test_an_amount_and_its_reversal_round_to_the_same_size(amount: Fraction) -> None:
    assert rounded(-amount) == -rounded(amount)


@given(WHOLE, DENOMINATORS, st.integers(min_value=1, max_value=1000))
def test_rounding_does_not_depend_on_how_a_fraction_is_written(
    numerator: int, denominator: int, factor: int
) -> None:
    assert half_up(numerator * factor, denominator * factor) == half_up(numerator, denominator)


@given(WHOLE, DENOMINATORS)
def test_whole_amounts_are_left_alone(whole: int, denominator: int) -> None:
    assert half_up(whole * denominator, denominator) == whole


@given(PARTS)
def test_shown_lines_add_up_to_the_rounded_total(parts: list[Fraction]) -> None:
    total = rounded(sum(parts, Fraction()))
    assert sum(largest_remainder(parts, total)) == total


@given(PARTS)
def test_each_shown_line_lies_within_one_ore(parts: list[Fraction]) -> None:
    shown = largest_remainder(parts, rounded(sum(parts, Fraction())))
    assert all(abs(line - part) < 1 for line, part in zip(shown, parts, strict=True))


@given(PARTS, st.integers(min_value=-200, max_value=200))
def test_any_total_is_kept(parts: list[Fraction], off: int) -> None:
    total = rounded(sum(parts, Fraction())) + off
    assert sum(largest_remainder(parts, total)) == total


@given(st.integers(min_value=12, max_value=9999 * 12 + 11))
def test_a_month_survives_being_written(month: int) -> None:
    assert month_of(month_text(month)) == month
