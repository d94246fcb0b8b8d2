"""
Limits and money: what pools allow (G1–G3, G6–G9), and what the time is worth (M1, M6, M7).

Every expected sum stands beside its figure; the rate of 2026 is 34 770 öre an hour.
"""

from fractions import Fraction

import pytest

from ledger.statement import Statement
from schemas.bounds import ACTIVE, STANDBY, WAITING
from tests.unit.building import Folder, rows, uid

SOU = "SOU_2023_9:2026-07-01"


def cuts(stated: Statement) -> dict[str, Fraction | int]:
    """Return the minutes that each gate cut."""
    minutes: dict[str, Fraction | int] = {}
    for cut in stated.cuts:
        minutes[cut.gate.value] = minutes.get(cut.gate.value, 0) + cut.minutes
    return {gate: spent for gate, spent in minutes.items() if spent}


@pytest.mark.parametrize(
    ("policy", "owed"),
    [
        # 60 · 181 / 7 = 1551 3/7 h: all 300 h fit
        ("GRANT_PERIOD", 10_431_000),
        # 60 · 31 / 7 = 265 5/7 h: 265 5/7 · 34 770 = 9 238 885,71
        ("MONTH", 9_238_886),
        ("ACCRUED", 9_238_886),
    ],
)
def test_a_month_may_draw_on_the_whole_period(policy: str, owed: int) -> None:
    folder = Folder()
    folder.grant(60)
    folder.work("2026-01", 300)
    assert folder.owed("2026-01", grant_pool=policy).owed_ore == owed


def test_earlier_months_of_the_period_are_used_first() -> None:
    # given a period of two months, 10 · 59 / 7 = 84 2/7 h, and 80 h in January
    folder = Folder()
    folder.grant(10, period=("2026-01-01", "2026-03-01"))
    folder.work("2026-01", 80)
    folder.work("2026-02", 10)
    # then 4 2/7 h are left: 4 2/7 · 34 770 = 149 014,29
    stated = folder.owed("2026-02")
    assert stated.owed_ore == 149_014
    assert cuts(stated) == {"POOL": 600 - Fraction(30 * 60, 7)}


def test_time_saved_may_be_used_later_where_the_pool_accrues() -> None:
    # given 10 h/w: to the end of February 10 · 59 / 7 = 84 2/7 h, of which January used 20
    folder = Folder()
    folder.grant(10)
    folder.work("2026-01", 20)
    folder.work("2026-02", 70)
    stated = folder.owed("2026-02", grant_pool="ACCRUED")
    # then 64 2/7 h: 2 235 214,29
    assert stated.owed_ore == 2_235_214
    # and by the month alone 10 · 28 / 7 = 40 h: 1 390 800
    assert folder.owed("2026-02", grant_pool="MONTH").owed_ore == 1_390_800


def test_unused_time_lapses_when_the_period_ends() -> None:
    folder = Folder()
    folder.grant(7, period=("2026-01-01", "2026-02-01"))
    folder.work("2026-02", 200)
    # February begins a block of six months: 181 days from 1 Feb to 31 Jul, 1 h each
    assert folder.owed("2026-02").owed_ore == 181 * 34_770


def test_a_change_in_the_month_adds_its_days_to_the_pool() -> None:
    # given 40 h/w and 70 h/w from 16 March: (2400 · 15 + 4200 · 16) / 7 = 14 742 6/7 min
    folder = Folder()
    folder.grant(40)
    folder.grant(70, "2026-03-16")
    folder.work("2026-03", 250)
    stated = folder.owed("2026-03", grant_pool="MONTH")
    assert sum(line.minutes for line in stated.lines) == 14_742 + Fraction(6, 7)


def test_death_stops_the_pool() -> None:
    # given 60 h/w and death on 10 March: March adds 85 5/7 h = 5142 6/7 min
    folder = Folder()
    folder.grant(60)
    folder.report("2026-03", rows("1-10 08:00-18:00"))
    folder.bill("2026-03", 6000)
    folder.death("2026-03-10")
    stated = folder.owed("2026-03", grant_pool="MONTH")
    assert sum(line.minutes for line in stated.lines) == 5142 + Fraction(6, 7)


