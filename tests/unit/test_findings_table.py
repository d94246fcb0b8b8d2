"""
The table of findings, kind by kind, on hand-counted months (semantics 5.4–5.9).

In each test ten hours of February 2026 are owed, 347 700 öre, unless it says
otherwise; everything was in time, and the payday of April has passed.
"""

import pytest

from ledger.amounts import month_of
from ledger.domain.register import Register
from ledger.findings import Kind, Verification, Verifier, verify
from schemas.payments import OrderLine
from tests.unit.building import Folder, day, rows, rules

TEN_HOURS = 347_700
RECKONED = "2026-12-31"


@pytest.fixture
def folder() -> Folder:
    """Return a case of 60 hours a week with ten hours worked in February."""
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 10)
    return folder


def verified(
    folder: Folder, month: str = "2026-02", on: str = RECKONED, **wishes: str
) -> Verification:
    return verify(folder.case, Register(), month_of(month), rules(**wishes), day(on))


def found(of: Verification) -> dict[str, int]:
    """Return δ per kind; a municipality's wrong split by its code."""
    return {f.municipality or f.kind.value: f.delta_ore for f in of.findings}


def test_the_worked_example_of_the_table_comes_out() -> None:
    # given 250 h reported and a pool of 240 h: O = 8 344 800
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 250)
    # when 250 h at 34 260 were ordered, 100 öre of it not settled, and once more in full
    m0180 = 20 * 4 * 34_770
    first = folder.order(
        "2026-02", 8_565_000, on="2026-04-20", hours=250, rate=34_260, municipal={"0180": m0180}
    )
    folder.settle(first, 8_564_900, "2026-04-20")
    again = folder.order("2026-02", 8_565_000, on="2026-04-21", hours=250, rate=34_260)
    folder.settle(again, 8_565_000, "2026-04-21")
    of = verified(folder, grant_pool="MONTH")
    # then −8 785 100 = +100 − 8 565 000 + 127 500 − 347 700
    assert of.now.owed_ore == 8_344_800
    assert of.now.difference_ore == -8_785_100
    assert found(of) == {
        "SETTLED_NOT_AS_ORDERED": 100,
        "PAID_TWICE": -8_565_000,
        "WRONG_RATE": 127_500,
        "OUTSIDE_GRANTED_TIME": -347_700,
    }


def test_a_month_paid_as_owed_is_right(folder: Folder) -> None:
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS})
    of = verified(folder)
    assert of.right
    assert of.now.paid_ore == TEN_HOURS


def test_several_part_payments_are_no_fault(folder: Folder) -> None:
    for on in ("2026-04-18", "2026-04-20", "2026-04-22"):
        folder.pay("2026-02", TEN_HOURS // 3, on, municipal={"0180": TEN_HOURS // 3})
    assert verified(folder).right


def test_the_latest_equal_order_is_the_one_paid_twice(folder: Folder) -> None:
    # given three equal orders where two were owed
    half = TEN_HOURS // 2
    for on in ("2026-04-18", "2026-04-20", "2026-04-22"):
        folder.pay("2026-02", half, on, municipal={"0180": half})
    of = verified(folder)
    assert found(of) == {"PAID_TWICE": -half}
    latest = max(order.place for order in of.orders)
    assert of.now.duplicates == {latest}


@pytest.mark.parametrize(
    ("bills", "twice"), [((None, None), True), (("fk/b", None), True), (("fk/b", "fk/c"), False)]
)
def test_an_order_on_another_basis_is_no_repetition(
    folder: Folder, bills: tuple[str | None, str | None], twice: bool
) -> None:
    for bill in bills:
        order = folder.order(
            "2026-02", TEN_HOURS, on="2026-04-20", bill=bill, municipal={"0180": TEN_HOURS}
        )
        folder.settle(order, TEN_HOURS, "2026-04-20")
    kinds = {f.kind for f in verified(folder).findings}
    assert (Kind.PAID_TWICE in kinds) is twice
    assert (Kind.PAID_TOO_MUCH in kinds) is not twice


def test_an_order_to_another_payee_is_no_repetition_but_a_notice(folder: Folder) -> None:
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS})
    wrong = folder.order("2026-02", TEN_HOURS, on="2026-04-21", payee="stranger")
    folder.settle(wrong, TEN_HOURS, "2026-04-21")
    of = verified(folder)
    assert found(of) == {"PAID_TOO_MUCH": -TEN_HOURS}
    assert "WRONG_PAYEE" in {notice.kind for notice in of.notices}


