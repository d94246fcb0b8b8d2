"""
Gates 1 to 7: what death, grant, basis, overlap and bill cut of a month (G12, R2–R9).

The rate of 2026 is 34 770 öre an hour, so one minute is 579,5 öre.
"""

from fractions import Fraction

import pytest

from ledger.statement import Gate, Statement
from schemas.bounds import SICK, STANDBY, WAITING
from tests.unit.building import Folder, rows

LATE_REPORT = "2026-04-08T00:00:00"  # 5 April 2026 is Easter Day: due Tuesday 7 April
LAST_MOMENT = "2026-04-07T23:59:59"


def cuts(stated: Statement) -> dict[str, Fraction | int]:
    """Return the minutes that each gate cut."""
    minutes: dict[str, Fraction | int] = {}
    for cut in stated.cuts:
        minutes[cut.gate.value] = minutes.get(cut.gate.value, 0) + cut.minutes
    return {gate: spent for gate, spent in minutes.items() if spent}


def payable(stated: Statement) -> Fraction | int:
    """Return the payable minutes of all kinds."""
    return sum(line.minutes for line in stated.lines)


@pytest.fixture
def folder() -> Folder:
    """Return a case with 60 hours a week from New Year."""
    folder = Folder()
    folder.grant(60)
    return folder


def test_the_day_of_death_is_paid_whole_and_nothing_after_it(folder: Folder) -> None:
    # given 8 h on the day of death and 8 h the day after
    folder.report("2026-02", rows("10-11 08:00-16:00"))
    folder.bill("2026-02", 960)
    folder.death("2026-02-10")
    stated = folder.owed("2026-02")
    # then 8 · 34 770
    assert stated.owed_ore == 278_160
    assert cuts(stated) == {"DEATH": 480}
    assert stated.gate_values == {1: Fraction(278_160)}


def test_the_day_of_death_is_closed_where_the_policy_says_so(folder: Folder) -> None:
    folder.report("2026-02", rows("10 08:00-16:00"))
    folder.bill("2026-02", 480)
    folder.death("2026-02-10")
    assert folder.owed("2026-02", death_day="NOT").owed_ore == 0


@pytest.mark.parametrize(("died", "closed"), [("2026-01-31", {1}), ("2026-02-01", set[int]())])
def test_a_death_before_the_month_closes_all_of_it(
    folder: Folder, died: str, closed: set[int]
) -> None:
    folder.death(died)
    assert folder.owed("2026-02").closed_by == closed


def test_days_without_a_decision_are_without_a_grant() -> None:
    folder = Folder()
    folder.grant(60, "2026-02-10", until="2026-02-12")
    folder.report("2026-02", rows("9-12 08:00-09:00"))
    folder.bill("2026-02", 240)
    stated = folder.owed("2026-02")
    assert stated.owed_ore == 2 * 34_770
    assert cuts(stated) == {"NO_GRANT": 120}
    assert stated.closed_by == frozenset()


def test_a_month_without_a_single_day_of_grant_is_closed() -> None:
    assert Folder().owed("2026-02").closed_by == {2}


def test_municipal_days_go_through_the_gates_but_are_not_owed_here() -> None:
    folder = Folder()
    folder.grant(60, authority="0180")
    folder.work("2026-02", 10)
    stated = folder.owed("2026-02")
    assert stated.owed_ore == 0
    assert stated.gate_values == {2: Fraction(347_700)}
    assert [of.minutes for of in stated.municipal_time] == [600]
    assert stated.closed_by == {2}


