"""Orders to stop before a payday: what is not owed of them, and whose fault stops nobody."""

from datetime import date

import pytest

from ledger.amounts import month_of
from ledger.domain.register import Register
from ledger.findings import Kind, Verification, verify
from ledger.findings.stopping import OrderToStop, orders_to_stop
from tests.unit.building import Folder, rules

MONTH = "2026-02"
PAYDAY = date(2026, 4, 20)
#: Ten hours at 347,70 kr.
OWED = 347_700


@pytest.fixture
def folder() -> Folder:
    folder = Folder()
    folder.grant(60)
    folder.work(MONTH, 10)
    return folder


def verified(folder: Folder) -> Verification:
    return verify(folder.case, Register(), month_of(MONTH), rules(), date(2026, 4, 19))


def to_stop(folder: Folder, payday: date = PAYDAY) -> list[OrderToStop]:
    return list(orders_to_stop("FK-1", verified(folder), payday))


def test_of_a_duplicate_only_the_later_order_is_stopped(folder: Folder) -> None:
    folder.order(MONTH, OWED, on="2026-04-20")
    folder.order(MONTH, OWED, on="2026-04-20")
    (stopped,) = to_stop(folder)
    assert stopped.not_owed_ore == stopped.amount_ore == OWED
    assert [finding.kind for finding in stopped.findings] == [Kind.PAID_TWICE]
    assert stopped.order == verified(folder).orders[-1].ref


def test_an_excess_falls_on_the_latest_orders_first(folder: Folder) -> None:
    folder.order(MONTH, OWED - 100, on="2026-04-20")
    folder.order(MONTH, 300, on="2026-04-20")
    (stopped,) = to_stop(folder)
    assert (stopped.amount_ore, stopped.not_owed_ore) == (300, 200)


def test_what_the_bank_did_with_one_order_stops_no_other(folder: Folder) -> None:
    settled = folder.order(MONTH, 100_000, on="2026-04-20")
    folder.settle(settled, 100_001, "2026-04-18")
    folder.order(MONTH, OWED - 100_000, on="2026-04-20")
    assert to_stop(folder) == []


def test_an_order_of_an_earlier_day_that_is_not_confirmed_may_still_be_stopped(
    folder: Folder,
) -> None:
    folder.order(MONTH, OWED + 700, on="2026-04-20")
    assert [order.not_owed_ore for order in to_stop(folder, date(2026, 4, 21))] == [700]
    assert to_stop(folder, date(2026, 4, 19)) == []


def test_of_two_equal_orders_the_one_that_is_not_paid_yet_is_stopped(folder: Folder) -> None:
    folder.order(MONTH, OWED, on="2026-04-20")
    paid = folder.order(MONTH, OWED, on="2026-04-20")
    folder.settle(paid, OWED, "2026-04-18")
    (stopped,) = to_stop(folder)
    assert stopped.order != paid
    assert stopped.not_owed_ore == OWED


def test_a_duplicate_is_stopped_only_as_far_as_it_is_not_owed(folder: Folder) -> None:
    folder.order(MONTH, 200_000, on="2026-04-20")
    folder.order(MONTH, 200_000, on="2026-04-20")
    (stopped,) = to_stop(folder)
    assert stopped.not_owed_ore == 400_000 - OWED


def test_an_order_of_nothing_is_not_stopped(folder: Folder) -> None:
    folder.order(MONTH, OWED + 1, on="2026-04-20")
    folder.order(MONTH, 0, on="2026-04-20")
    assert [(of.amount_ore, of.not_owed_ore) for of in to_stop(folder)] == [(OWED + 1, 1)]
