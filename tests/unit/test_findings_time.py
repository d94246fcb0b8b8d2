"""
Findings over time: what came back, what is not due yet, what was known when it was paid.

Ten hours of February 2026 are owed, 347 700 öre, unless a test says otherwise.
Papers in time by 5 March are paid on Friday 20 March, by 7 April on 20 April.
"""

import pytest

from ledger.amounts import month_of
from ledger.domain.register import Register
from ledger.findings import Verification, verify
from schemas.decisions import DeathReported
from tests.unit.building import Folder, day, rows, rules, same_person

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


def then(of: Verification) -> dict[str, int]:
    """Return δ per kind as known when it was paid."""
    both = (*of.findings, *of.cured)
    return {f.municipality or f.kind.value: f.delta_then_ore for f in both if f.delta_then_ore}


def pay(folder: Folder, on: str, repays: str | None = None, bill: str | None = None) -> str:
    """Lay in an order of all that is owed, with the bank's confirmation."""
    order = folder.order(
        "2026-02", TEN_HOURS, on=on, repays=repays, bill=bill, municipal={"0180": TEN_HOURS}
    )
    folder.settle(order, TEN_HOURS, on)
    return order


def test_what_came_back_and_was_not_paid_again_is_found(folder: Folder) -> None:
    order = pay(folder, "2026-04-20")
    folder.come_back(order, TEN_HOURS, "2026-04-22")
    of = verified(folder)
    assert found(of) == {"RETURNED_NOT_PAID_AGAIN": TEN_HOURS}
    assert (of.now.paid_ore, of.now.returned_ore, of.now.difference_ore) == (0, TEN_HOURS, 0)


@pytest.mark.parametrize("named", [True, False])
def test_what_came_back_and_was_paid_again_is_right(folder: Folder, named: bool) -> None:
    order = pay(folder, "2026-04-20")
    folder.come_back(order, TEN_HOURS, "2026-04-22")
    pay(folder, "2026-04-24", repays=order if named else None)
    of = verified(folder)
    assert of.right
    assert (of.now.paid_ore, of.now.returned_ore) == (TEN_HOURS, 0)


def test_an_order_that_names_the_return_comes_before_the_first_in_time(folder: Folder) -> None:
    # given two orders came back, and the third pays the second again
    first, second = pay(folder, "2026-04-20", bill="fk/b"), pay(folder, "2026-04-21", bill="fk/b")
    for order in (first, second):
        folder.come_back(order, TEN_HOURS, "2026-04-22")
    third = pay(folder, "2026-04-24", repays=second)
    repaid = {order.ref: order.repaid_ore for order in verified(folder).orders}
    assert repaid == {first: 0, second: TEN_HOURS, third: 0}


def test_an_order_on_another_basis_pays_no_return_again(folder: Folder) -> None:
    order = pay(folder, "2026-04-20", bill="fk/b")
    folder.come_back(order, TEN_HOURS, "2026-04-22")
    pay(folder, "2026-04-24", bill="fk/c")
    of = verified(folder)
    assert of.now.returned_ore == TEN_HOURS
    # ordered twice, and neither is a re-payment: one too much, all of it came back
    assert found(of)["RETURNED_NOT_PAID_AGAIN"] == TEN_HOURS
    assert of.now.difference_ore == -TEN_HOURS


def test_a_return_may_be_paid_again_in_parts(folder: Folder) -> None:
    order = pay(folder, "2026-04-20")
    folder.come_back(order, TEN_HOURS, "2026-04-22")
    part = folder.order("2026-02", 100_000, on="2026-04-24", municipal={"0180": 100_000})
    folder.settle(part, 100_000, "2026-04-24")
    assert verified(folder).now.returned_ore == TEN_HOURS - 100_000
    rest = folder.order(
        "2026-02", TEN_HOURS - 100_000, on="2026-04-25", municipal={"0180": TEN_HOURS - 100_000}
    )
    folder.settle(rest, TEN_HOURS - 100_000, "2026-04-25")
    assert verified(folder).right