def test_waiting_and_standby_hours_join_one_converted_pool() -> None:
    # given 40 h + 7 h waiting + 7 h standby a week = 42 3/4 h; February: 171 h
    folder = Folder()
    folder.grant(40, weekly={"waiting_minutes": 420, "standby_minutes": 420})
    folder.work("2026-02", 200)
    assert folder.owed("2026-02", grant_pool="MONTH").owed_ore == 171 * 34_770


def test_a_total_that_the_decision_states_is_the_pool() -> None:
    folder = Folder()
    folder.grant(40, weekly={"total_minutes": 420, "waiting_minutes": 420})
    folder.work("2026-02", 200)
    assert folder.owed("2026-02", grant_pool="MONTH").owed_ore == 28 * 34_770


def test_double_time_is_limited_to_the_double_hours() -> None:
    # given MONTH and 5 double h/w: 5 · 31 / 7 = 22 1/7 h in March, 25 h at once
    folder = Folder()
    folder.grant(60, weekly={"double_minutes": 300})
    for assistant in "AB":
        folder.report("2026-03", rows("2-6 08:00-13:00"), assistant)
    folder.bill("2026-03", 3000)
    stated = folder.owed("2026-03", grant_pool="MONTH")
    # then 2 6/7 h are cut
    assert cuts(stated) == {"DOUBLE_LIMIT": Fraction(20 * 60, 7)}
    assert stated.owed_ore == 1_639_157  # (25 + 22 1/7) · 34 770 = 1 639 157,14


def test_without_double_hours_nothing_at_once_is_paid() -> None:
    folder = Folder()
    folder.grant(60)
    for assistant in "ABC":
        folder.report("2026-03", rows("2 08:00-09:00"), assistant)
    folder.bill("2026-03", 180)
    assert cuts(folder.owed("2026-03")) == {"DOUBLE_LIMIT": 120}
    assert cuts(folder.owed("2026-03", double_limit="NONE")) == {}


def test_double_hours_of_earlier_months_are_used() -> None:
    # given 7 double h in a period of two months of 59 days = 59 h; 50 h in January, 20 after
    folder = Folder()
    folder.grant(60, period=("2026-01-01", "2026-03-01"), weekly={"double_minutes": 420})
    for assistant in "AB":
        folder.report("2026-01", rows("1-5 08:00-18:00"), assistant)
        folder.report("2026-02", rows("1-2 08:00-18:00"), assistant)
    folder.bill("2026-01", 6_000)
    folder.bill("2026-02", 2_400)
    # then 9 h of the 20 are left
    assert cuts(folder.owed("2026-02")) == {"DOUBLE_LIMIT": 11 * 60}


def test_the_active_comes_before_the_one_who_waits() -> None:
    # given A waiting from 07:00 and B active 08–09: A's hour from 08:00 is double
    folder = Folder()
    folder.grant(60)
    folder.report("2026-03", rows("2 07:00-09:00", kind=WAITING), "A")
    folder.report("2026-03", rows("2 08:00-09:00"), "B")
    folder.bill("2026-03", 60, 120)
    stated = folder.owed("2026-03")
    assert [(cut.kind, cut.minutes) for cut in stated.cuts] == [(WAITING, 60)]


def test_standby_is_never_double() -> None:
    folder = Folder()
    folder.grant(60)
    folder.report("2026-03", rows("2 08:00-09:00"), "A")
    folder.report("2026-03", rows("2 08:00-09:00", kind=STANDBY), "B")
    folder.bill("2026-03", 60, 0, 60)
    assert cuts(folder.owed("2026-03")) == {}


def test_double_time_draws_on_the_pool_as_well() -> None:
    # given 1 h/w with 1 h double, by total 1: February's pool is 4 h, double 4 h
    folder = Folder()
    folder.grant(0, weekly={"double_minutes": 60, "total_minutes": 60})
    for assistant in "AB":
        folder.report("2026-02", rows("2 08:00-11:00"), assistant)
    folder.bill("2026-02", 360)
    assert cuts(folder.owed("2026-02", grant_pool="MONTH")) == {"POOL": 120}


