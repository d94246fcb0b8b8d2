"""
The audit's report, of hand-made findings: a hundred columns, no broken row, and the same in JSON.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from rich.console import Console

from ledger.amounts import month_of
from ledger.domain.point import KnownAt, RecordedUpTo
from ledger.findings import Finding, Kind
from ledger.rules import load_rulebook
from ledger.statement import Notice
from ops.commands.audit import Scope, audit_code, day_before
from ops.commands.options import Asked
from ops.show.audit import AuditView, audit_json, audit_report
from ops.show.audit.report import SHOWN, next_step
from ops.show.head import Head
from ops.show.money import NO_BREAK
from ops.show.papers import Paper
from ops.show.words import ORDER
from projections.audit import (
    AuditReport,
    CaseFinding,
    CaseNotice,
    KindTotal,
    NotComputed,
    OrderToStop,
    Question,
    Totals,
)

COLUMNS = 100
MARCH = month_of("2026-03")
NOON = datetime(2026, 5, 20, 10, tzinfo=UTC)
LATER = UUID(int=5)
#: The kinds that are no part of the difference, in the order in which they are listed.
APART = [Kind.RETURNED_NOT_PAID_AGAIN, Kind.WRONG_SPLIT, Kind.UNMATCHED]
#: The largest amount that a month is likely to show, and more than a nation's in a kind.
DEAR, NATIONAL = -987_654_321, -123_456_789_012


def view_of(
    report: AuditReport, *, shows_all: bool = False, payday: str | None = None
) -> AuditView:
    head = Head(report.question.point, report.question.reckoned_on, report.rulebook)
    paper = Paper("fk/d-1", "grant-reassessed/1", LATER, NOON, 7)
    return AuditView(head, report, {LATER: paper}, shows_all, payday)


def empty() -> AuditReport:
    return AuditReport(Question(KnownAt(NOON), date(2026, 5, 20)), load_rulebook())


def found(case: int, kind: Kind, ore: int, then: int | None = None) -> CaseFinding:
    since = (LATER,) if then is not None else ()
    code = "0180" if kind is Kind.WRONG_SPLIT else None
    month = None if kind is Kind.UNMATCHED else MARCH
    finding = Finding(kind, month, ore, ore if then is None else then, code, since)
    return CaseFinding(UUID(int=case), f"FK-{case:06d}", finding)


def full() -> AuditReport:
    """Return a report with something in every part, of the widest amounts."""
    report = empty()
    report.findings = [found(place, kind, DEAR) for place, kind in enumerate(Kind, start=1)]
    report.findings += [found(100 + n, Kind.PAID_TOO_MUCH, -n - 1, 0) for n in range(SHOWN)]
    share = NATIONAL // (len(Kind) - len(APART))
    report.kinds = {kind: KindTotal(1_234, share, share) for kind in Kind}
    report.notices = [
        CaseNotice("FK-000001", MARCH, Notice("BILL_DIFFERS", "240, 0, 0 billed", ())),
        CaseNotice("FK-000001", None, Notice("NEVER_HEARD_OF", "something " * 20, ())),
    ]
    report.not_computed = [NotComputed("FK-000002", MARCH, "No standard rate is known. " * 5)]
    against = (found(3, Kind.PAID_TWICE, DEAR).finding,)
    report.to_stop = [
        OrderToStop("FK-000003", "fk/order.1", MARCH, date(2026, 4, 20), -DEAR, -DEAR, against)
    ]
    report.payouts, report.right, report.waiting, report.without_money = 1_310, 1_270, 4, 9
    report.cases, report.events = 300, 15_000
    report.totals = Totals(
        owed_ore=10**14,
        paid_ore=10**14 - NATIONAL,
        difference_ore=NATIONAL,
        explained_ore=NATIONAL,
        unmatched_ore=DEAR,
        municipal_ore=10**9,
        debited_ore=10**9,
        split_ore=DEAR,
    )
    names = (*load_rulebook().policies, "rate.standard", "rate.reformed")
    report.grounds = {names: Fraction(10**14)}
    report.not_sourced = Fraction(10**14)
    return report


def lines_of(view: AuditView) -> list[str]:
    console = Console(width=COLUMNS, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(audit_report(view))
    return [line.rstrip().replace(NO_BREAK, " ") for line in capture.get().splitlines()]


@pytest.mark.parametrize("payday", [None, "2026-04-20"])
@pytest.mark.parametrize("shows_all", [False, True])
def test_a_screen_of_a_hundred_columns_holds_every_row(shows_all: bool, payday: str | None) -> None:
    report = full()
    lines = lines_of(view_of(report, shows_all=shows_all, payday=payday))
    assert max(map(len, lines)) <= COLUMNS
    start = lines.index(next(line for line in lines if line.startswith("kind  ")))
    named = [line.split("  ")[0] for line in lines[start + 2 : start + 5 + len(Kind)] if line]
    inside = [kind.value for kind in Kind if kind not in APART]
    assert named == [*inside, "in the equation", *APART]
    if payday is None:
        begin = lines.index(next(line for line in lines if line.startswith("case  ")))
        count = len(report.findings) if shows_all else SHOWN
        rows = lines[begin + 2 : begin + 2 + count]
        assert all(row.startswith("FK-") and len(row.split("  ")) > 3 for row in rows)
        assert lines[begin + 2 + count] == ""


def test_the_kinds_of_the_equation_sum_to_its_difference() -> None:
    report = full()
    report.kinds = {kind: KindTotal(2, 100 + ORDER[kind], 7) for kind in Kind}
    inside = [report.kinds[kind] for kind in Kind if kind not in APART]
    report.totals.difference_ore = sum(total.delta_ore for total in inside)
    report.totals.explained_ore = report.totals.difference_ore
    report.totals.then_ore = sum(total.delta_then_ore for total in inside)
    lines = lines_of(view_of(report))
    (row,) = [line for line in lines if line.startswith("in the equation")]
    (difference,) = [line.split()[2] for line in lines if "+ difference" in line]
    (then,) = [line.split()[3] for line in lines if "of it then" in line]
    assert row.split()[3:6] == [str(2 * len(inside)), difference, then]


def test_the_dearest_come_first_and_the_rest_is_counted() -> None:
    lines = lines_of(view_of(full()))
    total = len(Kind) + SHOWN
    assert f"The findings one by one  the {SHOWN} largest of {total}; all with --all" in lines
    assert any(line.startswith("FK-000001") for line in lines)
    assert not any(line.startswith("FK-000100") for line in lines)


def test_then_and_the_day_it_became_known_stand_in_the_row() -> None:
    lines = lines_of(view_of(full()))
    row = next(line for line in lines if line.startswith("FK-000129"))
    assert row.split() == ["FK-000129", "2026-03", "PAID_TOO_MUCH", "−0,30", "0", "2026-05-20"]


def test_what_is_to_be_stopped_stands_in_place_of_the_list() -> None:
    lines = lines_of(view_of(full(), payday="2026-04-20"))
    assert any(line.startswith("Orders to stop before 2026-04-20  1 order") for line in lines)
    row = next(line for line in lines if "fk/order.1" in line)
    assert row.split("  ")[-1].strip() == "PAID_TWICE"
    assert not any(line.startswith("The findings one by one") for line in lines)


def test_a_clean_audit_says_so_and_ends_with_nought() -> None:
    report = empty()
    report.cases, report.payouts, report.right = 1, 1, 1
    assert audit_code(report) == 0
    assert lines_of(view_of(report))[-1] == "Nothing to do: every payout is right to the öre."


def test_an_audit_of_no_payout_is_not_called_right() -> None:
    report = empty()
    report.cases = 1
    assert audit_code(report) == 0
    assert lines_of(view_of(report))[-1] == "Nothing lies there: the question covers no payout."


def test_a_payday_that_is_over_is_to_be_asked_about_by_the_day_before() -> None:
    view = view_of(full(), payday="2026-04-20")
    hint = "kvitto audit --payday 2026-04-20 --known-at 2026-04-19"
    assert hint not in lines_of(view)
    assert hint in lines_of(replace(view, day_before="2026-04-19"))


@pytest.mark.parametrize(
    ("known_at", "payday", "wanted"),
    [
        (None, date(2026, 4, 20), "2026-04-19"),
        (None, date(2026, 5, 20), None),
        (None, None, None),
        (NOON, date(2026, 4, 20), None),
    ],
)
def test_a_payday_is_over_the_day_after_it(
    known_at: datetime | None, payday: date | None, wanted: str | None
) -> None:
    question = Asked(known_at, None, None, load_rulebook(), NOON)
    assert day_before(question, Scope(payday=payday)) == wanted


def test_an_empty_ledger_is_told_what_to_do() -> None:
    assert lines_of(view_of(empty()))[-1].startswith("Next: kvitto ingest PATH")


def test_findings_and_months_left_out_end_with_one() -> None:
    report = empty()
    report.not_computed = [NotComputed("FK-000002", MARCH, "No rate.")]
    assert audit_code(report) == 1
    report = empty()
    report.findings = [found(1, Kind.PAID_TWICE, -1)]
    assert audit_code(report) == 1


def test_an_equation_that_does_not_close_is_a_failure_and_is_cried_out() -> None:
    report = full()
    report.totals.explained_ore += 1
    assert audit_code(report) == 2
    assert any("do not sum to the difference" in line for line in lines_of(view_of(report)))


def test_a_position_is_named_as_the_kind_of_point_it_is() -> None:
    report = empty()
    question = replace(report.question, point=RecordedUpTo(812_004, NOON))
    lines = lines_of(view_of(AuditReport(question, load_rulebook(policies={"late": "NOTICE"}))))
    assert any("recorded up to position 812 004" in line for line in lines)
    assert any("late = NOTICE instead of CUT" in line for line in lines)


def test_the_same_stands_in_json_in_whole_ore() -> None:
    report = full()
    content = json.loads(json.dumps(audit_json(view_of(report, payday="2026-04-20"))))
    assert len(content["findings"]) == len(report.findings)
    assert content["equation"]["residual_ore"] == 0
    assert content["equation"]["difference_ore"] == NATIONAL
    assert content["to_stop"][0]["ore"] == -DEAR
    assert content["payouts"] == {
        "recomputed": 1_310,
        "right": 1_270,
        "not_right": 40,
        "with_money_not_yet_due": 4,
        "months_without_money": 9,
    }
    assert {weak["name"] for weak in content["rests_on"]} == set(report.rests_on)
    late = next(each for each in content["findings"] if each["ore"] != each["then_ore"])
    assert late["since"][0]["document"] == "fk/d-1"


def test_the_order_of_the_cases_does_not_show_in_json() -> None:
    report, turned = full(), full()
    turned.findings.reverse()
    turned.notices.reverse()
    assert audit_json(view_of(report)) == audit_json(view_of(turned))


def test_the_next_step_asks_from_the_same_place() -> None:
    view = view_of(full())
    asked = ("--known-at", "2026-03-01", "--policy", "grant.pool=MONTH")
    head = replace(view.head, options=asked)
    says = next_step(replace(view, head=head)).plain
    assert says.endswith(" --known-at 2026-03-01 --policy grant.pool=MONTH")