def test_a_repayment_is_no_repetition_of_what_it_pays_again(folder: Folder) -> None:
    # given the order came back and was paid again, and 5 000 more were paid
    order = pay(folder, "2026-04-20")
    folder.come_back(order, TEN_HOURS, "2026-04-22")
    pay(folder, "2026-04-24", repays=order)
    folder.pay("2026-02", 5_000, "2026-04-25")
    assert found(verified(folder)) == {"PAID_TOO_MUCH": -5_000}


def test_a_repayment_with_the_first_order_paid_anyway_is_twice(folder: Folder) -> None:
    # given the order came back, was paid again, and again
    order = pay(folder, "2026-04-20")
    folder.come_back(order, TEN_HOURS, "2026-04-22")
    pay(folder, "2026-04-24")
    pay(folder, "2026-04-25")
    assert found(verified(folder)) == {"PAID_TWICE": -TEN_HOURS}


def test_an_order_that_came_back_and_was_paid_again_is_not_the_one_paid_twice(
    folder: Folder,
) -> None:
    # given 20 h ordered and returned and paid again, and all of it once more; 10 h are owed
    for on in ("2026-04-20", "2026-05-20"):
        order = folder.pay("2026-02", 2 * TEN_HOURS, on, municipal={"0180": TEN_HOURS})
        folder.come_back(order, 2 * TEN_HOURS, on)
        folder.order("2026-02", 2 * TEN_HOURS, on=on, repays=order, municipal={"0180": TEN_HOURS})
    of = verified(folder)
    assert found(of) == {"PAID_TWICE": -2 * TEN_HOURS, "PAID_TOO_MUCH": -TEN_HOURS}


def test_a_part_payment_before_the_return_pays_it_again_too(folder: Folder) -> None:
    # DECISIONS.md 8: any other unreturned order of the month, also an earlier one; re-paid is
    # then the lesser of the 247 700 that came back and the 100 000 of the part payment
    part = folder.order("2026-02", 100_000, on="2026-04-18", municipal={"0180": 100_000})
    folder.settle(part, 100_000, "2026-04-18")
    rest = folder.order(
        "2026-02", TEN_HOURS - 100_000, on="2026-04-20", municipal={"0180": TEN_HOURS - 100_000}
    )
    folder.settle(rest, TEN_HOURS - 100_000, "2026-04-20")
    folder.come_back(rest, TEN_HOURS - 100_000, "2026-04-22")
    of = verified(folder)
    assert {order.ref: order.repaid_ore for order in of.orders} == {part: 0, rest: 100_000}
    assert (of.now.paid_ore, of.now.returned_ore) == (100_000, 147_700)
    assert of.now.difference_ore == 100_000
    assert found(of) == {
        "PAID_TOO_LITTLE": 100_000,
        "RETURNED_NOT_PAID_AGAIN": 147_700,
        "0180": 100_000,
    }


@pytest.mark.parametrize(
    ("on", "pending", "missing"),
    [("2026-04-19", TEN_HOURS, {}), ("2026-04-20", 0, {"NOT_PAID": TEN_HOURS})],
)
def test_before_the_payday_what_is_owed_is_pending(
    folder: Folder, on: str, pending: int, missing: dict[str, int]
) -> None:
    of = verified(folder, on=on)
    assert (of.now.pending_ore, found(of)) == (pending, missing)


@pytest.mark.parametrize(
    ("known", "missing"),
    [("2026-04-07T23:59:59", {"NOT_PAID": TEN_HOURS}), ("2026-04-08T00:00:00", {})],
)
def test_what_came_after_the_cutoff_waits_for_the_next_payday(
    known: str, missing: dict[str, int]
) -> None:
    folder = Folder()
    folder.grant(60)
    folder.report("2026-02", rows("1 08:00-18:00"))
    folder.bill("2026-02", 600, known=known)
    assert found(verified(folder, on="2026-04-30", late="NOTICE")) == missing


def test_a_payday_on_a_closed_day_comes_before_it() -> None:
    # given papers by 5 June; Saturday 20 June is closed, and so is Midsummer Eve: Thursday 18
    folder = Folder()
    folder.grant(60)
    folder.work("2026-04", 10)
    assert found(verified(folder, "2026-04", on="2026-06-17")) == {}
    assert found(verified(folder, "2026-04", on="2026-06-18")) == {"NOT_PAID": TEN_HOURS}


