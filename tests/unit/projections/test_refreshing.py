"""
Whom the register tells of, and what a case adds to the read models.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from ledger.domain.case import Case
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.findings import CaseFacts, Reckoning, Verifier, reckoned
from ledger.rules import Rulebook
from projections.models.balances import KEPT, Balance
from projections.models.balances import rows as balance_rows
from projections.models.months import months_of, unreadable
from projections.models.payout_verification import looked_at_until
from projections.refreshing import named_in, people_of
from schemas.catalogue import Event
from schemas.register import AssistantRegistered, PersonRegistered, ProviderRegistered
from schemas.terms import PaymentTermsStated
from tests.properties.hostile import Hostile
from tests.properties.test_findings import FEW, RECKONED, paid_cases
from tests.unit.building import Folder, recorded, rows, rules, stamp, uid


def at(position: int, event: Event, replaces: str | None = None) -> Recorded:
    told = recorded(event, stamp("2026-01-01"), f"r{position}", replaces=replaces)
    return told._replace(position=position)


def test_people_are_those_of_the_events_after_the_position() -> None:
    register = [
        at(1, PersonRegistered(uid("a"))),
        at(2, AssistantRegistered(uid("b"), uid("employer"))),
        at(3, ProviderRegistered(uid("provider"), "company")),
    ]
    assert people_of(register, 1) == {uid("b"), uid("provider")}
    assert people_of(register, 3) == set()


def test_an_employer_that_reports_an_assistant_has_told_nothing_of_itself() -> None:
    assert people_of([at(1, AssistantRegistered(uid("b"), uid("employer")))], 0) == {uid("b")}


def test_links_are_followed_however_old_they_are() -> None:
    register = [
        at(1, PersonRegistered(uid("b"), also=uid("a"))),
        at(2, PersonRegistered(uid("c"), also=uid("b"))),
        at(3, PersonRegistered(uid("other"))),
        at(4, PersonRegistered(uid("d"), also=uid("c"))),
    ]
    assert people_of(register, 3) == {uid("a"), uid("b"), uid("c"), uid("d")}


def test_a_document_that_replaces_one_of_somebody_else_tells_of_both() -> None:
    register = [
        at(1, PersonRegistered(uid("a"))),
        at(2, PersonRegistered(uid("b")), replaces="fk/r1"),
    ]
    assert people_of(register, 1) == {uid("a"), uid("b")}


def test_a_case_names_assistants_employers_and_payees() -> None:
    folder = Folder()
    folder.grant(payee="payee")
    folder.report("2026-01", rows("5 08:00-16:00"), "A", employer="employer")
    assert set(named_in(folder.papers)) == {uid("payee"), uid("A"), uid("employer")}


def test_a_case_that_cannot_be_read_has_its_orders_at_risk_and_no_rows() -> None:
    folder = Folder()
    folder.order("2026-01", 5_000, on="2026-03-20")
    folder.order(None, 700, on="2026-03-20")
    case = unreadable(uid("case"), folder.papers, ("position 3: broken",))
    assert case.at_risk_ore == 5_700
    assert list(balance_rows(case)) == []


def test_a_month_without_a_value_is_left_out_and_the_others_are_taken() -> None:
    folder = Folder()
    folder.grant()
    folder.work("2026-01", 10)
    folder.order("2099-01", 900, on="2026-03-20")
    case = months_of(uid("case"), folder.papers, Register(), rules())
    assert [month.facts.month for month in case.months] == [2026 * 12]
    assert case.at_risk_ore == 900
    assert "2099-01" in case.faults[0]


@FEW
@given(paid_cases(), RECKONED)
def test_a_row_and_its_open_months_are_the_sum_of_all_months_on_any_day(
    paid: tuple[Hostile, Case], on: date
) -> None:
    hostile, case = paid
    register, book = Register(hostile.register), hostile.rulebook
    of = months_of(uid("case"), case.history.events, register, book)
    facts = CaseFacts(case, register, book)
    assert of.faults == ()
    ((_, *kept),) = balance_rows(of)
    now = months_of(uid("case"), case.history.events, register, book, only_now=True)
    assert list(balance_rows(now)) == [(uid("case"), *kept)]
    balance = Balance()
    for name, value in zip(KEPT, kept, strict=True):
        setattr(balance, name, value)
    reckoning = Reckoning.of(book, on)
    every = [reckoned(month.facts, reckoning) for month in of.months]
    for month, then in zip(of.months, every, strict=True):
        if month.is_open:
            balance.reckon(then)
        else:
            assert then.now == month.reckoned.now
            assert [(f.kind, f.delta_ore) for f in then.findings] == [
                (f.kind, f.delta_ore) for f in month.reckoned.findings
            ]
    assert balance.owed_ore == sum(month.now.owed_ore for month in every)
    assert balance.pending_ore == sum(month.now.pending_ore for month in every)
    assert balance.difference_ore == sum(month.now.difference_ore for month in every)
    assert balance.residual_ore == 0
    assert balance.right_payouts == sum(month.is_payout and month.right for month in every)
    assert len(every) >= len(facts.months)


@pytest.mark.parametrize("name", KEPT)
def test_balances_of_several_cases_add_up(name: str) -> None:
    total = Balance()
    total.add(replace(Balance(), **{name: 3}))
    total.add(replace(Balance(), **{name: 4}))
    assert getattr(total, name) == 7


def looked_at(case: Case, on: date, register: Register, book: Rulebook) -> dict[object, object]:
    """Return what is read on a day of what was kept, by month and period."""
    of = months_of(uid("case"), case.history.events, register, book)
    reckoning, (of_months, of_periods) = Reckoning.of(book, on), looked_at_until(on, book)
    return {
        (month.facts.month, month.facts.period): reckoned(month.facts, reckoning).now
        for month in of.months
        if month.counts_from <= (of_periods if month.facts.period else of_months)
    }


def verified(case: Case, on: date, register: Register, book: Rulebook) -> dict[object, object]:
    """Return what an audit looks at on a day, by month and period."""
    verifier = Verifier(case, register, book, on)
    every = [*map(verifier.month, verifier.months), *map(verifier.period, verifier.periods)]
    return {(of.month, of.period): of.now for of in every}


@FEW
@given(paid_cases(), RECKONED)
def test_what_is_read_on_a_day_is_what_an_audit_looks_at(
    paid: tuple[Hostile, Case], on: date
) -> None:
    hostile, case = paid
    register = Register(hostile.register)
    read = looked_at(case, on, register, hostile.rulebook)
    assert read == verified(case, on, register, hostile.rulebook)


@pytest.mark.parametrize(
    "on",
    [date(2025, 12, 1), date(2026, 1, 25), date(2026, 3, 20), date(2026, 8, 25), date(2026, 12, 1)],
    ids=str,
)
def test_an_advance_that_no_paper_speaks_of_counts_from_its_month_on(on: date) -> None:
    folder = Folder()
    folder.grant(start="2026-01-01", decided="2025-12-01", known="2025-12-01")
    terms = PaymentTermsStated(effective_from=date(2026, 1, 1), advance=True, self_employer=True)
    folder.lay(terms, "2025-12-01")
    folder.pay("2026-01", 1_000_000, "2026-01-20")
    book = rules()
    read = looked_at(folder.case, on, Register(), book)
    assert read == verified(folder.case, on, Register(), book)
    assert (on < date(2026, 3, 5)) == (len(read) < 2)