def test_without_a_bill_nothing_is_owed(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"))
    assert cuts(folder.owed("2026-02")) == {"NO_BASIS": 60}


@pytest.mark.parametrize(
    ("known", "owed", "cut"), [(LAST_MOMENT, 34_770, {}), (LATE_REPORT, 0, {"LATE": 60})]
)
def test_a_bill_counts_until_the_end_of_the_day_that_the_fifth_moves_to(
    folder: Folder, known: str, owed: int, cut: dict[str, int]
) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"))
    folder.bill("2026-02", 60, known=known)
    stated = folder.owed("2026-02")
    assert (stated.owed_ore, cuts(stated)) == (owed, cut)


@pytest.mark.parametrize(
    ("known", "owed", "cut"), [(LAST_MOMENT, 34_770, {}), (LATE_REPORT, 0, {"LATE": 60})]
)
def test_a_report_counts_until_the_end_of_the_day_that_the_fifth_moves_to(
    folder: Folder, known: str, owed: int, cut: dict[str, int]
) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"), known=known)
    folder.bill("2026-02", 60)
    stated = folder.owed("2026-02")
    assert (stated.owed_ore, cuts(stated)) == (owed, cut)


def test_what_is_late_is_only_noted_where_the_policy_says_so(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"), known=LATE_REPORT)
    folder.bill("2026-02", 60, known=LATE_REPORT)
    assert folder.owed("2026-02", late="NOTICE").owed_ore == 34_770


def test_a_late_report_cuts_its_own_rows_only(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"), "A")
    folder.report("2026-02", rows("3 08:00-09:00"), "B", known=LATE_REPORT)
    folder.bill("2026-02", 120)
    assert cuts(folder.owed("2026-02")) == {"LATE": 60}


def test_a_late_correction_lowers_freely(folder: Folder) -> None:
    folder.report("2026-02", rows("2-3 08:00-09:00"))
    folder.report("2026-02", rows("3 08:00-08:30"), known=LATE_REPORT)
    folder.bill("2026-02", 120)
    stated = folder.owed("2026-02")
    assert (payable(stated), cuts(stated)) == (30, {})


def test_what_a_late_correction_adds_is_cut_from_its_last_minutes(folder: Folder) -> None:
    # given 60 min in time; then 40 on the 2nd and 40 on the 20th, too late: 20 too much
    folder.report("2026-02", rows("2 08:00-09:00"))
    folder.report("2026-02", rows("20 08:00-08:40", "2 08:00-08:40"), known=LATE_REPORT)
    folder.bill("2026-02", 120)
    stated = folder.owed("2026-02")
    assert (payable(stated), cuts(stated)) == (60, {"LATE": 20})


def test_a_late_correction_is_measured_in_converted_time(folder: Folder) -> None:
    # given 60 active minutes in time; the late version says 240 waiting = 60 converted
    folder.report("2026-02", rows("2 08:00-09:00"))
    folder.report("2026-02", rows("2 08:00-12:00", kind=WAITING), known=LATE_REPORT)
    folder.bill("2026-02", 60, 240)
    stated = folder.owed("2026-02")
    assert (stated.owed_ore, cuts(stated)) == (34_770, {})


def test_a_late_correction_that_names_another_form_is_held_against_it(folder: Folder) -> None:
    old = folder.report("2026-02", rows("2 08:00-09:00"), "A")
    folder.report("2026-02", rows("2 08:00-10:00"), "B", known=LATE_REPORT, replaces=old)
    folder.bill("2026-02", 120)
    stated = folder.owed("2026-02")
    assert (payable(stated), cuts(stated)) == (60, {"LATE": 60})


@pytest.mark.parametrize(("late", "paid"), [(60, 60), (120, 90), (90, 90)])
def test_a_late_bill_that_corrects_one_in_time_counts_the_lower(
    folder: Folder, late: int, paid: int
) -> None:
    folder.report("2026-02", rows("2 08:00-10:00"))
    folder.bill("2026-02", 90)
    folder.bill("2026-02", late, known=LATE_REPORT)
    assert payable(folder.owed("2026-02")) == paid


def test_a_supplementary_bill_that_is_late_adds_nothing(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-10:00"))
    folder.bill("2026-02", 90)
    folder.bill("2026-02", 30, adds=True, known=LATE_REPORT)
    assert payable(folder.owed("2026-02")) == 90


def test_one_assistant_overlapping_in_two_reports_counts_once(folder: Folder) -> None:
    # given 08–16 and 14–18 of the same assistant: 10 h
    folder.report("2026-02", rows("2 08:00-16:00"))
    folder.report("2026-02", rows("2 14:00-18:00"), part=2)
    folder.bill("2026-02", 720)
    stated = folder.owed("2026-02")
    assert (stated.owed_ore, cuts(stated)) == (347_700, {"OVERLAP": 120})


def test_the_row_of_higher_weight_keeps_the_minute(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-10:00", kind=STANDBY))
    folder.report("2026-02", rows("2 09:00-10:00"), part=2)
    folder.bill("2026-02", 60, 0, 120)
    stated = folder.owed("2026-02")
    # 60 active and 60 standby: 34 770 + 34 770 / 7 = 39 737,14
    assert (stated.owed_ore, cuts(stated)) == (39_737, {"OVERLAP": 60})


def test_of_equal_rows_the_earlier_known_keeps_the_minute() -> None:
    # given the long night: 01–04 is 4 h, and 02–04, known later, is 2 h of which 0 are left
    folder = Folder()
    folder.grant(60, "2025-10-01")
    folder.report("2025-10", rows("26 01:00-04:00"), known="2025-11-02", part=2)
    folder.report("2025-10", rows("26 02:00-04:00"), known="2025-11-03")
    folder.bill("2025-10", 360)
    stated = folder.owed("2025-10")
    assert (payable(stated), cuts(stated)) == (240, {"OVERLAP": 120})


def test_two_assistants_at_once_are_no_overlap() -> None:
    folder = Folder()
    folder.grant(60, weekly={"double_minutes": 420})
    for assistant in "AB":
        folder.report("2026-02", rows("2 08:00-09:00"), assistant)
    folder.bill("2026-02", 120)
    assert cuts(folder.owed("2026-02")) == {}


def test_an_hour_with_sick_pay_is_payable_as_active(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00", kind=SICK))
    folder.bill("2026-02", 60)
    assert folder.owed("2026-02").owed_ore == 34_770


def test_where_a_substitute_worked_only_the_substitute_counts(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-12:00", kind=SICK), "A")
    folder.report("2026-02", rows("2 10:00-12:00"), "B")
    folder.bill("2026-02", 360)
    stated = folder.owed("2026-02")
    assert (stated.owed_ore, cuts(stated)) == (4 * 34_770, {"OVERLAP": 120})


def test_two_who_are_sick_at_once_are_no_substitutes_of_each_other(folder: Folder) -> None:
    for assistant in "AB":
        folder.report("2026-02", rows("2 08:00-09:00", kind=SICK), assistant)
    folder.bill("2026-02", 120)
    assert folder.owed("2026-02").owed_ore == 2 * 34_770


def test_of_ones_own_rows_the_heavier_keeps_the_minute_also_when_sick(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00", kind=STANDBY))
    folder.report("2026-02", rows("2 08:00-09:00", kind=SICK), part=2)
    folder.bill("2026-02", 60, 0, 60)
    assert folder.owed("2026-02").owed_ore == 34_770


def test_a_sick_row_is_never_double(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00", kind=SICK), "A")
    folder.report("2026-02", rows("2 08:00-09:00", kind=STANDBY), "B")
    folder.bill("2026-02", 60, 0, 60)
    stated = folder.owed("2026-02")
    # the sick row yields to B's standby: 34 770 / 7
    assert (stated.owed_ore, cuts(stated)) == (4_967, {"OVERLAP": 60})


def test_rows_above_the_bill_are_cut_from_the_last(folder: Folder) -> None:
    folder.report("2026-02", rows("2-3 08:00-09:00"))
    folder.bill("2026-02", 100)
    stated = folder.owed("2026-02")
    assert (payable(stated), cuts(stated)) == (100, {"BILL_LOWER": 20})


def test_a_bill_above_the_rows_changes_nothing_but_is_noted(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"))
    folder.bill("2026-02", 100)
    stated = folder.owed("2026-02")
    assert stated.owed_ore == 34_770
    assert "BILL_DIFFERS" in {notice.kind for notice in stated.notices}


def test_the_bill_caps_each_kind_by_itself(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00") + rows("3 08:00-09:00", kind=WAITING))
    folder.bill("2026-02", 90, 30)
    assert cuts(folder.owed("2026-02")) == {"BILL_LOWER": 30}


def test_sick_time_is_capped_within_active(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00") + rows("3 08:00-09:00", kind=SICK))
    folder.bill("2026-02", 90)
    stated = folder.owed("2026-02")
    assert [(cut.gate, cut.kind, cut.minutes) for cut in stated.cuts] == [
        (Gate.BILL_LOWER, SICK, 30)
    ]


def test_minutes_that_an_earlier_gate_cut_count_towards_the_excess() -> None:
    # given 100 min on the last day, which has no grant, and a bill 60 below the rows
    folder = Folder()
    folder.grant(60, until="2026-02-28")
    folder.report("2026-02", rows("27 08:00-09:40", "28 08:00-09:40"))
    folder.bill("2026-02", 140)
    stated = folder.owed("2026-02")
    assert (payable(stated), cuts(stated)) == (100, {"NO_GRANT": 100})


def test_minutes_cut_in_the_middle_of_the_month_do_not_save_the_last() -> None:
    folder = Folder()
    folder.grant(60, decided="2025-12-01")
    folder.grant(60, "2026-02-11", decided="2025-12-02", authority="FK")
    folder.withdraw("2026-02-10", "2025-12-01")
    folder.report("2026-02", rows("2 08:00-09:00", "10 08:00-09:00", "20 08:00-09:00"))
    folder.bill("2026-02", 150)
    stated = folder.owed("2026-02")
    assert cuts(stated) == {"NO_GRANT": 60, "BILL_LOWER": 30}


def test_the_rows_alone_count_where_the_policy_says_so(folder: Folder) -> None:
    folder.report("2026-02", rows("2 08:00-09:00"))
    folder.bill("2026-02", 30)
    assert payable(folder.owed("2026-02", basis="ROWS")) == 60


@pytest.mark.parametrize(
    ("month", "worked", "passed"),
    [
        ("2026-03", "29 01:00-04:00", 120),
        ("2026-03", "29 02:00-03:00", 0),
        ("2026-03", "29 02:30-04:00", 60),
        ("2026-03", "28 01:00-04:00", 180),
        ("2025-10", "26 01:00-04:00", 240),
        ("2025-10", "26 01:59-03:00", 121),
        ("2025-10", "26 02:00-04:00", 120),
        ("2025-10", "26 01:00-02:59", 119),
        ("2025-10", "26 03:00-04:00", 60),
    ],
)
def test_the_time_that_really_passed_counts_when_the_clocks_change(
    month: str, worked: str, passed: int
) -> None:
    folder = Folder()
    folder.grant(60, "2025-10-01")
    folder.report(month, rows(worked))
    folder.bill(month, 300)
    assert payable(folder.owed(month)) == passed


@pytest.mark.parametrize(
    ("worked", "noted"),
    [("01:00-04:00", False), ("02:00-04:00", True), ("01:00-02:30", True), ("01:00-02:00", False)],
)
def test_a_row_that_starts_or_ends_in_the_double_hour_is_noted(worked: str, noted: bool) -> None:
    folder = Folder()
    folder.grant(60, "2025-10-01")
    folder.report("2025-10", rows(f"26 {worked}"))
    folder.bill("2025-10", 300)
    kinds = {notice.kind for notice in folder.owed("2025-10").notices}
    assert ("CLOCK_CHANGE" in kinds) is noted


def test_the_clock_is_taken_at_its_word_where_the_policy_says_so() -> None:
    folder = Folder()
    folder.grant(60, "2025-10-01")
    folder.report("2025-10", rows("26 01:00-04:00"))
    folder.bill("2025-10", 300)
    assert payable(folder.owed("2025-10", dst="WALL_CLOCK")) == 180