def test_nothing_ordered_of_what_is_due_is_not_paid_and_nothing_else(folder: Folder) -> None:
    assert found(verified(folder)) == {"NOT_PAID": TEN_HOURS}


def test_less_ordered_than_due_is_too_little(folder: Folder) -> None:
    folder.pay("2026-02", TEN_HOURS - 1, "2026-04-20", municipal={"0180": TEN_HOURS - 1})
    assert found(verified(folder)) == {"PAID_TOO_LITTLE": 1, "0180": 1}


def test_more_ordered_than_due_is_too_much_where_no_gate_explains_it(folder: Folder) -> None:
    folder.pay("2026-02", TEN_HOURS + 7, "2026-04-20", municipal={"0180": TEN_HOURS})
    assert found(verified(folder)) == {"PAID_TOO_MUCH": -7}


def test_a_wrong_rate_is_found_before_too_little(folder: Folder) -> None:
    # given ten hours at 34 260: 10 · 510 too little
    folder.pay(
        "2026-02", 342_600, "2026-04-20", hours=10, rate=34_260, municipal={"0180": TEN_HOURS}
    )
    assert found(verified(folder)) == {"WRONG_RATE": 5_100}


def test_a_month_of_two_rates_has_no_wrong_rate() -> None:
    folder = Folder()
    folder.grant(60)
    folder.work("2026-06", 10)
    m0180 = 347_700
    folder.pay("2026-06", 342_600, "2026-08-20", hours=10, rate=34_260, municipal={"0180": m0180})
    of = verified(folder, "2026-06", regime="SOU_2023_9:2026-06-16")
    assert found(of) == {"PAID_TOO_LITTLE": 5_100}


@pytest.mark.parametrize(("settled", "delta"), [(TEN_HOURS - 100, 100), (TEN_HOURS + 100, -100)])
def test_what_the_bank_paid_other_than_ordered_is_found(
    folder: Folder, settled: int, delta: int
) -> None:
    order = folder.order("2026-02", TEN_HOURS, on="2026-04-20", municipal={"0180": TEN_HOURS})
    folder.settle(order, settled, "2026-04-20")
    of = verified(folder)
    assert found(of) == {"SETTLED_NOT_AS_ORDERED": delta}
    assert of.now.paid_ore == settled


def test_an_order_that_the_bank_has_not_confirmed_is_pending(folder: Folder) -> None:
    folder.order("2026-02", TEN_HOURS, on="2026-04-20", municipal={"0180": TEN_HOURS})
    of = verified(folder)
    assert (of.now.pending_ore, of.now.paid_ore) == (TEN_HOURS, 0)
    assert of.right


def test_hours_after_the_death_explain_first() -> None:
    # given 10 h paid of which 4 h came after the death and 3 h on days without a grant
    folder = Folder()
    folder.grant(60, "2026-02-05")
    folder.death("2026-02-20", known="2026-06-01")
    folder.report("2026-02", rows("2 08:00-11:00", "10 08:00-11:00", "25 08:00-12:00"))
    folder.bill("2026-02", 600)
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": 3 * 34_770})
    assert found(verified(folder)) == {
        "PAID_AFTER_DEATH": -4 * 34_770,
        "PAID_WITHOUT_GRANT": -3 * 34_770,
    }


def test_the_gates_explain_in_order_and_what_is_left_is_too_much() -> None:
    # given 1 h late and 1 h above the pool of 1 h, and 5 h paid
    folder = Folder()
    folder.grant(0, period=("2026-02-02", "2026-02-09"), weekly={"total_minutes": 60})
    folder.report("2026-02", rows("2 08:00-10:00"))
    folder.report("2026-02", rows("3 08:00-09:00"), "B", known="2026-05-01")
    folder.bill("2026-02", 180)
    folder.pay("2026-02", 5 * 34_770, "2026-04-20", municipal={"0180": 34_770})
    assert found(verified(folder)) == {
        "PAID_BARRED": -34_770,
        "OUTSIDE_GRANTED_TIME": -34_770,
        "PAID_TOO_MUCH": -2 * 34_770,
    }


