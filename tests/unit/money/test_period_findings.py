"""
Findings of periods and of advances: what is due when, set off, repaid, and for no period (5.1-5.5).
"""

from collections.abc import Mapping
from uuid import UUID

from ledger.amounts import month_of
from ledger.domain.point import KnownAt
from ledger.domain.register import Register
from ledger.findings import Kind, Verifier
from projections.audit import Audit, Question
from schemas.payments import MoneyRepaid, OrderLine
from schemas.reports import CostsApproved
from schemas.terms import EnhancedRateGranted, PayeeChanged, PaymentTermsStated
from tests.unit.building import Folder, day, rules, stamp, uid

JANUARY = day("2026-01-01").toordinal()
MONTHS = tuple(f"2026-{number:02d}" for number in range(1, 7))
ADVANCE = 8_990_529


def in_advance(worked: int = 250) -> Folder:
    """60 h a week from January to June, in advance: 258 4/7 h a month, paid on its payday."""
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"), until="2026-07-01", known="2025-12-15")
    folder.lay(PaymentTermsStated(effective_from=day("2026-01-01"), advance=True), "2025-12-15")
    for month in MONTHS:
        folder.work(month, worked)
    return folder


def verifier(folder: Folder, on: str, **wishes: str) -> Verifier:
    return Verifier(folder.case, Register(), rules(**wishes), day(on))


def found(of: Verifier, first: int = JANUARY) -> Mapping[Kind, int]:
    verified = of.period(first)
    assert verified.now.residual_ore == 0
    assert verified.then.residual_ore == 0
    return verified.now.deltas


def pay(folder: Folder, line: OrderLine, on: str) -> None:
    order = folder.orders([line], on=on)
    folder.settle(order, line.amount_ore, on)


def test_an_advance_is_due_on_the_payday_of_its_month() -> None:
    folder = in_advance()
    # the 20th of February 2026 is a Friday
    before = verifier(folder, "2026-02-19")
    assert month_of("2026-01") in before.months
    assert before.month(month_of("2026-02")).now.not_yet_due_ore == ADVANCE
    on = verifier(folder, "2026-02-20").month(month_of("2026-02"))
    assert on.now.deltas == {Kind.NOT_PAID: ADVANCE}


def test_an_advance_is_owed_without_any_paper_of_the_month() -> None:
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"), known="2025-12-15")
    folder.lay(PaymentTermsStated(effective_from=day("2026-01-01"), advance=True), "2025-12-15")
    assert verifier(folder, "2026-03-20").months == [month_of(month) for month in MONTHS[:3]]


def test_a_period_in_advance_owes_nothing_before_it_is_settled() -> None:
    folder = in_advance()
    assert found(verifier(folder, "2026-08-31")) == {}
    # 1500 · 34 770 = 52 155 000, less 6 · 8 990 529
    assert found(verifier(folder, "2026-09-01")) == {Kind.PAID_TOO_MUCH: -1_788_174}


def test_a_period_owes_no_more_than_its_pool_is_worth() -> None:
    folder = in_advance(260)
    # 1560 · 34 770 = 54 241 200, less 53 943 174; the pool is 1551 3/7 h: 53 943 171,43
    of = verifier(folder, "2026-09-01").period(JANUARY)
    assert (of.now.owed_ore, of.now.not_yet_due_ore) == (-3, 0)


def test_time_beyond_the_pool_of_a_period_explains_its_overpayment() -> None:
    folder = in_advance(260)
    of = verifier(folder, "2026-09-01")
    # 8 4/7 h outside are worth 298 028,57; 3 öre too much came of rounding the months
    assert found(of) == {Kind.OUTSIDE_GRANTED_TIME: -3}


def test_what_a_period_must_pay_back_may_be_repaid_or_set_off() -> None:
    folder = in_advance()
    folder.lay(
        MoneyRepaid(
            amount_ore=1_000_000, repaid_on=day("2026-09-10"), period_from=day("2026-01-01")
        ),
        "2026-09-10",
    )
    folder.orders(
        [
            OrderLine(amount_ore=9_000_000, month="2026-07"),
            OrderLine(amount_ore=-788_174, period_from=day("2026-01-01"), set_off=True),
        ],
        on="2026-09-18",
    )
    of = verifier(folder, "2026-09-30").period(JANUARY)
    assert of.now.deltas == {Kind.PAID_TOO_MUCH: -1_788_174, Kind.REPAID: 1_788_174}
    assert of.now.difference_ore == 0


