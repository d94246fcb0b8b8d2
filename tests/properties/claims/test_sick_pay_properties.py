"""Claims for sick pay, whatever they say: the sum holds, cover helps, and order does not matter."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims.sick_pay import SickPay, sick_pay_of
from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from schemas.bounds import ACTIVE, SICK
from schemas.municipal.claims import SickPayClaimed
from tests.unit.building import Folder, Row, day, rules, uid

#: Hours of the day, so that claims and rows often meet.
_HOURS = st.integers(0, 23)
_DAYS = st.integers(1, 31)
_REGIMES = st.sampled_from(["LAW_ACTUAL", "SOU_2023_9:2026-03-10"])
Span = tuple[int, int, int]


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Draw time within one day of March, in whole hours."""
    start = draw(_HOURS)
    return draw(_DAYS), start * 60, draw(st.integers(start + 1, 24)) * 60


@st.composite
def claims(draw: st.DrawFn) -> SickPayClaimed:
    found = draw(st.lists(spans(), min_size=1, max_size=5))
    first = min(number for number, _, _ in found)
    return SickPayClaimed(
        municipality="0180",
        claimant=uid("provider"),
        assistant=uid(draw(st.sampled_from("AB"))),
        sick_from=day(f"2026-03-{draw(st.integers(1, first)):02d}"),
        lost=tuple((day(f"2026-03-{number:02d}"), start, end) for number, start, end in found),
        hourly_wage_ore=draw(st.integers(1, 100_000)),
        weekly_minutes=draw(st.integers(0, 3_000)),
        claimed_ore=draw(st.integers(0, 3_000_000)),
        supplements_ore=draw(st.integers(0, 50_000)),
        agreement_costs_ore=draw(st.integers(0, 50_000)),
        refund_ore=draw(st.sampled_from([0, 0, 70_000])),
        high_risk_protection=draw(st.booleans()),
        deductions_before=draw(st.integers(0, 11)),
    )


@st.composite
def reported(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Draw rows of reports, by assistant; some of A's and B's are sick time."""
    found: dict[str, list[Row]] = {}
    for name in draw(st.lists(st.sampled_from("ABCD"), unique=True)):
        kinds = st.sampled_from([ACTIVE, SICK] if name in "AB" else [ACTIVE])
        drawn = draw(st.lists(st.tuples(spans(), kinds), max_size=6))
        found[name] = [(*span, kind) for span, kind in drawn]
    return found


def papers(asked: Sequence[SickPayClaimed], worked: dict[str, list[Row]]) -> Folder:
    folder = Folder()
    folder.grant(60)
    for name, rows in worked.items():
        folder.report("2026-03", rows, name)
    for event in asked:
        folder.lay(event, "2026-04-10", sender="employer")
    return folder


def reckoned(events: Sequence[Recorded], regime: str, **wishes: str) -> dict[str, SickPay]:
    return sick_pay_of(Case.of(events), Register(), rules(regime, **wishes))


@given(asked=st.lists(claims(), min_size=1, max_size=4), worked=reported(), regime=_REGIMES)
@settings(max_examples=60)
def test_what_is_claimed_is_owed_or_cut(
    asked: list[SickPayClaimed], worked: dict[str, list[Row]], regime: str
) -> None:
    for found in reckoned(papers(asked, worked).papers, regime).values():
        owed = found.owed
        assert 0 <= owed.owed_ore <= owed.claimed_ore
        assert owed.owed_ore + sum(cut.ore for cut in owed.cuts) == owed.claimed_ore
        assert all(cut.ore > 0 for cut in owed.cuts)
        assert 0 <= found.covered <= found.parts.minutes <= found.lost


@given(asked=st.lists(claims(), min_size=1, max_size=3), worked=reported(), more=spans())
@settings(max_examples=60)
def test_another_substitute_never_lowers_what_is_owed(
    asked: list[SickPayClaimed], worked: dict[str, list[Row]], more: Span
) -> None:
    worked = {name: rows for name, rows in worked.items() if name in "CD"}
    before = reckoned(papers(asked, worked).papers, "LAW_ACTUAL")
    after = reckoned(papers(asked, worked | {"E": [(*more, ACTIVE)]}).papers, "LAW_ACTUAL")
    # The papers have other names, and come in the same order.
    for one, other in zip(before.values(), after.values(), strict=True):
        assert one.claim.event is other.claim.event
        assert one.owed.owed_ore <= other.owed.owed_ore


@given(
    asked=st.lists(claims(), min_size=1, max_size=4),
    worked=reported(),
    regime=_REGIMES,
    shuffled=st.randoms(use_true_random=False),
)
@settings(max_examples=40)
def test_the_order_of_papers_does_not_matter(
    asked: list[SickPayClaimed], worked: dict[str, list[Row]], regime: str, shuffled: Random
) -> None:
    events = papers(asked, worked).papers
    other = list(events)
    shuffled.shuffle(other)
    before = {ref: of.owed for ref, of in reckoned(events, regime).items()}
    assert {ref: of.owed for ref, of in reckoned(other, regime).items()} == before


@given(asked=st.lists(claims(), min_size=1, max_size=4), worked=reported())
@settings(max_examples=40)
def test_no_minute_is_paid_twice(asked: list[SickPayClaimed], worked: dict[str, list[Row]]) -> None:
    """Of one assistant at most what was lost counts, and of all at most what others worked."""
    found = reckoned(papers(asked, worked).papers, "LAW_ACTUAL")
    lost: dict[object, set[tuple[object, int]]] = {}
    for event in asked:
        minutes = lost.setdefault(event.assistant, set())
        minutes |= {(on, minute) for on, start, end in event.lost for minute in range(start, end)}
    for person, minutes in lost.items():
        counted = sum(of.parts.minutes for of in found.values() if of.claim.person == person)
        assert counted <= len(minutes)
    there = {
        (name, number, minute)
        for name, rows in worked.items()
        for number, start, end, kind in rows
        if kind == ACTIVE
        for minute in range(start, end)
    }
    assert sum(of.covered for of in found.values()) <= len(there)


@given(asked=claims(), worked=reported())
@settings(max_examples=40)
def test_nine_tenths_never_give_less_than_pro_rata(
    asked: SickPayClaimed, worked: dict[str, list[Row]]
) -> None:
    events = papers([asked], worked).papers
    (exact,) = reckoned(events, "LAW_ACTUAL").values()
    (whole,) = reckoned(events, "LAW_ACTUAL", sick_partial="ALL_IF_90_PERCENT").values()
    assert whole.owed.owed_ore >= exact.owed.owed_ore
    minutes = exact.parts.minutes
    if not minutes or Fraction(exact.covered) / minutes < Fraction(9, 10):
        assert whole.owed.owed_ore == exact.owed.owed_ore
