"""What a municipality is reimbursed, and why not the rest (semantics 6.1 to 6.3; E4)."""

from schemas.circumstances import NoticePayStated
from schemas.decisions import ExtensionGranted
from schemas.municipal.transfer import DecisionKept
from schemas.reports import CostsApproved, TimeReportReceived
from tests.unit.building import Folder, day, rows, stamp
from tests.unit.claims.reimbursement_papers import (
    PRICE,
    WHOLE,
    claim,
    cuts,
    decision,
    folder,
    lay_claim,
    line,
    owed,
    takeover,
)


def test_e4_in_february_is_owed_in_whole() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    found = owed(papers)[ref]
    assert (found.owed_ore, found.cuts, found.notices) == (WHOLE, (), ())


def test_every_amount_is_derived_from_papers() -> None:
    papers = folder()
    papers.lay(takeover("2026-02-15", "2026-02-10"), "2026-02-10")
    ref = lay_claim(papers, claim())
    found = owed(papers)[ref]
    steps = {step.quantity: step for step in found.steps}
    assert steps["days that are reimbursed"].value == "2026-01-01..2026-02-14"
    assert len(steps["days that are reimbursed"].events) == 2
    assert steps["payable, and not paid before"].events
    assert steps["owed, at most what is claimed"].value == found.owed_ore == 14 * 8 * PRICE
    (cut,) = found.cuts
    assert cut.reason == "AFTER_TAKEOVER"
    assert [step.rule for step in cut.steps] == ["6.3", "6.3", "6.3"]


def test_a_claim_for_a_day_after_the_takeover_is_stored_and_found() -> None:
    papers = folder()
    papers.lay(takeover("2026-02-01", "2026-01-20"), "2026-01-20")
    ref = lay_claim(papers, claim())
    found = owed(papers)[ref]
    assert (found.owed_ore, cuts(found)) == (0, {"AFTER_TAKEOVER": WHOLE})
    assert [notice.kind for notice in found.notices] == ["CLAIM_AFTER_TAKEOVER"]


def test_time_claimed_on_days_of_both_is_cut_as_far_as_it_was_worked_after() -> None:
    # 160 h claimed; 14 days of 8 h before the takeover, 6 after: 112 h and 48 h.
    papers = folder()
    papers.lay(takeover("2026-02-15", "2026-02-10"), "2026-02-10")
    ref = lay_claim(papers, claim((line(hours=170),), 170 * PRICE))
    expected = {"AFTER_TAKEOVER": 48 * PRICE, "NOT_REPORTED": 10 * PRICE}
    assert cuts(owed(papers)[ref]) == expected


def test_under_the_law_in_force_nothing_is_reimbursed() -> None:
    papers = folder()
    ref = lay_claim(papers, claim())
    found = owed(papers, "LAW_ACTUAL")[ref]
    assert (found.owed_ore, cuts(found)) == (0, {"OUTSIDE_WINDOW": WHOLE})


def test_a_decision_that_nobody_knows_grants_nothing() -> None:
    papers = folder()
    of_another = lay_claim(papers, claim(municipal_decision="M-9"))
    of_a_stranger = lay_claim(papers, claim(municipality="0126"))
    for ref in (of_another, of_a_stranger):
        assert cuts(owed(papers)[ref]) == {"OUTSIDE_GRANT": WHOLE}


def test_a_claim_for_the_decision_of_another_municipality_says_whose_it_is() -> None:
    papers = folder()
    unknown = lay_claim(papers, claim(municipal_decision="M-9"))
    of_another = lay_claim(papers, claim(municipality="0126"))
    assert owed(papers)[unknown].notices == ()
    (notice,) = owed(papers)[of_another].notices
    assert notice.kind == "DECISION_OF_ANOTHER"
    assert "M-1 is that of 0180" in notice.says
    papers.lay(decision(authority="0126", municipality="0126"), "2025-10-02")
    assert owed(papers)[of_another].notices == ()


def test_a_decision_that_its_municipality_keeps_is_not_reimbursed() -> None:
    papers = folder()
    kept = DecisionKept(
        municipality="0180",
        municipal_decision="M-1",
        decided_on=day("2026-05-01"),
        reason="GROUP_HOME",
        ground="gruppbostad",
    )
    ref = lay_claim(papers, claim())
    papers.lay(kept, "2026-05-01")
    assert cuts(owed(papers)[ref]) == {"OUTSIDE_WINDOW": WHOLE}


