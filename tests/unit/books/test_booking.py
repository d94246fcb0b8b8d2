"""
What each event books: where money goes that was ordered, settled, returned, claimed back.
"""

from dataclasses import replace
from datetime import date

from ledger.domain.case import Case
from ledger.postings import postings_of
from schemas.municipal.claims import (
    ClaimDecided,
    ClaimLine,
    ClaimPaid,
    ClaimRepaid,
    ClaimReversed,
    ReimbursementClaimed,
)
from schemas.municipal.debits import MunicipalDebitIssued, MunicipalPaymentReceived
from schemas.payments import (
    MoneyRepaid,
    OrderLine,
    PaymentOrdered,
    PaymentReturned,
    PaymentSettled,
    RecoveryDecided,
    RecoveryInterestCharged,
    RecoveryLine,
    RecoveryRemitted,
)
from schemas.reports import BillReceived
from tests.unit.building import Folder, uid

DAY = date(2026, 3, 20)
PAYEE = uid("payee")


def order(*lines: OrderLine, repays: str | None = None) -> PaymentOrdered:
    total = sum(line.amount_ore for line in lines)
    return PaymentOrdered(payee=PAYEE, pay_on=DAY, total_ore=total, lines=lines, repays=repays)


def line(ore: int, month: str | None = "2026-01", bill: str | None = None) -> OrderLine:
    return OrderLine(amount_ore=ore, month=month, bill=bill, set_off=ore < 0)


def booked(folder: Folder) -> list[tuple[str, str, str, int]]:
    """Return what was booked: the day, both accounts, and öre."""
    return [
        (str(of.booked_on)[5:], of.entry.debit.value, of.entry.credit.value, of.ore)
        for of in postings_of(Case.of(folder.papers))
    ]


def balances(folder: Folder, book: str = "FK") -> dict[str, int]:
    """Return debit less credit by account, those that are nought left out."""
    found: dict[str, int] = {}
    for of in postings_of(Case.of(folder.papers)):
        if of.entry.book == book:
            for account, ore in ((of.entry.debit, of.ore), (of.entry.credit, -of.ore)):
                found[account.value] = found.get(account.value, 0) + ore
    return {account: ore for account, ore in found.items() if ore}


def test_an_order_is_a_debt_until_the_bank_has_settled_it() -> None:
    folder = Folder()
    name = folder.lay(order(line(1_000)), "2026-03-15")
    assert balances(folder) == {"ASSISTANCE_COST": 1_000, "PAYABLES": -1_000}
    folder.lay(PaymentSettled(name, 1_000, DAY), "2026-03-20")
    assert booked(folder) == [
        ("03-15", "ASSISTANCE_COST", "PAYABLES", 1_000),
        ("03-20", "PAYABLES", "BANK", 1_000),
    ]


def test_what_the_bank_settled_otherwise_has_an_account_of_its_own() -> None:
    folder = Folder()
    less = folder.lay(order(line(1_000)), "2026-03-15")
    more = folder.lay(order(line(1_000, "2026-02")), "2026-03-16")
    folder.lay(PaymentSettled(less, 990, DAY), "2026-03-20")
    folder.lay(PaymentSettled(more, 1_300, DAY), "2026-03-21")
    assert booked(folder)[2:] == [
        ("03-20", "PAYABLES", "BANK", 990),
        ("03-20", "PAYABLES", "SETTLEMENT_DIFFERENCES", 10),
        ("03-21", "PAYABLES", "BANK", 1_300),
        ("03-21", "SETTLEMENT_DIFFERENCES", "PAYABLES", 300),
    ]


def test_a_return_is_a_debt_again_until_it_is_ordered_again() -> None:
    folder = Folder()
    name = folder.lay(order(line(1_000)), "2026-03-15")
    folder.lay(PaymentSettled(name, 1_000, DAY), "2026-03-20")
    folder.lay(PaymentReturned(name, 1_200, DAY), "2026-03-22")
    assert balances(folder) == {
        "ASSISTANCE_COST": 1_000,
        "BANK": 200,
        "RETURNED_PAYABLES": -1_000,
        # More came back than went out: nobody knows for what.
        "CLEARING": -200,
    }
    folder.lay(order(line(1_000), repays=name), "2026-04-15")
    assert booked(folder)[-2:] == [
        ("04-15", "ASSISTANCE_COST", "PAYABLES", 1_000),
        ("04-15", "RETURNED_PAYABLES", "ASSISTANCE_COST", 1_000),
    ]


