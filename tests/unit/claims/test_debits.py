"""
Debits by the rule: by which day they are paid, what is late, and what is refused.
"""

from datetime import date

import pytest

from ledger.claims.debiting import DebitNotYetDue, NothingToDebit, PeriodUnknown, decide_debit
from ledger.claims.debits import DebitAccount, debit_accounts, interest_owed_ore
from ledger.domain.refusals import DecidedLater
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Verifier
from ledger.rules import MissingValueError, load_rulebook
from schemas.commands import DebitMunicipality
from schemas.municipal.debits import (
    MunicipalCreditIssued,
    MunicipalDebitIssued,
    MunicipalPaymentReceived,
)
from tests.architecture.tree import ROOT
from tests.unit.building import Folder, day, rules

LATER = date(2027, 1, 1)
EDITION = (ROOT / "ledger/rules/editions/2026-11.toml").read_text("utf-8")


def debit(folder: Folder, ore: int, on: str, due: str) -> str:
    event = MunicipalDebitIssued(
        municipality="0180",
        debited_ore=ore,
        debited_on=day(on),
        due_on=day(due),
        month="2026-02",
    )
    return folder.lay(event, on)


def paid(folder: Folder, ref: str, ore: int, on: str) -> None:
    event = MunicipalPaymentReceived(debit=ref, amount_ore=ore, received_on=day(on))
    folder.lay(event, on)


def account(folder: Folder) -> DebitAccount:
    (found,) = debit_accounts(folder.case, rules()).values()
    return found


def worked() -> Folder:
    folder = Folder()
    folder.grant(60, "2026-01-01")
    folder.work("2026-02", 240)
    return folder


def asked(folder: Folder, on: str, **fields: object) -> None:
    values = {"municipality": "0180", "month": "2026-02", "decided_on": day(on), **fields}
    facts = CaseFacts(folder.case, Register(()), rules())
    decide_debit(facts, DebitMunicipality(**values), LATER)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("on", "due"),
    [
        # The last day of May 2026 is a Sunday.
        ("2026-05-15", "2026-05-29"),
        ("2026-05-16", "2026-06-30"),
        # New Year's Eve is closed.
        ("2026-12-15", "2026-12-30"),
        ("2026-12-16", "2027-01-29"),
    ],
)
def test_a_debit_is_due_on_the_last_open_day_of_the_month_by_whose_15th_it_is(
    on: str, due: str
) -> None:
    assert rules().debit_due_on(day(on)) == day(due)


@pytest.mark.parametrize(
    ("on", "municipal", "is_late"),
    [
        ("2026-05-15", "0180", False),
        ("2026-05-18", "0180", True),
        # The order says nothing of this municipality: its part became known later.
        ("2026-05-18", "1480", False),
    ],
)
def test_a_first_debit_follows_by_the_15th_of_the_month_after_the_payday(
    on: str, municipal: str, *, is_late: bool
) -> None:
    folder = worked()
    folder.order("2026-02", 8_344_800, on="2026-04-20", municipal={municipal: 2_781_600})
    debit(folder, 2_000_000, on, "2026-05-29")
    # The second adjusts the first, and is never late.
    debit(folder, 781_600, "2026-08-14", "2026-08-31")
    notices = Verifier(folder.case, Register(()), rules(), LATER).notices()
    said = [notice.says for notice in notices if notice.kind == "DEBIT_MADE_LATE"]
    assert len(said) == is_late
    assert all("an order for 2026-04-20, which is to be debited by 2026-05-15" in of for of in said)


@pytest.mark.parametrize(
    ("until", "days", "ore"),
    [("2026-05-29", 0, 0), ("2026-05-30", 1, 762), ("2026-06-18", 20, 15_242)],
)
def test_interest_runs_from_the_day_after_the_due_day(until: str, days: int, ore: int) -> None:
    folder = Folder()
    debit(folder, 2_781_600, "2026-05-15", "2026-05-29")
    (late,) = account(folder).debits
    assert late.late_days(day(until)) == days
    assert interest_owed_ore(account(folder), day(until), rules()) == ore