def test_a_death_before_the_month_takes_the_whole_rest() -> None:
    folder = Folder()
    folder.grant(60)
    folder.death("2026-01-31")
    folder.pay("2026-02", 1_000, "2026-04-20")
    assert found(verified(folder)) == {"PAID_AFTER_DEATH": -1_000}


def test_a_month_without_a_grant_takes_the_whole_rest() -> None:
    folder = Folder()
    folder.pay("2026-02", 1_000, "2026-04-20")
    assert found(verified(folder)) == {"PAID_WITHOUT_GRANT": -1_000}


def test_a_month_under_a_municipal_decision_is_without_grant_here() -> None:
    folder = Folder()
    folder.grant(60, authority="0180")
    folder.work("2026-02", 10)
    folder.pay("2026-02", TEN_HOURS, "2026-04-20")
    assert found(verified(folder)) == {"PAID_WITHOUT_GRANT": -TEN_HOURS}


def test_a_municipality_debited_wrongly_is_found_beside_the_equation(folder: Folder) -> None:
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS - 5, "1480": 3})
    of = verified(folder)
    assert found(of) == {"0180": 5, "1480": -3}
    assert of.now.difference_ore == 0
    assert not of.right


def test_orders_that_name_no_month_are_unmatched_and_lie_in_none(folder: Folder) -> None:
    folder.order(None, 700, on="2026-04-20")
    folder.order(None, 50, on="2026-04-21", bill="fk/unknown")
    verifier = Verifier(folder.case, Register(), rules(), day(RECKONED))
    assert [(f.kind, f.delta_ore) for f in verifier.unmatched()] == [(Kind.UNMATCHED, -750)]
    assert verifier.months == [month_of("2026-02")]


def test_a_line_without_a_month_takes_that_of_the_bill_it_names(folder: Folder) -> None:
    bill = folder.papers[-1].envelope.document_ref
    folder.order(None, TEN_HOURS, on="2026-04-20", bill=bill, municipal={"0180": TEN_HOURS})
    assert verified(folder).right


def test_the_bank_fills_the_lines_in_order_and_the_last_takes_the_surplus(folder: Folder) -> None:
    folder.work("2026-03", 10)
    lines = [OrderLine(amount_ore=TEN_HOURS, month=month) for month in ("2026-02", "2026-03")]
    order = folder.orders(lines, on="2026-05-20")
    folder.settle(order, 2 * TEN_HOURS + 9, "2026-05-20")
    settled = [verified(folder, month).orders[0].settled_ore for month in ("2026-02", "2026-03")]
    assert settled == [TEN_HOURS, TEN_HOURS + 9]


def test_what_the_bank_did_not_pay_is_missing_on_the_last_line(folder: Folder) -> None:
    folder.work("2026-03", 10)
    lines = [OrderLine(amount_ore=TEN_HOURS, month=month) for month in ("2026-02", "2026-03")]
    folder.settle(folder.orders(lines, on="2026-05-20"), TEN_HOURS + 9, "2026-05-20")
    assert "SETTLED_NOT_AS_ORDERED" not in found(verified(folder, "2026-02"))
    assert found(verified(folder, "2026-03"))["SETTLED_NOT_AS_ORDERED"] == TEN_HOURS - 9


def test_the_bank_may_speak_of_an_order_that_nobody_sent(folder: Folder) -> None:
    folder.settle("fk/nobody", 100, "2026-04-20")
    verifier = Verifier(folder.case, Register(), rules(), day(RECKONED))
    assert [notice.kind for notice in verifier.notices()] == ["BANK_WITHOUT_ORDER"]


def test_more_returned_than_settled_is_noted_and_counts_as_settled(folder: Folder) -> None:
    order = folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS})
    folder.come_back(order, TEN_HOURS + 1, "2026-04-22")
    verifier = Verifier(folder.case, Register(), rules(), day(RECKONED))
    assert verifier.month(month_of("2026-02")).now.returned_ore == TEN_HOURS
    assert [notice.kind for notice in verifier.notices()] == ["RETURNED_ABOVE_SETTLED"]