def test_what_is_paid_before_it_is_due_is_not_too_much(folder: Folder) -> None:
    pay(folder, "2026-04-10")
    of = verified(folder, on="2026-04-15")
    assert of.now.deltas == {}
    assert of.now.pending_ore == 0


def test_the_split_of_what_is_not_due_is_judged_by_what_was_known_at_the_cutoff() -> None:
    # given 10 h known by the cutoff of April and 10 more, late but allowed, after it
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 10)
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS})
    folder.report("2026-02", rows("5 08:00-18:00"), "B", known="2026-04-25")
    folder.bill("2026-02", 1200, known="2026-04-25")
    of = verified(folder, on="2026-05-10", late="NOTICE")
    assert of.now.owed_ore == 2 * TEN_HOURS
    assert of.now.not_yet_due_ore == TEN_HOURS
    assert of.right


def test_a_reassessment_after_the_payment_is_no_error_of_the_operator() -> None:
    # given E7's February: 320 h paid at 80 h/w; decided on 10 June: 62 h/w from 1 February
    folder = Folder()
    folder.grant(80)
    folder.report("2026-02", rows("1-28 08:00-19:00"))
    folder.report("2026-02", rows("1-12 19:00-20:00"), part=2)
    folder.bill("2026-02", 320 * 60)
    folder.pay("2026-02", 320 * 34_770, "2026-04-20", municipal={"0180": 80 * 34_770})
    folder.grant(62, "2026-02-01", decided="2026-06-10", ground="partner moved in")
    of = verified(folder, grant_pool="MONTH")
    # then 62 · 28 / 7 = 248 h: 72 h too much = 2 503 440, and nothing was wrong when it was paid
    assert found(of) == {"OUTSIDE_GRANTED_TIME": -2_503_440}
    assert then(of) == {}
    assert [len(f.since) for f in of.findings] == [1]


def test_what_was_wrong_then_and_is_right_now_is_kept(folder: Folder) -> None:
    # given a death was reported before the payment, and taken back after it
    died = folder.death("2026-01-31")
    pay(folder, "2026-04-20")
    folder.lay(DeathReported(day("2026-11-30")), "2026-05-01", replaces=died)
    of = verified(folder)
    assert of.right
    assert then(of) == {"PAID_AFTER_DEATH": -TEN_HOURS, "0180": -TEN_HOURS}
    assert all(len(finding.since) == 1 for finding in of.cured)


def test_both_tables_sum_up_to_their_own_difference() -> None:
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 10)
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS})
    folder.death("2026-01-31", known="2026-05-01")
    of = verified(folder)
    assert (of.now.difference_ore, of.then.difference_ore) == (-TEN_HOURS, 0)
    assert (of.now.residual_ore, of.then.residual_ore) == (0, 0)


def test_a_duplicate_does_not_move_the_moment_of_payment(folder: Folder) -> None:
    # given a death before the month that became known between the order and its repetition
    pay(folder, "2026-04-20")
    folder.death("2026-01-31", known="2026-05-01")
    pay(folder, "2026-05-20")
    of = verified(folder)
    assert found(of) == {
        "PAID_TWICE": -TEN_HOURS,
        "PAID_AFTER_DEATH": -TEN_HOURS,
        "0180": -TEN_HOURS,
    }
    assert then(of) == {"PAID_TWICE": -TEN_HOURS}


def test_a_link_between_names_counts_only_from_when_it_was_known() -> None:
    # given ten hours under each of two names, ten paid, and the link known after the payment
    folder = Folder()
    folder.grant(60)
    for name in "AB":
        folder.report("2026-02", rows("2 08:00-18:00"), name)
    folder.bill("2026-02", 1200)
    folder.pay("2026-02", TEN_HOURS, "2026-04-20", municipal={"0180": TEN_HOURS})
    register = Register([same_person("B", "A", known="2026-05-01")])
    book = rules(double_limit="NONE")
    of = verify(folder.case, register, month_of("2026-02"), book, day("2026-06-30"))
    assert of.right
    assert of.then.deltas == {"PAID_TOO_LITTLE": TEN_HOURS}


def test_without_an_order_then_is_now(folder: Folder) -> None:
    of = verified(folder)
    assert of.now == of.then
