"""
A difference between any two points of a case is explained whole, by causes that meet.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.comparing import ORDER, Compared, Outcome, Side, cause_of, difference
from ledger.domain.case import Case
from ledger.domain.point import RecordedUpTo, select
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import statement
from tests.properties.hostile import Hostile, hostile_cases
from tests.properties.hostile_payments import payments

#: Each example is a case at many points.
FEW = settings(max_examples=settings().max_examples // 5)
RULEBOOKS = (
    load_rulebook(),
    load_rulebook(regime="SOU_2023_9:2026-02-10"),
    load_rulebook(policies={"grant.pool": "MONTH", "late": "NOTICE"}),
)
DAYS = (date(2026, 3, 1), date(2026, 4, 21), date(2026, 12, 31))


@dataclass(frozen=True)
class Points:
    """A case with payments, in the order of its log, and sides of it."""

    hostile: Hostile = field(repr=False)
    log: tuple[Recorded, ...] = field(repr=False)
    sides: tuple[Side, ...]


def up_to(log: tuple[Recorded, ...], place: int) -> list[Recorded]:
    """Return the log that ends at a place."""
    return list(log[:place])


@st.composite
def points(draw: st.DrawFn, count: int = 2, *, one_month: bool = True) -> Points:
    """Return a case and sides: any end of its log, any rulebook, any day, one month or all."""
    hostile = draw(hostile_cases())
    paid = draw(payments(hostile.months))
    log = tuple(draw(st.permutations([*hostile.papers, *hostile.register, *paid])))
    asked = st.sampled_from((None, *hostile.months))
    month = draw(asked)

    def side() -> Side:
        known = log[: draw(st.integers(0, len(log)))]
        own = month if one_month else draw(asked.filter(lambda text: text is not None))
        return Side(
            [of for of in known if of not in hostile.register],
            Register([of for of in known if of in hostile.register]),
            draw(st.sampled_from(RULEBOOKS)),
            draw(st.sampled_from(DAYS)),
            None if own is None else month_of(own),
        )

    return Points(hostile, log, tuple(side() for _ in range(count)))


def compared(of: Points, one: int = 0, other: int = 1) -> Compared:
    return difference(of.sides[one], of.sides[other])


@FEW
@given(points())
def test_the_whole_difference_is_explained_by_its_causes(of: Points) -> None:
    found = compared(of)
    assert not found.residual
    assert sum((step.change for step in found.causes), Outcome()) == found.change
    assert [step.cause for step in found.causes] == sorted(
        (step.cause for step in found.causes), key=ORDER.index
    )
    for step in found.causes:
        assert step.change.is_balanced
        for event in step.events:
            assert cause_of(event.recorded, of.sides[1].rulebook) is step.cause


@FEW
@given(points(one_month=False))
def test_the_difference_of_two_months_is_explained_by_its_causes(of: Points) -> None:
    found = compared(of)
    assert not found.residual
    assert sum((step.change for step in found.causes), Outcome()) == found.change
    assert found.change.is_balanced


@FEW
@given(points())
def test_the_way_back_is_the_way_there_with_the_other_sign(of: Points) -> None:
    there, back = compared(of), compared(of, 1, 0)
    assert there.change == Outcome() - back.change


@FEW
@given(points(3))
def test_two_differences_on_end_are_the_difference_of_the_ends(of: Points) -> None:
    assert compared(of).change + compared(of, 1, 2).change == compared(of, 0, 2).change


@FEW
@given(points(), st.integers(1, 6))
def test_dropping_the_last_causes_leaves_the_sum_of_the_others(of: Points, last: int) -> None:
    """A side with what it has of the first causes only differs by those causes alone."""
    before, after = of.sides
    kept = ORDER[: len(ORDER) - last]

    def has(side: Side, *, of_kept: bool) -> list[Recorded]:
        return [e for e in side.events if (cause_of(e, after.rulebook) in kept) is of_kept]

    partial = replace(
        after,
        events=[*has(after, of_kept=True), *has(before, of_kept=False)],
        register=after.register if "DECISION" in kept else before.register,
        reckoned_on=before.reckoned_on,
    )
    whole, part = compared(of), difference(before, partial)
    left = [step for step in whole.causes if step.cause in kept]
    assert part.change == sum((step.change for step in left), Outcome())
    told = {step.cause: step.change for step in part.causes if step.change}
    assert told == {step.cause: step.change for step in left if step.change}


@FEW
@given(hostile_cases(), st.data())
def test_a_position_is_the_log_that_ends_there(hostile: Hostile, drawn: st.DataObject) -> None:
    """For any month, position and rulebook, in whatever order the papers were recorded."""
    order = drawn.draw(st.permutations([*hostile.papers, *hostile.register]))
    position = drawn.draw(st.integers(0, len(order)))
    month = month_of(drawn.draw(st.sampled_from(hostile.months)))
    rulebook = drawn.draw(st.sampled_from(RULEBOOKS))
    log = [
        paper._replace(position=place, recorded_at=datetime(2026, 12, 1).astimezone())
        for place, paper in enumerate(order, start=1)
    ]
    point = RecordedUpTo(position, datetime(2026, 12, 1).astimezone() + timedelta(position))
    assert stated(select(log, point), hostile, month, rulebook) == stated(
        log[:position], hostile, month, rulebook
    )


def stated(log: list[Recorded], hostile: Hostile, month: int, rulebook: Rulebook) -> object:
    of_register = {paper.envelope.event_id for paper in hostile.register}
    case = [paper for paper in log if paper.envelope.event_id not in of_register]
    register = [paper for paper in log if paper.envelope.event_id in of_register]
    return statement(Case.of(case), Register(register), month, rulebook)
