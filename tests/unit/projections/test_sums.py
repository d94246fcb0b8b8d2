"""What was found of some cases is added to what was found of others, whatever its fields are."""

from dataclasses import fields
from fractions import Fraction
from uuid import UUID

import pytest

from ledger.findings import Kind
from projections.between.debits import Debits
from projections.between.recoveries import OwedBackOf
from projections.found import ClaimTotals, Found, KindTotal, Totals
from projections.sums import add_fields


@pytest.mark.parametrize("kind", [Totals, ClaimTotals, KindTotal, OwedBackOf])
def test_every_sum_is_added(kind: type) -> None:
    one, other, both = kind(), kind(), kind()
    for number, each in enumerate(fields(kind)):
        setattr(one, each.name, number + 1)
        setattr(other, each.name, 100)
        setattr(both, each.name, number + 101)
    add_fields(one, other, kind)
    assert one == both


def test_what_the_first_cases_lacked_is_a_copy() -> None:
    part = Found(
        kinds={Kind.REPAID: KindTotal(1, -5, -5)},
        claim_cuts={"OTHER": 3},
        grounds={("standard",): Fraction(1, 3)},
        not_sourced=Fraction(1, 2),
    )
    whole = Found()
    whole.add(part)
    whole.add(part)
    assert whole.kinds == {Kind.REPAID: KindTotal(2, -10, -10)}
    assert (whole.claim_cuts, whole.rests_on) == ({"OTHER": 6}, {"standard": Fraction(2, 3)})
    assert whole.not_sourced == 1
    assert part.kinds == {Kind.REPAID: KindTotal(1, -5, -5)}


def test_of_days_late_the_most_are_kept() -> None:
    one = Debits({UUID(int=1)}, debited_ore=5, late_days=3)
    one.add(Debits({UUID(int=2)}, debited_ore=7, late_days=2, unknown={UUID(int=2)}))
    assert one == Debits(
        {UUID(int=1), UUID(int=2)}, debited_ore=12, late_days=3, unknown={UUID(int=2)}
    )
