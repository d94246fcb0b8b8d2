"""
Granted time: which decision is in force on which day, and in which grant period (G2–G6).
"""

from datetime import date

import pytest

from ledger.amounts import month_of
from ledger.domain.grants import Period, daily_double_units, daily_units, granted_time
from schemas.decisions import GrantDecided
from tests.unit.building import Folder, day, rules

RULES = rules()


def periods(folder: Folder, month: str) -> list[str]:
    """Return the stretches of a case as `first day..last day, hours, period`."""
    granted = granted_time(folder.case, month_of(month), RULES)
    return [
        f"{of(s.first)}..{of(s.after - 1)} {s.decision.basic_minutes // 60} h {bounds(s.period)}"
        for s in granted.stretches
        if s.first < day("2026-12-31").toordinal()
    ]


def of(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def bounds(period: Period) -> str:
    return f"[{of(period.first)}, {of(period.after - 1)}]"


def test_a_period_is_six_calendar_months_the_effective_month_first_and_renews() -> None:
    folder = Folder()
    folder.grant(40, "2026-03-16")
    assert periods(folder, "2026-03")[:2] == [
        "2026-03-16..2026-08-31 40 h [2026-03-16, 2026-08-31]",
        "2026-09-01..2027-02-28 40 h [2026-09-01, 2027-02-28]",
    ]


def test_a_period_that_the_decision_states_is_taken_and_then_blocks_follow() -> None:
    folder = Folder()
    folder.grant(40, "2026-02-01", period=("2026-02-01", "2026-05-16"))
    assert periods(folder, "2026-02")[:2] == [
        "2026-02-01..2026-05-15 40 h [2026-02-01, 2026-05-15]",
        "2026-05-16..2026-10-31 40 h [2026-05-16, 2026-10-31]",
    ]


def test_new_hours_inside_a_period_do_not_start_a_new_one() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.grant(70, "2026-03-16")
    assert periods(folder, "2026-03")[:2] == [
        "2026-01-01..2026-03-15 40 h [2026-01-01, 2026-06-30]",
        "2026-03-16..2026-06-30 70 h [2026-01-01, 2026-06-30]",
    ]


def test_new_hours_that_state_a_period_end_the_old_one_the_day_before() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.grant(70, "2026-03-16", period=("2026-03-16", "2026-09-01"))
    assert periods(folder, "2026-03")[:2] == [
        "2026-01-01..2026-03-15 40 h [2026-01-01, 2026-03-15]",
        "2026-03-16..2026-08-31 70 h [2026-03-16, 2026-08-31]",
    ]


def test_a_decision_that_states_the_running_period_goes_on_in_it() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.grant(70, "2026-03-16", period=("2026-01-01", "2026-07-01"))
    assert [text[-24:] for text in periods(folder, "2026-03")[:2]] == [
        "[2026-01-01, 2026-06-30]",
        "[2026-01-01, 2026-06-30]",
    ]


def test_the_later_decided_wins_a_day_whatever_order_they_take_effect_in() -> None:
    folder = Folder()
    folder.grant(40, "2026-02-01", decided="2026-01-10")
    folder.grant(50, "2026-01-01", decided="2026-01-05", known="2026-01-11")
    assert [text[:27] for text in periods(folder, "2026-01")[:2]] == [
        "2026-01-01..2026-01-31 50 h",
        "2026-02-01..2026-06-30 40 h",
    ]


def test_of_two_decided_the_same_day_the_later_known_wins() -> None:
    folder = Folder()
    folder.grant(50, "2026-01-01", known="2026-01-03")
    folder.grant(40, "2026-01-01", known="2026-01-02")
    assert periods(folder, "2026-01")[0][:27] == "2026-01-01..2026-06-30 50 h"


def test_a_decision_with_an_end_lets_the_earlier_one_back() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", decided="2025-12-01")
    folder.grant(50, "2026-02-01", decided="2026-01-20", until="2026-02-15")
    assert [text[:27] for text in periods(folder, "2026-02")[:3]] == [
        "2026-01-01..2026-01-31 40 h",
        "2026-02-01..2026-02-14 50 h",
        "2026-02-15..2026-06-30 40 h",
    ]


def test_a_withdrawal_ends_the_grant_from_its_day() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.withdraw("2026-03-10", "2026-02-20")
    assert [text[:27] for text in periods(folder, "2026-03")] == ["2026-01-01..2026-03-09 40 h"]


def test_a_withdrawal_decided_before_the_grant_does_not_touch_it() -> None:
    folder = Folder()
    folder.withdraw("2026-01-01", "2025-12-01")
    folder.grant(40, "2026-01-01", decided="2025-12-20")
    assert periods(folder, "2026-03")[0][:27] == "2026-01-01..2026-06-30 40 h"


def test_a_reinstatement_restores_the_days_in_the_same_period() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.withdraw("2026-03-10", "2026-02-20")
    folder.grant(40, "2026-04-01", decided="2026-05-02", ground="court")
    assert [text[-24:] for text in periods(folder, "2026-04")[:2]] == [
        "[2026-01-01, 2026-06-30]",
        "[2026-01-01, 2026-06-30]",
    ]


def test_a_withdrawal_ends_only_decisions_of_the_same_authority() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", authority="0180")
    folder.withdraw("2026-02-01", "2026-01-20")
    assert periods(folder, "2026-03")[0][:27] == "2026-01-01..2026-06-30 40 h"


def test_where_two_authorities_decided_the_later_decision_wins() -> None:
    folder = Folder()
    folder.grant(30, "2026-01-01", authority="0180", decided="2025-12-01")
    folder.grant(60, "2026-03-16", decided="2026-02-20")
    assert periods(folder, "2026-03")[:2] == [
        "2026-01-01..2026-03-15 30 h [2026-01-01, 2026-06-30]",
        "2026-03-16..2026-08-31 60 h [2026-03-16, 2026-08-31]",
    ]
    granted = granted_time(folder.case, month_of("2026-03"), RULES)
    assert [s.national for s in granted.stretches[:2]] == [False, True]


def test_of_two_authorities_the_later_decided_wins_whatever_was_known_first() -> None:
    folder = Folder()
    folder.grant(60, "2026-01-01", decided="2025-12-20", known="2025-12-21")
    folder.grant(30, "2026-01-01", decided="2025-12-01", known="2026-02-01", authority="0180")
    assert periods(folder, "2026-03")[0][:27] == "2026-01-01..2026-06-30 60 h"


@pytest.mark.parametrize(
    ("policy", "closed_from"), [("PAYABLE", "2026-03-11"), ("NOT", "2026-03-10")]
)
def test_the_day_of_death_is_payable_unless_the_policy_says_not(
    policy: str, closed_from: str
) -> None:
    folder = Folder()
    folder.grant(60, "2026-01-01")
    folder.death("2026-03-10")
    granted = granted_time(folder.case, month_of("2026-03"), rules(death_day=policy))
    assert granted.closed_from == day(closed_from).toordinal()
    assert granted.stretches[-1].after == day(closed_from).toordinal()


def test_of_two_deaths_the_later_known_counts() -> None:
    folder = Folder()
    folder.death("2026-03-10", known="2026-03-11")
    folder.death("2026-03-12", known="2026-03-20")
    granted = granted_time(folder.case, month_of("2026-03"), RULES)
    assert granted.closed_from == day("2026-03-13").toordinal()


def test_nothing_is_granted_before_the_month_preceding_the_application() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", decided="2026-05-02", applied="2026-04-20")
    assert periods(folder, "2026-03")[0] == ("2026-03-01..2026-08-31 40 h [2026-03-01, 2026-08-31]")


@pytest.mark.parametrize(
    ("weekly", "units", "double"),
    [
        # a week of w minutes adds w / 7 a day: w · 196 / 7 = 28 · w units
        ({"basic_minutes": 7}, 196, 0),
        ({"basic_minutes": 7, "other_minutes": 7, "double_minutes": 7}, 588, 196),
        # a quarter of waiting, a seventh of standby: 28 min a week each = 7 and 4 min
        ({"waiting_minutes": 28}, 196, 0),
        ({"standby_minutes": 49}, 196, 0),
        # 40 h + 7 h waiting + 7 h standby = 42 3/4 h: 2565 min · 28
        ({"basic_minutes": 2400, "waiting_minutes": 420, "standby_minutes": 420}, 71_820, 0),
        ({"basic_minutes": 2400, "double_minutes": 60, "total_minutes": 700}, 19_600, 1_680),
    ],
)
def test_a_day_in_force_adds_a_seventh_of_the_converted_week(
    weekly: dict[str, int], units: int, double: int
) -> None:
    folder = Folder()
    folder.grant(0, weekly=weekly)
    event = folder.papers[0].event
    assert isinstance(event, GrantDecided)
    assert daily_units(event) == units
    assert daily_double_units(event) == double
