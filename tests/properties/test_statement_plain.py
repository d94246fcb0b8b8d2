"""
A plain month's shortcut gives what the gates give: the whole statement, step by step.
"""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.statement import Carried, Statement, statement
from ledger.statement.plain import may_be_plain
from schemas.bounds import ACTIVE, SICK, STANDBY, WAITING
from schemas.register import AssistantRegistered
from tests.properties.hostile import Hostile, hostile_cases
from tests.unit.building import Folder, recorded, stamp, uid


def both_ways(
    case: Case, register: Register, month: int, rulebook: Rulebook
) -> tuple[Statement, Statement]:
    every = Carried(case.history, register, rulebook, asks_every_gate=True)
    return (
        statement(case, register, month, rulebook),
        statement(case, register, month, rulebook, every),
    )


@given(hostile_cases())
def test_a_hostile_case_is_stated_the_same_through_every_gate(hostile: Hostile) -> None:
    case, register = Case.of(hostile.papers), Register(hostile.register)
    for month in hostile.months:
        short, long = both_ways(case, register, month_of(month), hostile.rulebook)
        assert short == long, month


@st.composite
def nearly_plain(draw: st.DrawFn) -> Folder:
    """Draw a month of rows that seldom meet, with a bill that is seldom lower."""
    month = draw(st.sampled_from(["2026-03", "2025-10", "2026-02"]))
    pile = Folder()
    pile.grant(draw(st.sampled_from([2, 60, 160])), "2025-09-01")
    totals = [0, 0, 0, 0]
    for number in range(draw(st.integers(1, 3))):
        days = draw(st.lists(st.integers(20, 28), min_size=1, max_size=4, unique=True))
        kind = draw(st.sampled_from([ACTIVE, ACTIVE, ACTIVE, WAITING, STANDBY, SICK]))
        worked: list[tuple[int, int, int, int]] = []
        for day in sorted(days):
            start = draw(st.sampled_from([0, 60, 119, 120, 150, 180, 240, 480, 960]))
            worked.append((day, start, start + draw(st.sampled_from([1, 60, 240, 480])), kind))
        totals[kind] += sum(row[2] - row[1] for row in worked)
        pile.report(month, worked, f"A{number}")
    more = draw(st.sampled_from([0, 0, 60, 600, -30]))
    active = max(0, totals[ACTIVE] + totals[SICK] + more)
    pile.bill(month, active, totals[WAITING], totals[STANDBY])
    return pile


#: The law, the reform from a year before and from within the months, and who is taken over.
RULEBOOKS = (
    load_rulebook(),
    load_rulebook(regime="SOU_2023_9:2025-01-01"),
    load_rulebook(regime="SOU_2023_9:2026-03-24"),
    load_rulebook(regime="SOU_2023_9:2025-01-01", policies={"qualify": "THREE_AND_TWENTY"}),
)


@given(nearly_plain(), st.sampled_from(RULEBOOKS))
def test_a_nearly_plain_month_is_stated_the_same_through_every_gate(
    pile: Folder, rulebook: Rulebook
) -> None:
    case = Case.of(pile.papers)
    for month in case.history.reports:
        short, long = both_ways(case, Register(), month, rulebook)
        assert short == long


def test_only_ordinary_papers_read_by_the_default_can_be_plain() -> None:
    pile = Folder()
    pile.grant(60)
    pile.work("2026-02", 20)
    history = Case.of(pile.papers).history
    assert may_be_plain(history, Register(), load_rulebook())
    assert not may_be_plain(history, Register(), load_rulebook(policies={"basis": "ROWS"}))
    reform = load_rulebook(regime="SOU_2023_9", reform_from=date(2026, 7, 1))
    assert may_be_plain(history, Register(), reform)
    child = AssistantRegistered(uid("A"), uid("provider"), eighteen_on=date(2026, 2, 2))
    told = Register([recorded(child, stamp("2026-01-01"), "child")])
    assert not may_be_plain(history, told, load_rulebook())
