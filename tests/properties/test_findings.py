"""
Findings explain every öre: whatever was paid, their sum is what is wrong.
"""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.findings import Kind, Verification, Verifier
from schemas.payments import PaymentOrdered
from tests.properties.hostile import Hostile, hostile_cases
from tests.properties.hostile_payments import payments

#: Two fifths of what the profile asks for: each example is a whole case.
FEW = settings(max_examples=settings().max_examples * 2 // 5)
RECKONED = st.dates(date(2025, 10, 1), date(2026, 12, 31))


def verified(hostile: Hostile, case: Case, on: date) -> list[Verification]:
    """Return every month of the case that anything speaks of, verified."""
    verifier = Verifier(case, Register(hostile.register), hostile.rulebook, on)
    return [verifier.month(month) for month in verifier.months]


@st.composite
def paid_cases(draw: st.DrawFn) -> tuple[Hostile, Case]:
    """Return a hostile case, and the case with hostile payments."""
    hostile = draw(hostile_cases())
    return hostile, Case.of([*hostile.papers, *draw(payments(hostile.months))])


@FEW
@given(paid_cases(), RECKONED)
def test_the_findings_sum_up_to_the_difference_now_and_then(
    paid: tuple[Hostile, Case], on: date
) -> None:
    for of in verified(*paid, on):
        for table in (of.now, of.then):
            assert table.residual_ore == 0
            assert sum(table.deltas.values()) == table.difference_ore
            known = table.paid_ore + table.pending_ore + table.returned_ore
            assert table.owed_ore == known + table.difference_ore
        assert of.now.paid_ore == of.then.paid_ore
        assert of.now.owed_ore == of.statement.owed_ore


@FEW
@given(paid_cases(), RECKONED)
def test_the_difference_is_what_is_due_less_ordered_plus_not_settled(
    paid: tuple[Hostile, Case], on: date
) -> None:
    for of in verified(*paid, on):
        ordered = sum(order.amount_ore - order.repaid_ore for order in of.orders)
        unpaid = sum(
            order.amount_ore - order.settled_ore
            for order in of.orders
            if order.settled_ore is not None
        )
        for table in (of.now, of.then):
            due = table.owed_ore - table.not_yet_due_ore
            assert table.difference_ore == due - ordered + unpaid


@FEW
@given(paid_cases(), RECKONED)
def test_each_kind_has_its_sign(paid: tuple[Hostile, Case], on: date) -> None:
    more = {Kind.NOT_PAID, Kind.PAID_TOO_LITTLE, Kind.RETURNED_NOT_PAID_AGAIN}
    either = {Kind.SETTLED_NOT_AS_ORDERED, Kind.WRONG_RATE, Kind.WRONG_SPLIT}
    for of in verified(*paid, on):
        for found in (*of.findings, *of.cured):
            for delta in (found.delta_ore, found.delta_then_ore):
                assert found.kind in either or (delta >= 0 if found.kind in more else delta <= 0)
        assert all(found.delta_ore for found in of.findings)
        assert not any(found.delta_ore for found in of.cured)


@FEW
@given(paid_cases(), RECKONED)
def test_money_is_in_one_month_or_in_none(paid: tuple[Hostile, Case], on: date) -> None:
    hostile, case = paid
    verifier = Verifier(case, Register(hostile.register), hostile.rulebook, on)
    orders = [order for of in verifier.payments.by_month.values() for order in of]
    parts: dict[int, int] = {}
    for order in orders:
        parts[order.place] = parts.get(order.place, 0) + order.amount_ore
    assert all(case.event(place, PaymentOrdered).total_ore == ore for place, ore in parts.items())
    for order in orders:
        assert 0 <= order.repaid_ore <= order.returned_ore <= (order.settled_ore or 0)
    lost = sum(order.amount_ore - order.repaid_ore for order in orders if order.month is None)
    assert -sum(found.delta_ore for found in verifier.unmatched()) == lost


@FEW
@given(paid_cases(), RECKONED, st.randoms(use_true_random=False))
def test_the_order_in_which_papers_were_laid_in_changes_no_finding(
    paid: tuple[Hostile, Case], on: date, dice: Random
) -> None:
    hostile, case = paid
    shuffled = list(case.history.events)
    dice.shuffle(shuffled)
    assert verified(hostile, Case.of(shuffled), on) == verified(hostile, case, on)


@FEW
@given(paid_cases(), RECKONED, st.integers(0, 40))
def test_the_findings_at_a_point_are_those_of_what_was_known_by_then(
    paid: tuple[Hostile, Case], on: date, place: int
) -> None:
    hostile, case = paid
    instant = case.history.keys[place % len(case.history.keys)][0]
    instant += timedelta(seconds=place)
    known = [of for of in case.history.events if of.envelope.known_at <= instant]
    assert verified(hostile, case.known_until(instant), on) == verified(hostile, Case.of(known), on)


@FEW
@given(paid_cases(), RECKONED)
def test_a_month_is_the_same_whichever_months_were_asked_before(
    paid: tuple[Hostile, Case], on: date
) -> None:
    hostile, case = paid
    register = Register(hostile.register)
    shared = Verifier(case, register, hostile.rulebook, on)
    for month in reversed(shared.months):
        assert shared.month(month) == Verifier(case, register, hostile.rulebook, on).month(month)