def test_a_word_of_the_bank_on_an_order_that_comes_later_waits_in_clearing() -> None:
    folder = Folder()
    folder.lay(PaymentSettled("fk/late", 1_000, DAY), "2026-03-20")
    assert booked(folder) == [("03-20", "CLEARING", "BANK", 1_000)]
    folder.lay(order(line(1_000)), "2026-03-25", "late")
    assert balances(folder) == {"ASSISTANCE_COST": 1_000, "BANK": -1_000}


def test_a_set_off_lowers_the_debt_and_what_is_claimed_back() -> None:
    folder = Folder()
    recovery = RecoveryDecided(
        decision_id="r",
        debtor=PAYEE,
        decided_on=DAY,
        due_on=DAY,
        provision="108:2",
        lines=(RecoveryLine(amount_ore=300, month="2025-12"),),
    )
    folder.lay(recovery, "2026-03-01")
    name = folder.lay(order(line(1_000), line(-300, "2025-12")), "2026-03-15")
    folder.lay(PaymentSettled(name, 700, DAY), "2026-03-20")
    assert booked(folder) == [
        ("03-01", "RECOVERY_RECEIVABLES", "ASSISTANCE_COST", 300),
        ("03-15", "ASSISTANCE_COST", "PAYABLES", 1_000),
        ("03-15", "PAYABLES", "RECOVERY_RECEIVABLES", 300),
        ("03-20", "PAYABLES", "BANK", 700),
    ]


def test_what_comes_back_unasked_lowers_the_cost() -> None:
    folder = Folder()
    folder.lay(order(line(1_000), line(-300, "2025-12")), "2026-03-15")
    folder.lay(MoneyRepaid(amount_ore=200, repaid_on=DAY, month="2025-11"), "2026-03-16")
    assert booked(folder)[1:] == [
        ("03-15", "PAYABLES", "ASSISTANCE_COST", 300),
        ("03-16", "BANK", "ASSISTANCE_COST", 200),
    ]


def test_a_recovery_is_paid_remitted_and_grows_by_interest() -> None:
    folder = Folder()
    recovery = RecoveryDecided(
        decision_id="r",
        debtor=PAYEE,
        decided_on=DAY,
        due_on=DAY,
        provision="108:2",
        lines=(RecoveryLine(amount_ore=1_000, month="2025-12"),),
    )
    name = folder.lay(recovery, "2026-03-01")
    interest = RecoveryInterestCharged(
        recovery=name,
        basis="LATE",
        first_day=DAY,
        last_day=DAY,
        principal_ore=1_000,
        rate_per_mille=20,
        interest_ore=7,
    )
    folder.lay(interest, "2026-03-02")
    folder.lay(RecoveryRemitted(amount_ore=400, decided_on=DAY, recovery=name), "2026-03-03")
    folder.lay(MoneyRepaid(amount_ore=607, repaid_on=DAY, recovery=name), "2026-03-04")
    assert balances(folder) == {
        "ASSISTANCE_COST": -1_000,
        "RECOVERY_INTEREST": -7,
        "REMISSIONS": 400,
        "BANK": 607,
    }


def claim_back(ore: int) -> RecoveryDecided:
    return RecoveryDecided(
        decision_id="r",
        debtor=PAYEE,
        decided_on=DAY,
        due_on=DAY,
        provision="108:2",
        lines=(RecoveryLine(amount_ore=ore, month="2025-12"),),
    )


def test_what_is_repaid_beyond_a_recovery_lowers_the_cost() -> None:
    folder = Folder()
    folder.lay(claim_back(1_000), "2026-03-01")
    folder.lay(MoneyRepaid(amount_ore=3_477, repaid_on=DAY, month="2025-12"), "2026-03-04")
    assert balances(folder) == {"ASSISTANCE_COST": -3_477, "BANK": 3_477}


def test_what_two_recoveries_claim_of_a_month_is_paid_on_them_in_order() -> None:
    folder = Folder()
    folder.lay(claim_back(1_000), "2026-03-01")
    folder.lay(MoneyRepaid(amount_ore=1_000, repaid_on=DAY, month="2025-12"), "2026-03-04")
    folder.lay(replace(claim_back(500), debtor=uid("other")), "2026-03-05")
    folder.lay(MoneyRepaid(amount_ore=500, repaid_on=DAY, month="2025-12"), "2026-03-06")
    assert balances(folder) == {"ASSISTANCE_COST": -1_500, "BANK": 1_500}
    parties = [of.entry.party for of in postings_of(Case.of(folder.papers))]
    assert parties == [PAYEE, PAYEE, uid("other"), uid("other")]


