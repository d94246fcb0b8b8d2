"""The sick-pay component of a month: a memo of what is in the rate, or would be (semantics 6.5)."""

from ledger.amounts import month_of
from ledger.claims.sick_pay import Memo, memos_of
from ledger.domain.register import Register
from ledger.statement import Carried
from schemas.decisions import GrantDecided
from tests.unit.building import Folder, day, rows, rules, uid


def memos(papers: Folder, month: str, regime: str = "LAW_ACTUAL") -> list[Memo]:
    case, rulebook = papers.case, rules(regime)
    time = Carried(case.history, Register(), rulebook).month(case, month_of(month))
    return memos_of(time, rulebook)


def test_e2_of_240_hours_is_1_128_kronor() -> None:
    papers = Folder()
    papers.grant(60)
    papers.work("2026-02", 240)
    (law,) = memos(papers, "2026-02")
    assert (law.component_ore, law.in_rate_ore) == (112_800, 0)
    (reformed,) = memos(papers, "2026-02", "SOU_2023_9")
    assert (reformed.component_ore, reformed.in_rate_ore) == (112_800, 112_800)
    (half,) = memos(papers, "2026-02", "SOU_2023_9:2026-02-15")
    # Ten hours a day: 140 h before the reform and 100 h, on the days that are reported, after it.
    assert (half.component_ore, half.in_rate_ore) == (112_800, 100 * 470)


def test_a_fraction_is_rounded_once_for_the_month() -> None:
    papers = Folder()
    papers.grant(60)
    papers.report("2026-02", rows("1 08:00-08:01"))
    papers.bill("2026-02", 1)
    # 470 / 60 = 7,83 öre.
    assert [memo.component_ore for memo in memos(papers, "2026-02")] == [8]


def test_two_payees_share_what_is_rounded_once() -> None:
    papers = Folder()
    papers.grant(60, until="2026-02-10")
    papers.grant(60, "2026-02-10", payee="other")
    papers.report("2026-02", rows("1 08:00-08:02", "20 08:00-08:02"))
    papers.bill("2026-02", 4)
    found = memos(papers, "2026-02")
    # Twice 15,67 are 31,33, which is 31 and not twice 16.
    assert sorted(memo.component_ore for memo in found) == [15, 16]


def test_a_municipal_decision_has_it_in_its_rate_from_the_takeover_on() -> None:
    papers = Folder()
    papers.grant(60, authority="0180")
    taken = GrantDecided(
        decision_id="fk1",
        authority="FK",
        decided_on=day("2026-02-01"),
        effective_from=day("2026-02-11"),
        municipality="0180",
        payee=uid("provider"),
        basic_minutes=3600,
        takes_over="b0",
    )
    papers.lay(taken, "2026-02-01")
    papers.work("2026-02", 200)
    (found,) = memos(papers, "2026-02", "SOU_2023_9")
    assert (found.component_ore, found.in_rate_ore) == (200 * 470, 100 * 470)


def test_before_2022_there_is_no_component() -> None:
    papers = Folder()
    papers.grant(60, "2021-01-01")
    papers.work("2021-02", 100)
    assert memos(papers, "2021-02") == []
