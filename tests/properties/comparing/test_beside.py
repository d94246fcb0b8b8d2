"""
What a what-if takes from the law's side is what it would have computed by itself.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.comparing.beside import Beside, read_time_alike, same_grants, same_sick_pay
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Rulebook, load_rulebook
from ledger.rules.whatif import load_whatif
from ledger.statement import Carried, statement
from tests.properties.hostile import Hostile, hostile_cases

FEW = settings(max_examples=settings().max_examples // 2)
LAW = load_rulebook()
#: Other rates; the reform before, within and after the months; who is taken over.
WHATIFS = (
    load_whatif("rate-plus-1").rulebook,
    load_rulebook(regime="SOU_2023_9:2025-01-01"),
    load_rulebook(regime="SOU_2023_9:2026-03-24"),
    load_rulebook(regime="SOU_2023_9:2026-01-01", policies={"qualify": "THREE_AND_TWENTY"}),
)


@FEW
@given(hostile_cases(), st.sampled_from(WHATIFS), st.booleans())
def test_a_month_beside_the_law_is_stated_as_by_itself(
    hostile: Hostile, whatif: Rulebook, changes_sides: bool
) -> None:
    case, register = Case.of(hostile.papers), Register(hostile.register)
    law, other = (whatif, LAW) if changes_sides else (LAW, whatif)
    beside = Beside(Carried(case.history, register, law), other)
    for written in hostile.months:
        month = month_of(written)
        alone = Carried(case.history, register, other, asks_every_gate=True)
        assert statement(case, register, month, other, beside) == statement(
            case, register, month, other, alone
        )
        assert beside.month(case, month) == alone.month(case, month)


@FEW
@given(hostile_cases(), st.sampled_from(["grant.pool=MONTH", "late=NOTICE", "basis=ROWS"]))
def test_another_reading_of_time_is_computed_by_itself(hostile: Hostile, policy: str) -> None:
    name, value = policy.split("=")
    other = load_rulebook(policies={name: value})
    assert not read_time_alike(LAW, other)
    case, register = Case.of(hostile.papers), Register(hostile.register)
    beside = Beside(Carried(case.history, register, LAW), other)
    for written in hostile.months:
        month = month_of(written)
        alone = statement(case, register, month, other)
        assert statement(case, register, month, other, beside) == alone


def test_what_may_be_taken_from_the_law_follows_what_differs() -> None:
    plus, reform, _, twenty = WHATIFS
    assert all(read_time_alike(LAW, of) for of in WHATIFS)
    assert same_grants(LAW, plus)
    assert same_grants(LAW, reform)
    assert not same_grants(LAW, twenty)
    assert same_sick_pay(LAW, plus)
    assert not same_sick_pay(LAW, reform)