def test_what_names_a_recovery_that_was_corrected_is_of_the_correction() -> None:
    folder = Folder()
    old = folder.lay(claim_back(1_000), "2026-03-01")
    folder.lay(claim_back(3_477), "2026-03-02", replaces=old)
    folder.lay(MoneyRepaid(amount_ore=3_477, repaid_on=DAY, recovery=old), "2026-03-04")
    assert balances(folder) == {"ASSISTANCE_COST": -3_477, "BANK": 3_477}


def test_a_document_that_is_replaced_is_booked_back_on_the_day_that_is_known() -> None:
    folder = Folder()
    first = folder.lay(order(line(1_000)), "2026-03-15")
    folder.lay(order(line(900)), "2026-03-17", replaces=first)
    assert booked(folder) == [
        ("03-15", "ASSISTANCE_COST", "PAYABLES", 1_000),
        ("03-17", "ASSISTANCE_COST", "PAYABLES", 900),
        ("03-17", "PAYABLES", "ASSISTANCE_COST", 1_000),
    ]


def test_a_bill_that_comes_after_its_order_moves_the_cost_to_its_month() -> None:
    folder = Folder()
    folder.lay(order(line(1_000, None, "fk/bill")), "2026-03-15")
    folder.lay(BillReceived(month="2026-01", active_minutes=60), "2026-03-18", "bill")
    months = [of.entry.month for of in postings_of(Case.of(folder.papers))]
    assert months == [None, None, 2026 * 12]
    assert balances(folder) == {"ASSISTANCE_COST": 1_000, "PAYABLES": -1_000}


def test_a_bill_may_replace_one_that_no_order_waits_for() -> None:
    folder = Folder()
    old = folder.lay(BillReceived(month="2026-01", active_minutes=60), "2026-03-10", "old")
    folder.lay(order(line(1_000, None, "fk/bill")), "2026-03-15")
    new = BillReceived(month="2026-02", active_minutes=60)
    folder.lay(new, "2026-03-18", "bill", replaces=old)
    assert balances(folder) == {"ASSISTANCE_COST": 1_000, "PAYABLES": -1_000}


def test_a_claim_that_is_reversed_after_it_was_paid_is_owed_back() -> None:
    folder = Folder()
    part = ClaimLine(first_day=DAY, last_day=DAY, minutes=(60, 1), price_ore=35_000)
    claimed = ReimbursementClaimed(
        municipality="0180",
        municipal_decision="b",
        month="2026-03",
        lines=(part,),
        claimed_ore=35_000,
    )
    claim = folder.lay(claimed, "2026-04-01")
    assert booked(folder) == []
    folder.lay(ClaimDecided(claim=claim, decided_on=DAY, decided_ore=30_000), "2026-04-02")
    folder.lay(ClaimPaid(claim=claim, paid_on=DAY, paid_ore=30_000), "2026-04-03")
    taken = ClaimReversed(claim=claim, reversed_on=DAY, reversed_ore=30_000, ground="void")
    folder.lay(taken, "2026-04-04")
    assert balances(folder) == {"BANK": -30_000, "CLAIM_RECEIVABLES": 30_000}
    folder.lay(ClaimRepaid(claim=claim, repaid_on=DAY, repaid_ore=30_000), "2026-04-05")
    assert balances(folder) == {}


def test_a_municipality_owes_its_debit_less_what_it_paid() -> None:
    folder = Folder()
    debit = MunicipalDebitIssued(
        municipality="0180", debited_ore=900, debited_on=DAY, due_on=DAY, month="2026-01"
    )
    name = folder.lay(debit, "2026-04-15")
    folder.lay(MunicipalPaymentReceived(debit=name, amount_ore=850, received_on=DAY), "2026-05-01")
    folder.lay(MunicipalPaymentReceived(debit="fk/x", amount_ore=5, received_on=DAY), "2026-05-02")
    assert balances(folder) == {
        "MUNICIPAL_RECEIVABLES": 50,
        "COFINANCING_INCOME": -900,
        "BANK": 855,
        "CLEARING": -5,
    }
    assert {of.entry.municipality for of in postings_of(Case.of(folder.papers))} == {"0180", None}