def test_a_decision_under_both_limits_stays_municipal_and_goes_on_being_reimbursed() -> None:
    # Taken over from 1 February, but with 10 h a week it does not qualify under the alternative.
    papers = Folder()
    papers.lay(decision(basic_minutes=600), "2025-10-01")
    papers.lay(
        decision(
            "FK-1",
            "2026-02-01",
            authority="FK",
            takes_over="M-1",
            basic_minutes=600,
        ),
        "2026-02-01",
    )
    papers.report("2026-02", rows("1-20 08:00-10:00"))
    papers.bill("2026-02", 40 * 60)
    ref = lay_claim(papers, claim((line(hours=40),), 40 * PRICE))
    assert owed(papers)[ref].owed_ore == 0
    assert owed(papers, qualify="THREE_AND_TWENTY")[ref].owed_ore == 40 * PRICE


def test_a_month_without_a_bill_or_with_a_late_one_is_not_reported() -> None:
    papers = Folder()
    papers.lay(decision(), "2025-10-01")
    papers.report("2026-02", rows("1-20 08:00-16:00"))
    ref = lay_claim(papers, claim())
    assert cuts(owed(papers)[ref]) == {"NOT_REPORTED": WHOLE}
    papers.bill("2026-02", 160 * 60, known="2026-04-08")
    assert cuts(owed(papers)[ref]) == {"NOT_REPORTED": WHOLE}


def test_an_extension_adds_its_own_hours_under_the_reform() -> None:
    # Blocks of a month hold 160 h; 40 h more were worked, and 40 h granted for the month.
    papers = Folder()
    papers.lay(decision(), "2025-10-01")
    papers.report("2026-02", rows("1-20 08:00-18:00"))
    papers.bill("2026-02", 200 * 60)
    ref = lay_claim(papers, claim((line(hours=200),), 200 * PRICE))
    assert owed(papers, reimb_pool="MONTH")[ref].owed_ore == WHOLE
    extension = ExtensionGranted(
        decision_id="U-1",
        authority="0180",
        decided_on=day("2026-01-20"),
        effective_from=day("2026-02-01"),
        effective_until=day("2026-03-01"),
        weekly_minutes=600,
    )
    papers.lay(extension, "2026-01-20")
    assert owed(papers, reimb_pool="MONTH")[ref].owed_ore == 200 * PRICE


def test_a_claim_for_less_than_its_lines_is_owed_as_claimed() -> None:
    papers = folder()
    ref = lay_claim(papers, claim(claimed=WHOLE - 1))
    assert (owed(papers)[ref].owed_ore, owed(papers)[ref].cuts) == (WHOLE - 1, ())
    # Of 170 h at the price 160 h are payable; claimed is less than all, and more than that.
    ref = lay_claim(papers, claim((line(hours=170),), WHOLE + 100), "2026-04-11")
    assert cuts(owed(papers)[ref]) == {"NOT_REPORTED": 100}


def test_own_provision_is_told_of() -> None:
    papers = folder()
    ref = lay_claim(papers, claim((line(direct_provision=True),)))
    assert [notice.kind for notice in owed(papers)[ref].notices] == ["COST_PRICE_DECLARED"]


def test_a_claim_is_late_after_three_and_twelve_months_and_owed_all_the_same() -> None:
    for known, late in (
        ("2026-05-31", []),
        ("2026-06-01", ["CLAIMED_LATE"]),
        ("2027-03-01", ["CLAIMED_LATE"]),
    ):
        papers = folder()
        ref = lay_claim(papers, claim(), known)
        found = owed(papers)[ref]
        assert found.owed_ore == WHOLE
        assert [notice.kind for notice in found.notices] == late
    assert "12 months" in found.notices[0].says


def test_what_is_owed_follows_the_point_of_knowledge() -> None:
    papers = folder()
    ref = lay_claim(papers, claim(), "2026-04-10")
    papers.lay(takeover("2026-02-15", "2026-05-02"), "2026-05-02")
    case = papers.case
    before = case.known_until(stamp("2026-05-01"))
    assert owed(papers)[ref].owed_ore == 112 * PRICE
    papers.papers = list(case.history.events[: before.known])
    assert owed(papers)[ref].owed_ore == WHOLE


def test_wages_during_notice_are_reimbursed_on_the_days_they_are_worked() -> None:
    # 4 h a day on 1 to 20 February; the recipient dies on the 10th, and the assistant's wages
    # during notice are paid for (G12). Of 10 h claimed for the 13th and 14th, 8 h were worked.
    papers = folder("1-20 08:00-12:00")
    events = (recorded.event for recorded in papers.papers)
    report = next(event for event in events if isinstance(event, TimeReportReceived))
    papers.death("2026-02-10")
    papers.lay(
        NoticePayStated(
            assistant=report.assistant,
            employer=report.employer,
            cause="DEATH",
            employed_from=day("2020-01-01"),
            ended_on=day("2026-02-10"),
        ),
        "2026-02-28",
    )
    papers.lay(CostsApproved("2026-02", 100_000_000), "2026-03-10")
    ref = lay_claim(papers, claim((line(10, 13, 14),), 10 * PRICE))
    assert owed(papers)[ref].owed_ore == 8 * PRICE
