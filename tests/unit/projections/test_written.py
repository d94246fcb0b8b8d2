"""
What a read model writes of a value is read back as the same value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated
from uuid import UUID

import pytest
from annotated_types import Ge
from hypothesis import given

from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings import CaseFacts
from projections.models.payout_verification import FACTS
from projections.written import Written
from tests.properties.hostile import Hostile
from tests.properties.test_findings import FEW, paid_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    share: Fraction
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    ore: Annotated[int, Ge(0)]
    who: UUID
    pairs: tuple[tuple[str, int], ...]
    of: Mapping[int, Inner]
    gates: frozenset[int]
    is_open: bool = False


VALUE = Outer(
    7,
    UUID(int=3),
    (("0180", 5), ("0114", 0)),
    {2: Inner(share=Fraction(1, 3), on=date(2026, 3, 1)), 1: Inner(share=Fraction(2))},
    frozenset({9, 1}),
    is_open=True,
)


def test_every_type_of_field_is_read_back() -> None:
    written = Written(Outer)
    assert written.load(written.dump(VALUE)) == VALUE


def test_equal_values_give_equal_texts_whatever_the_order_of_their_parts() -> None:
    turned = Outer(
        VALUE.ore, VALUE.who, VALUE.pairs, dict(sorted(VALUE.of.items())), VALUE.gates, is_open=True
    )
    assert Written(Outer).dump(turned) == Written(Outer).dump(VALUE)


def test_another_field_is_another_shape() -> None:
    @dataclass(frozen=True)
    class One:
        ore: int

    @dataclass(frozen=True)
    class Other:
        ore: int
        day: date

    assert len({Written(One).shape, Written(Other).shape, Written(Outer).shape}) == 3


def test_a_type_that_cannot_be_written_is_refused_at_once() -> None:
    @dataclass(frozen=True)
    class Floating:
        ore: float

    with pytest.raises(TypeError, match="no type that a read model writes"):
        Written(Floating)


@FEW
@given(paid_cases())
def test_the_facts_of_any_month_are_read_back(paid: tuple[Hostile, Case]) -> None:
    hostile, case = paid
    facts = CaseFacts(case, Register(hostile.register), hostile.rulebook)
    for month in facts.months:
        gathered = facts.gathered(month)
        text = FACTS.dump(gathered)
        assert FACTS.load(text) == gathered
        assert FACTS.dump(FACTS.load(text)) == text