def test_the_first_in_time_is_paid_when_a_limit_binds() -> None:
    # given 100 h in June at 34 770 and 100 h from 16 June, MONTH, 40 h/w = 171 3/7 h
    folder = Folder()
    folder.grant(40, "2026-06-01")
    folder.report("2026-06", rows("1-10 08:00-18:00"))
    folder.report("2026-06", rows("16-25 08:00-18:00"), part=2)
    folder.bill("2026-06", 12_000)
    regime = "SOU_2023_9:2026-06-16"
    stated = folder.owed("2026-06", grant_pool="MONTH", regime=regime)
    # then 100 · 34 770 + 71 3/7 · 35 240 = 3 477 000 + 2 517 142,86
    assert stated.owed_ore == 5_994_143
    assert [(cut.first, cut.value) for cut in stated.cuts] == [
        (stated.lines[1].first, Fraction(200, 7) * 35_240)
    ]


def test_of_two_rows_at_once_the_earlier_assistant_of_the_day_is_first() -> None:
    # given a pool of one hour and two assistants of whom B began the day
    folder = Folder()
    folder.grant(0, period=("2026-02-02", "2026-02-09"), weekly={"total_minutes": 60})
    folder.report("2026-02", rows("2 12:00-13:00"), "A", name="a")
    folder.report("2026-02", rows("2 07:00-07:30", "2 12:00-13:00"), "B", name="b")
    folder.bill("2026-02", 150)
    stated = folder.owed("2026-02", double_limit="NONE")
    assert sum(line.minutes for line in stated.lines) == 60
    assert cuts(stated) == {"POOL": 90}


def test_waiting_and_standby_convert_to_exact_fractions() -> None:
    # given ten waiting rows of 50 min: 125 min · 579,5 = 72 437,5, half up
    folder = Folder()
    folder.grant(60)
    folder.report("2026-02", rows("1-10 08:00-08:50", kind=WAITING))
    folder.bill("2026-02", 0, 500)
    assert folder.owed("2026-02").owed_ore == 72_438


def test_active_waiting_and_standby_are_paid_together() -> None:
    # given 180 h, 50 h 30 min waiting, 49 h standby: 199,625 h = 6 940 961,25
    folder = Folder()
    folder.grant(60)
    folder.report("2026-02", rows("1-18 08:00-18:00"))
    folder.report("2026-02", rows("19-23 08:00-18:00", "24 08:00-08:30", kind=WAITING), part=2)
    folder.report("2026-02", rows("1-7 00:00-07:00", kind=STANDBY), part=3)
    folder.bill("2026-02", 180 * 60, 3030, 49 * 60)
    assert folder.owed("2026-02").owed_ore == 6_940_961


def test_a_night_over_new_year_has_two_rates() -> None:
    folder = Folder()
    folder.grant(60, "2025-07-01")
    folder.report("2025-12", rows("31 22:00-24:00"))
    folder.report("2026-01", rows("1 00:00-06:00"))
    folder.bill("2025-12", 120)
    folder.bill("2026-01", 360)
    # 2 · 34 260 + 6 · 34 770 = 277 140
    assert folder.owed("2025-12").owed_ore + folder.owed("2026-01").owed_ore == 277_140


def test_the_reform_raises_the_rate_and_ends_the_municipal_share() -> None:
    folder = Folder()
    folder.grant(60, "2026-06-01")
    for month in ("2026-06", "2026-07"):
        folder.work(month, 10)
    june, july = (folder.owed(month, regime=SOU) for month in ("2026-06", "2026-07"))
    # 10 · 34 770, all of it within the first 20 hours a week; 10 · (34 770 + 470)
    assert (june.owed_ore, june.municipalities, june.state_ore) == (347_700, {"0180": 347_700}, 0)
    assert (july.owed_ore, july.municipalities, july.state_ore) == (352_400, {}, 352_400)


def test_a_reform_inside_a_month_cuts_it_in_two() -> None:
    # given 1 h a day in June 2026 and the reform on the 16th
    folder = Folder()
    folder.grant(60, "2026-06-01")
    folder.report("2026-06", rows("1-30 08:00-09:00"))
    folder.bill("2026-06", 1800)
    stated = folder.owed("2026-06", regime="SOU_2023_9:2026-06-16")
    # 15 · 34 770 + 15 · 35 240; the municipality: 15 h < 20 · 15 / 7
    assert stated.owed_ore == 521_550 + 528_600
    assert stated.municipalities == {"0180": 521_550}


