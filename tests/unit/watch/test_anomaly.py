"""An anomaly's name and its minutes; what sums of minutes are made of."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.anomalies import SORTS, Anomaly, Part, Severity
from ledger.runs import in_both, joined, length, without

ONE = Anomaly(
    "R01",
    1,
    Severity.REVIEW,
    24_314,
    (UUID(int=1),),
    (Part(UUID(int=2), ((10, 20),), (UUID(int=3),)), Part(UUID(int=4), ((15, 20),))),
    5,
    100,
    "says",
    "guard",
)
runs = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=8,
)


def minutes(of: object) -> set[int]:
    assert isinstance(of, list)
    return {minute for first, after in of for minute in range(first, after)}


def test_a_name_follows_from_rule_papers_and_minutes_and_not_from_amounts() -> None:
    assert ONE.id == replace(ONE, stake_ore=7, says="other", guard="other").id
    assert ONE.id == replace(ONE, parts=ONE.parts[::-1]).id
    others = [
        replace(ONE, version=2),
        replace(ONE, who=(UUID(int=9),)),
        replace(ONE, parts=(replace(ONE.parts[0], runs=((10, 21),)),)),
        replace(ONE, parts=(replace(ONE.parts[0], events=(UUID(int=5),)), ONE.parts[1])),
    ]
    assert len({ONE.id, *(one.id for one in others)}) == 5


def test_an_anomaly_has_each_case_and_paper_once_and_its_runs_joined() -> None:
    assert ONE.cases == (UUID(int=2), UUID(int=4))
    assert ONE.runs == ((10, 20),)


def test_every_rule_has_a_provision_a_guard_and_something_to_do() -> None:
    for name, sort in SORTS.items():
        assert sort.rule.id == name
        assert sort.guard
        assert sort.means.endswith(".")


@given(runs, runs)
def test_runs_are_sets_of_minutes(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    left, right = list(joined(one)), list(joined(other))
    assert minutes(left) == minutes(one)
    assert length(left) == len(minutes(one))
    assert minutes(list(in_both(left, right))) == minutes(one) & minutes(other)
    assert minutes(list(without(left, other))) == minutes(one) - minutes(other)
