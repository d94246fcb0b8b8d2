"""
The statement depends on what is known and on nothing else: not on order, cache or payments.
"""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.amounts import month_of
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.statement import Carried, Statement, statement
from tests.properties.hostile import Hostile, hostile_cases
from tests.properties.hostile_payments import payments

#: Two fifths of what the profile asks for: each example is a whole case.
FEW = settings(max_examples=settings().max_examples * 2 // 5)


def stated(hostile: Hostile, case: Case, register: Register | None = None) -> list[Statement]:
    """Return the statements of the case's months, each computed from nothing."""
    known = Register(hostile.register) if register is None else register
    return [statement(case, known, month_of(m), hostile.rulebook) for m in hostile.months]


@FEW
@given(hostile_cases())
def test_payable_and_cut_minutes_are_the_reported_minutes(hostile: Hostile) -> None:
    case = Case.of(hostile.papers)
    carried = Carried(case.history, Register(hostile.register), hostile.rulebook)
    for month in map(month_of, hostile.months):
        of = statement(case, carried.register, month, hostile.rulebook, carried)
        spent = sum(line.minutes for line in of.lines) + sum(cut.minutes for cut in of.cuts)
        rows = [
            (day, start, end)
            for report in carried.month(case, month).accounts.reports
            for day, start, end, _ in report.event.rows
        ]
        clock = sum(end - start for _, start, end in rows)
        # The nights when the clocks change are the oracle's; all others are exact here.
        if not any(day in {26, 29} for day, _, _ in rows):
            assert spent == clock


@FEW
@given(hostile_cases())
def test_payees_sum_up_to_municipalities_and_state(hostile: Hostile) -> None:
    for of in stated(hostile, Case.of(hostile.papers)):
        assert sum(share.owed_ore for share in of.payees) == of.owed_ore
        assert sum(of.municipalities.values()) + of.state_ore == of.owed_ore
        exact = sum((line.amount for line in of.lines), Fraction(0))
        assert abs(exact - of.owed_ore) <= Fraction(len(of.payees), 2)
        assert all(ore >= 0 for ore in of.municipalities.values())


@FEW
@given(hostile_cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_papers_were_laid_in_does_not_matter(
    hostile: Hostile, dice: Random
) -> None:
    shuffled = list(hostile.papers)
    dice.shuffle(shuffled)
    assert stated(hostile, Case.of(shuffled)) == stated(hostile, Case.of(hostile.papers))


@FEW
@given(hostile_cases(), st.integers(0, 20))
def test_a_point_of_knowledge_is_the_case_of_what_was_known_by_then(
    hostile: Hostile, place: int
) -> None:
    case = Case.of(hostile.papers)
    instant = case.history.keys[place % len(case.history.keys)][0]
    known = [p for p in hostile.papers if p.envelope.known_at <= instant]
    register = [p for p in hostile.register if p.envelope.known_at <= instant]
    assert stated(hostile, case.known_until(instant)) == stated(
        hostile, Case.of(known), Register(register)
    )


@FEW
@given(hostile_cases(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=12))
def test_what_is_carried_never_changes_a_result(
    hostile: Hostile, asked: list[tuple[int, int]]
) -> None:
    case, register = Case.of(hostile.papers), Register(hostile.register)
    carried = Carried(case.history, register, hostile.rulebook)
    for place, number in asked:
        at = case.before(place % len(case.history.events))
        month = month_of(hostile.months[number % len(hostile.months)])
        kept = statement(at, register, month, hostile.rulebook, carried)
        assert kept == statement(at, register, month, hostile.rulebook)


@FEW
@given(hostile_cases(), st.data())
def test_a_payment_changes_no_statement(hostile: Hostile, drawn: st.DataObject) -> None:
    paid = drawn.draw(payments(hostile.months))
    assert stated(hostile, Case.of([*hostile.papers, *paid])) == stated(
        hostile, Case.of(hostile.papers)
    )


@FEW
@given(hostile_cases())
def test_no_gate_is_worth_less_than_nothing(hostile: Hostile) -> None:
    for of in stated(hostile, Case.of(hostile.papers)):
        assert all(value >= 0 for value in of.gate_values.values())
        assert all(cut.minutes >= 0 for cut in of.cuts)
        assert all(line.minutes >= 0 for line in of.lines)
