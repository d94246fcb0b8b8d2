"""What a municipality owes of a claim for sick pay (semantics 6.4; E5)."""

from schemas.bounds import SICK, WAITING
from schemas.decisions import GrantDecided
from schemas.municipal.claims import ClaimDecided, ClaimReversed
from tests.unit.building import Folder, day, rows, uid
from tests.unit.claims.sick_pay_papers import (
    SHIFTS,
    claim,
    covering,
    cuts,
    folder,
    lost,
    reckoned,
    shifts,
)

FULL = 733_797


def test_e5_is_owed_in_whole() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(), "2026-04-01", sender="provider")
    found = reckoned(papers)[ref]
    assert (found.owed.owed_ore, found.owed.cuts) == (FULL, ())
    parts = found.parts
    assert (parts.gross_ore, parts.sick_ore, parts.deduction_ore) == (693_000, 554_400, 79_200)
    assert (parts.net_ore, parts.holiday_ore, parts.contributions_ore) == (475_200, 83_160, 175_437)


def test_holiday_pay_on_what_is_left_of_the_sick_pay() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers, sick_holiday_base="NET_SICK")[ref]
    assert found.owed.owed_ore == 699_449
    assert cuts(found) == {"MISCALCULATED": FULL - 699_449}


def test_thirty_of_forty_two_hours_were_covered() -> None:
    papers = folder(covering(SHIFTS[:4], "08:00-15:00") + rows("9 13:00-15:00"))
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.lost, found.covered) == (42 * 60, 30 * 60)
    assert found.owed.owed_ore == 524_141
    assert cuts(found) == {"NO_SUBSTITUTE": FULL - 524_141}


def test_nine_tenths_count_as_all_under_the_alternative() -> None:
    # 37 h 48 min are nine tenths of 42 h; a minute less is not.
    whole = covering(SHIFTS[:5])
    for end, owed in (("10:48", FULL), ("10:47", 660_126)):
        papers = folder(whole + rows(f"11 08:00-{end}"))
        ref = papers.lay(claim(), "2026-04-01")
        assert reckoned(papers, sick_partial="ALL_IF_90_PERCENT")[ref].owed.owed_ore == owed


def test_of_four_hours_the_deduction_takes_the_whole_sick_pay() -> None:
    papers = folder(covering((2,), "08:00-12:00"))
    ref = papers.lay(claim((2,), claimed=10_408, hours="08:00-12:00"), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.parts.net_ore, found.owed.owed_ore) == (0, 10_408)


def test_without_a_substitute_nothing_is_owed() -> None:
    papers = folder()
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.owed.owed_ore, cuts(found)) == (0, {"NO_SUBSTITUTE": FULL})


def test_never_more_than_is_claimed() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(claimed=700_000), "2026-04-01")
    assert reckoned(papers)[ref].owed.owed_ore == 700_000


def _relapse(second: tuple[int, ...], claimed: int) -> int:
    """Return what is owed of a second sickness; the first ends on Wednesday 11 March."""
    papers = folder(covering((*SHIFTS, *second)))
    papers.lay(claim(), "2026-04-01")
    ref = papers.lay(claim(second, claimed=claimed), "2026-04-02")
    return reckoned(papers)[ref].owed.owed_ore


def test_a_relapse_on_the_fifth_day_has_no_second_deduction() -> None:
    # 7 h: gross 115 500, sick pay 92 400, holiday 13 860, contributions 33 386,892.
    assert _relapse((16,), 200_000) == 92_400 + 13_860 + 33_387


def test_a_relapse_on_the_sixth_day_is_a_new_period() -> None:
    # 92 400 - 79 200 = 13 200, holiday 13 860, contributions 8 502,252.
    assert _relapse((17,), 200_000) == 13_200 + 13_860 + 8_502


def test_the_days_of_sickness_go_on_in_a_relapse() -> None:
    # Ten days from 2 to 11 March; 16 to 19 March are days 11 to 14, 20 March is day 15.
    papers = folder(covering((*SHIFTS, 19, 20)))
    papers.lay(claim(), "2026-04-01")
    event = claim((19, 20), claimed=300_000, sick_from=day("2026-03-16"))
    ref = papers.lay(event, "2026-04-02")
    found = reckoned(papers)[ref]
    assert found.owed.owed_ore == 92_400 + 13_860 + 33_387
    assert set(cuts(found)) == {"MISCALCULATED", "BEYOND_FOURTEEN_DAYS"}