def test_part_payments_lessen_what_bears_interest_from_the_day_after_them() -> None:
    folder = Folder()
    ref = debit(folder, 2_000_000, "2026-05-15", "2026-05-29")
    paid(folder, ref, 1_000_000, "2026-06-08")
    paid(folder, ref, 1_000_000, "2026-06-18")
    # 2 000 000 for 10 days and 1 000 000 for 10 days at 10 %: 5 479,45 + 2 739,73 = 8 219,18.
    assert interest_owed_ore(account(folder), day("2026-12-31"), rules()) == 8_219
    assert account(folder).outstanding_ore == 0


def test_the_reference_rate_is_that_of_each_half_year() -> None:
    folder = Folder()
    event = MunicipalDebitIssued(
        municipality="0180",
        debited_ore=1_000_000,
        debited_on=day("2025-05-15"),
        due_on=day("2025-05-30"),
        month="2025-02",
    )
    folder.lay(event, "2025-05-15")
    # 31 days until 30 June at 3 % + 8 %, 31 days of July at 2 % + 8 %: 9 342,47 + 8 493,15.
    assert interest_owed_ore(account(folder), day("2025-07-31"), rules()) == 17_836


def test_a_rate_that_an_edition_dates_within_a_half_year_holds_from_its_day() -> None:
    later = (
        EDITION
        + """
[[parameters]]
name = "interest.reference_per_mille"
value = 60
unit = "per mille"
in_force_from = 2026-06-09
source = "a test"
mark = "own"
"""
    )
    folder = Folder()
    debit(folder, 1_000_000, "2026-05-15", "2026-05-29")
    # 10 days until 8 June at 10 %, 10 days at 14 %: 2 739,73 + 3 835,62.
    book = load_rulebook(text=later)
    assert interest_owed_ore(account(folder), day("2026-06-18"), book) == 6_575


def test_nobody_is_late_before_the_day_that_the_law_gives() -> None:
    folder = worked()
    debit(folder, 2_781_600, "2026-05-15", "2026-03-31")
    assert account(folder).overdue_ore(day("2026-05-29")) == 0
    assert account(folder).overdue_ore(day("2026-05-30")) == 2_781_600
    notices = Verifier(folder.case, Register(()), rules(), LATER).notices()
    assert "and the rule gives 2026-05-29" in next(
        notice.says for notice in notices if notice.kind == "DEBIT_DUE_DIFFERS"
    )


def test_what_was_credited_bears_no_interest() -> None:
    folder = Folder()
    debit(folder, 2_781_600, "2026-05-15", "2026-05-29")
    credit = MunicipalCreditIssued(
        municipality="0180",
        credited_ore=2_781_600,
        credited_on=day("2026-07-15"),
        ground="less",
        month="2026-02",
    )
    folder.lay(credit, "2026-07-15")
    assert interest_owed_ore(account(folder), LATER, rules()) == 0
    assert account(folder).outstanding_ore == 0


def test_interest_of_a_day_without_a_reference_rate_is_refused() -> None:
    folder = Folder()
    event = MunicipalDebitIssued(
        municipality="0180",
        debited_ore=100,
        debited_on=day("2020-05-15"),
        due_on=day("2020-05-29"),
        month="2020-02",
    )
    folder.lay(event, "2020-05-15")
    with pytest.raises(MissingValueError, match=r"interest\.reference_per_mille"):
        interest_owed_ore(account(folder), day("2020-06-30"), rules())


def test_a_payment_of_no_debit_is_noted() -> None:
    folder = worked()
    paid(folder, "fk/nothing", 100, "2026-06-18")
    notices = Verifier(folder.case, Register(()), rules(), LATER).notices()
    assert "PAYMENT_WITHOUT_DEBIT" in {notice.kind for notice in notices}


def test_a_debit_is_refused_before_it_is_due_and_when_there_is_nothing_to_debit() -> None:
    folder = worked()
    with pytest.raises(DebitNotYetDue, match="bears 2781600 öre more of 2026-02"):
        asked(folder, "2026-04-17")
    with pytest.raises(NothingToDebit, match=r"51:22, 51:23"):
        asked(folder, "2026-05-15", municipality="1480")
    with pytest.raises(PeriodUnknown, match="no period that begins on 2026-01-01"):
        asked(folder, "2026-05-15", month=None, period_from=day("2026-01-01"))
    with pytest.raises(DecidedLater):
        asked(folder, "2027-01-02")