def test_what_is_owed_is_rounded_once_per_payee_and_the_state_bears_the_rest() -> None:
    # given E3's time in March: 199,625 h = 6 940 961,25
    folder = Folder()
    folder.grant(60)
    folder.report("2026-03", rows("1-18 08:00-18:00"))
    folder.report("2026-03", rows("19-23 08:00-18:00", "24 08:00-08:30", kind=WAITING), part=2)
    folder.report("2026-03", rows("1-7 00:00-07:00", kind=STANDBY), part=3)
    folder.bill("2026-03", 180 * 60, 3030, 49 * 60)
    stated = folder.owed("2026-03")
    assert stated.owed_ore == 6_940_961
    # 20 · 31 / 7 h = 88 4/7 h: 3 079 628,57; the state 6 940 961 − 3 079 629
    assert stated.municipalities == {"0180": 3_079_629}
    assert stated.state_ore == 3_861_332


def test_each_payee_is_rounded_by_itself() -> None:
    # given one minute of waiting for each of two payees: 144,875 öre each
    folder = Folder()
    folder.grant(60)
    folder.grant(60, "2026-02-15", payee="other")
    folder.report("2026-02", rows("1 08:00-08:01", "15 08:00-08:01", kind=WAITING))
    folder.bill("2026-02", 0, 2)
    stated = folder.owed("2026-02")
    assert {share.payee: share.owed_ore for share in stated.payees} == {
        uid("provider"): 145,
        uid("other"): 145,
    }
    # both lie in one municipality: 289,75
    assert (stated.owed_ore, stated.municipalities, stated.state_ore) == (290, {"0180": 290}, 0)


def test_a_move_divides_the_municipal_share_by_days() -> None:
    # given a move on 16 March, 30 h before it and 170 h after it
    folder = Folder()
    folder.grant(60)
    folder.grant(60, "2026-03-16", municipality="1480")
    folder.report("2026-03", rows("1-3 08:00-18:00"))
    folder.report("2026-03", rows("16-31 08:00-18:00", "16 18:00-24:00", "17 18:00-22:00"), part=2)
    folder.bill("2026-03", 200 * 60)
    # 30 h < 20 · 15 / 7 = 42 6/7 h; 20 · 16 / 7 = 45 5/7 h: 1 589 485,71
    assert folder.owed("2026-03").municipalities == {"0180": 1_043_100, "1480": 1_589_486}


def test_days_under_a_municipal_decision_add_no_share() -> None:
    # given a municipal decision until 14 February and 100 h after it: 20 · 14 / 7 = 40 h
    folder = Folder()
    folder.grant(60, authority="0180")
    folder.grant(60, "2026-02-15")
    folder.report("2026-02", rows("15-24 08:00-18:00"))
    folder.bill("2026-02", 6_000)
    assert folder.owed("2026-02").municipalities == {"0180": 40 * 34_770}


def test_a_whole_february_is_four_weeks_however_the_work_lay() -> None:
    # given three weeks of 60 h and one of none
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 180)
    assert folder.owed("2026-02").municipalities == {"0180": 80 * 34_770}


def test_days_after_a_withdrawal_or_the_death_add_no_share() -> None:
    # given 100 h on 1–10 February and death on the 14th: 20 · 14 / 7 = 40 h
    folder = Folder()
    folder.grant(60)
    folder.work("2026-02", 100)
    folder.death("2026-02-14")
    assert folder.owed("2026-02").municipalities == {"0180": 40 * 34_770}


def test_a_municipality_without_payable_time_owes_nothing() -> None:
    folder = Folder()
    folder.grant(60)
    stated = folder.owed("2026-02")
    assert stated.municipalities == {"0180": 0}
    assert (stated.owed_ore, stated.state_ore) == (0, 0)


def test_under_twenty_hours_the_municipality_bears_all() -> None:
    # given 14 h/w performed in February: 56 h
    folder = Folder()
    folder.grant(14)
    folder.work("2026-02", 56)
    stated = folder.owed("2026-02")
    assert (stated.owed_ore, stated.state_ore) == (1_947_120, 0)


def test_a_line_keeps_its_exact_amount() -> None:
    folder = Folder()
    folder.grant(60)
    folder.report("2026-02", rows("1 08:00-08:01", kind=STANDBY) + rows("2 08:00-08:01"))
    folder.bill("2026-02", 1, 0, 1)
    stated = folder.owed("2026-02")
    assert {line.kind: line.amount for line in stated.lines} == {
        ACTIVE: Fraction(1159, 2),
        STANDBY: Fraction(1159, 14),
    }