def test_the_fourteenth_day_counts_and_the_fifteenth_does_not() -> None:
    papers = folder(covering((2, 15, 16)))
    ref = papers.lay(claim((2, 15, 16)), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.lost, found.parts.minutes) == (21 * 60, 14 * 60)
    assert "BEYOND_FOURTEEN_DAYS" in cuts(found)


def test_a_period_claimed_month_by_month_has_one_deduction() -> None:
    papers = Folder()
    papers.grant(60)
    papers.report("2026-02", rows("27 08:00-15:00", "28 08:00-10:00"), "B")
    papers.report("2026-03", covering((2,)), "B")
    march = claim((2,), claimed=139_647, sick_from=day("2026-02-27"))
    first = papers.lay(march, "2026-04-01")
    february = claim((27, 28), "2026-02", lost=lost("2026-02", "27 08:00-12:00", "28 08:00-10:00"))
    second = papers.lay(february, "2026-04-02")
    found = reckoned(papers)
    # Six hours in February are sick pay of 79 200, which the deduction takes.
    assert found[second].parts.deduction_ore == 79_200
    assert (found[first].parts.deduction_ore, found[first].owed.owed_ore) == (0, 139_647)


def test_after_ten_deductions_in_a_year_there_are_no_more() -> None:
    for stated, deducted in ((9, 79_200), (10, 0)):
        papers = folder(covering())
        ref = papers.lay(claim(deductions_before=stated), "2026-04-01")
        assert reckoned(papers)[ref].parts.deduction_ore == deducted


def test_special_protection_is_refunded_and_not_claimed_again() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(claimed=900_000, high_risk_protection=True), "2026-04-01")
    found = reckoned(papers)[ref]
    # Sick pay 554 400, holiday 83 160, contributions 200 321,352; the sick pay is refunded.
    assert found.owed.owed_ore == 83_160 + 200_321
    assert cuts(found) == {"MISCALCULATED": 900_000 - 837_881, "REFUNDED": 554_400}


def test_a_stated_refund_is_taken_off() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(refund_ore=100_000), "2026-04-01")
    assert cuts(reckoned(papers)[ref]) == {"REFUNDED": 100_000}


def test_days_of_the_reform_are_in_the_rate() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers, "SOU_2023_9:2026-03-06")[ref]
    assert found.parts.minutes == 21 * 60
    assert list(cuts(found)) == ["AFTER_REFORM"]


def test_a_municipal_decision_is_the_municipality_s_until_the_takeover() -> None:
    papers = Folder()
    papers.grant(60, authority="0180")
    taken = GrantDecided(
        decision_id="fk1",
        authority="FK",
        decided_on=day("2026-02-01"),
        effective_from=day("2026-03-06"),
        municipality="0180",
        payee=uid("provider"),
        basic_minutes=3600,
        takes_over="b0",
    )
    papers.lay(taken, "2026-02-01")
    papers.report("2026-03", covering(), "B")
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers, "SOU_2023_9")[ref]
    assert found.parts.minutes == 21 * 60
    assert list(cuts(found)) == ["AFTER_TAKEOVER"]


def test_days_without_a_decision_are_nobody_s() -> None:
    papers = folder(covering())
    papers.death("2026-03-05")
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.parts.minutes, list(cuts(found))) == (21 * 60, ["OUTSIDE_GRANT"])


def test_the_same_minutes_are_claimed_once_until_the_first_claim_is_taken_back() -> None:
    papers = folder(covering())
    first = papers.lay(claim(), "2026-04-01")
    second = papers.lay(claim(claimed=700_000), "2026-04-02")
    found = reckoned(papers)
    assert (found[first].owed.owed_ore, found[second].owed.owed_ore) == (FULL, 0)
    assert cuts(found[second]) == {"CLAIMED_BEFORE": 700_000}
    papers.lay(
        ClaimDecided(claim=first, decided_on=day("2026-04-03"), decided_ore=FULL), "2026-04-03"
    )
    papers.lay(
        ClaimReversed(claim=first, reversed_on=day("2026-04-04"), reversed_ore=FULL, ground="void"),
        "2026-04-04",
    )
    assert reckoned(papers)[second].owed.owed_ore == 700_000


def test_whoever_worked_at_the_time_was_not_sick() -> None:
    papers = folder(covering())
    papers.report("2026-03", covering((2,)), "A")
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.parts.minutes, list(cuts(found))) == (35 * 60, ["PAID_AS_ASSISTANCE"])


