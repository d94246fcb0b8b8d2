"""
A chart names every account of every book, with a source, or is refused with all that is wrong.
"""

from datetime import date

import pytest

from ledger.postings import AGENCY, Account
from ledger.postings.chart import ACCOUNTS, load_chart, read_chart
from ledger.postings.trial import Summed, trial_balances
from ledger.rules import RulebookError
from tests.architecture.tree import ROOT

PACKAGED = (ROOT / "ledger/postings/charts/2026-11.toml").read_text("utf-8")
LATER = """
[[accounts]]
book = "AGENCY"
name = "BANK"
number = "{number}"
says = "Another bank"
kind = "ASSET"
in_force_from = {day}
source = "a test"
mark = "own"
"""


def test_the_packaged_chart_numbers_every_account_and_says_its_source() -> None:
    chart = load_chart()
    wanted = {(book, account) for book, accounts in ACCOUNTS.items() for account in accounts}
    assert set(chart.accounts) == wanted
    assert all(of.source for every in chart.accounts.values() for of in every)
    assert {account for _, account in wanted} == set(Account)


def test_a_number_holds_until_the_next_one() -> None:
    chart = read_chart(PACKAGED + LATER.format(number="1911", day="2026-02-01"), "a test")
    assert chart.changes() == [date(2026, 2, 1)]
    on = [date(1900, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    assert [chart.on(AGENCY, Account.BANK, day).number for day in on] == ["1910", "1910", "1911"]
    assert chart.on("0180", Account.BANK, on[2]).number == "1930"


def test_a_trial_balance_has_what_was_booked_under_each_number() -> None:
    chart = read_chart(PACKAGED + LATER.format(number="1911", day="2026-02-01"), "a test")
    paid = (AGENCY, Account.PAYABLES, Account.BANK)
    days = (date.min, date(2026, 2, 1))
    (balance,) = trial_balances(
        [Summed(*paid, 700, 2, days[0]), Summed(*paid, 50, 1, days[1])], chart
    ).values()
    assert {of.number: own.balance_ore for of, own in balance.accounts.items()} == {
        "1910": -700,
        "1911": -50,
        "2610": 750,
    }
    assert (balance.debit_ore, balance.credit_ore, balance.postings) == (750, 750, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PACKAGED.replace('name = "BANK"', 'name = "TILL"', 1), "BANK"),
        (PACKAGED + LATER.format(number="7110", day="2026-02-01"), "share the number 7110"),
        (PACKAGED + LATER.format(number="1911", day="1994-01-01"), "begins twice"),
        (PACKAGED + LATER.format(number="19x", day="2026-02-01"), "'19x' is no account"),
        (PACKAGED.replace('name = "CLEARING"', 'name = "SICK_PAY_COST"'), "has no account"),
        (PACKAGED.rpartition("[[accounts]]")[0], "the MUNICIPALITY has no account"),
        (PACKAGED + "colour = 1", "colour"),
        (PACKAGED.replace("source = ", "sauce = ", 1), "source"),
        ("chart = ", "not TOML"),
    ],
)
def test_a_faulty_chart_is_refused_by_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(RulebookError, match=said):
        read_chart(text, "a test")