def test_an_order_for_a_period_before_it_is_settled_is_too_much() -> None:
    folder = in_advance()
    pay(folder, OrderLine(amount_ore=100, period_from=day("2026-01-01")), "2026-08-20")
    assert found(verifier(folder, "2026-08-25")) == {Kind.PAID_TOO_MUCH: -100}


def test_an_order_for_a_period_that_is_none_of_the_case_is_unmatched() -> None:
    folder = Folder()
    folder.grant(60)
    pay(folder, OrderLine(amount_ore=100, period_from=day("2026-01-01")), "2026-08-20")
    of = verifier(folder, "2026-08-25")
    assert of.periods == []
    assert [(f.kind, f.delta_ore) for f in of.unmatched()] == [(Kind.UNMATCHED, -100)]


def enhanced() -> Folder:
    """E6: a top-up of 890 000, of which the municipality bears 306 838."""
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-07-01"), until="2026-07-01")
    folder.lay(
        EnhancedRateGranted(
            decision_id="h1",
            decided_on=day("2026-01-01"),
            effective_from=day("2026-01-01"),
            rate_ore=37_600,
        ),
        "2026-01-01",
    )
    costs = (9_200_000, 9_850_000, 9_310_000, 9_700_000, 9_000_000, 9_540_000)
    for month, cost in zip(MONTHS, costs, strict=True):
        folder.work(month, 250)
        folder.lay(CostsApproved(month, cost), "2026-08-01")
    return folder


def test_a_top_up_is_due_on_the_payday_after_the_last_account_was() -> None:
    folder = enhanced()
    # June's accounts are due on Wed 5 August; what is settled on the 6th is paid on 18 September
    assert verifier(folder, "2026-08-05").period(JANUARY).now.owed_ore == 0
    in_august = verifier(folder, "2026-08-31").period(JANUARY)
    assert (in_august.now.owed_ore, in_august.now.not_yet_due_ore) == (890_000, 890_000)
    assert found(verifier(folder, "2026-09-18")) == {Kind.NOT_PAID: 890_000}


def test_the_split_of_a_top_up_is_held_against_what_was_debited() -> None:
    folder = enhanced()
    line = OrderLine(
        amount_ore=890_000, period_from=day("2026-01-01"), municipal=(("0180", 306_000),)
    )
    pay(folder, line, "2026-09-18")
    of = verifier(folder, "2026-09-30").period(JANUARY)
    assert [(f.kind, f.delta_ore, f.municipality) for f in of.findings] == [
        (Kind.WRONG_SPLIT, 838, "0180")
    ]


def test_an_enhanced_hour_at_its_rate_is_no_wrong_rate() -> None:
    folder = enhanced()
    folder.pay("2026-01", 9_200_000, "2026-08-20", hours=250, rate=37_600)
    of = verifier(folder, "2026-09-01").month(month_of("2026-01"))
    assert Kind.WRONG_RATE not in of.now.deltas


def test_an_audit_adds_up_periods_and_stops_their_orders() -> None:
    folder = in_advance()
    for month in MONTHS:
        folder.pay(month, ADVANCE, f"{month}-18")
    folder.orders([OrderLine(amount_ore=500, period_from=day("2026-01-01"))], on="2026-09-10")
    question = Question(KnownAt(stamp("2026-09-15")), day("2026-09-15"))
    audit = Audit(question, Register(), rules(), {}, day("2026-09-18"))
    audit.add(UUID(int=7), folder.papers)
    report = audit.report
    # six advances and what the period must pay back
    assert report.totals.owed_ore == 6 * ADVANCE - 1_788_174
    assert report.totals.residual_ore == 0
    assert report.kinds[Kind.PAID_TOO_MUCH].delta_ore == -1_788_174 - 500
    [stopped] = report.to_stop
    assert (stopped.period, stopped.not_owed_ore) == (day("2026-01-01"), 500)


def test_who_was_paid_after_another_took_over_is_noticed() -> None:
    folder = Folder()
    folder.grant(60)
    folder.lay(PayeeChanged(uid("other"), day("2026-02-01")), "2026-01-15")
    folder.work("2026-02", 10)
    folder.pay("2026-02", 347_700, "2026-04-15")
    verified = verifier(folder, "2026-05-01").month(month_of("2026-02"))
    assert "WRONG_PAYEE" in {notice.kind for notice in verified.notices}
    assert verified.now.deltas == {}