def test_sick_time_that_counts_as_performed_is_not_claimed_too() -> None:
    # On 2 March nobody came, and the own employer billed the sick time; on 3 March B came.
    papers = folder(covering(SHIFTS[1:]))
    papers.report("2026-03", rows(*shifts((2, 3)), kind=SICK), "A")
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.parts.minutes, found.covered) == (35 * 60, 35 * 60)
    assert list(cuts(found)) == ["PAID_AS_ASSISTANCE"]
    both = reckoned(papers, sick_row="BOTH")[ref]
    assert both.parts.minutes == 28 * 60


def test_one_substitute_stands_in_for_one() -> None:
    papers = folder(covering())
    first = papers.lay(claim(), "2026-04-01")
    second = papers.lay(claim(assistant=uid("C")), "2026-04-02")
    found = reckoned(papers)
    assert (found[first].covered, found[second].covered) == (42 * 60, 0)


def test_waiting_time_of_a_substitute_covers() -> None:
    papers = folder(rows(*shifts(SHIFTS), kind=WAITING))
    ref = papers.lay(claim(), "2026-04-01")
    assert reckoned(papers)[ref].owed.owed_ore == FULL


def test_a_certificate_is_asked_for_from_the_eighth_day() -> None:
    for number, known, asked in ((8, None, False), (9, None, True), (9, "2026-03-09", False)):
        papers = folder(covering((2, number)))
        certificate = None if known is None else day(known)
        ref = papers.lay(claim((2, number), certificate_from=certificate), "2026-04-01")
        kinds = [notice.kind for notice in reckoned(papers)[ref].notices]
        assert (kinds == ["CERTIFICATE_MISSING"]) is asked


def test_another_municipality_than_the_one_that_answers_is_noted() -> None:
    papers = folder(covering())
    ref = papers.lay(claim(municipality="1480", certificate_from=day("2026-03-09")), "2026-04-01")
    (notice,) = reckoned(papers)[ref].notices
    assert notice.kind == "OTHER_MUNICIPALITY"


def test_supplements_agreement_costs_and_stated_percentages_count() -> None:
    papers = folder(covering())
    event = claim(
        claimed=2_000_000,
        supplements_ore=7_000,
        agreement_costs_ore=5_000,
        holiday_per_mille=130,
        contributions_per_myriad=1_021,
    )
    ref = papers.lay(event, "2026-04-01")
    # 700 000: 560 000 - 79 200 = 480 800; 91 000; 10,21 % of 571 800 = 58 380,78; 5 000.
    assert reckoned(papers)[ref].owed.owed_ore == 480_800 + 91_000 + 58_381 + 5_000


def test_a_claim_that_was_taken_back_comes_after_those_that_stand() -> None:
    papers = folder(covering())
    first = papers.lay(claim(), "2026-04-01")
    second = papers.lay(claim(), "2026-04-02")
    decided = ClaimDecided(claim=first, decided_on=day("2026-04-03"), decided_ore=FULL)
    papers.lay(decided, "2026-04-03")
    back = ClaimReversed(
        claim=first, reversed_on=day("2026-04-04"), reversed_ore=FULL, ground="void"
    )
    papers.lay(back, "2026-04-04")
    found = reckoned(papers)
    assert (found[first].owed.owed_ore, found[second].owed.owed_ore) == (0, FULL)


def test_the_night_in_march_is_an_hour_shorter() -> None:
    papers = folder(rows("29 00:00-06:00"))
    ref = papers.lay(claim((29,), hours="00:00-06:00"), "2026-04-10")
    assert reckoned(papers)[ref].parts.minutes == 5 * 60
    assert reckoned(papers, dst="WALL_CLOCK")[ref].parts.minutes == 6 * 60


def test_every_cut_and_step_names_the_papers_it_rests_on() -> None:
    papers = folder(covering(SHIFTS[1:]))
    own = papers.report("2026-03", covering((3,)), "A")
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    ids = {of.envelope.document_ref: of.envelope.event_id for of in papers.papers}
    (paid, vacant) = found.owed.cuts
    assert paid.steps[0].events == (ids[ref], ids[own])
    assert (vacant.reason, vacant.steps[0].events) == ("NO_SUBSTITUTE", (ids[ref],))
    assert all(step.events for step in found.owed.steps)


def test_a_claim_in_a_case_that_nobody_decided_on_is_owed_nothing() -> None:
    papers = Folder()
    ref = papers.lay(claim(), "2026-04-01")
    found = reckoned(papers)[ref]
    assert (found.owed.owed_ore, cuts(found)) == (0, {"OUTSIDE_GRANT": FULL})
