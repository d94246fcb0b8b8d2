"""
Granted time under its other readings: units of the grant, several decisions, ends and changes.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ledger.amounts import UNITS, month_of
from ledger.domain.grants import ContestedError, Granted, granted_time, granted_units
from ledger.domain.notice_pay import notice_until
from schemas.decisions import GrantDecided, GrantReinstated
from tests.unit.building import Folder, day, rules, uid

HOUR = 60 * UNITS


def granted(folder: Folder, month: str, **wishes: str) -> Granted:
    return granted_time(folder.case, month_of(month), rules(**wishes))


def hours(of: Granted, first: str, after: str, conversion: str = "DAYS_OVER_7") -> Fraction:
    """Return what all stretches add on the days, in hours."""
    begin, end = day(first).toordinal(), day(after).toordinal()
    units = (granted_units(s, begin, end, conversion=conversion) for s in of.stretches)
    return Fraction(sum(units)) / HOUR


def decide(folder: Folder, start: str, hours_of: int, **fields: Any) -> None:  # noqa: ANN401 -- any field
    stated: dict[str, Any] = {
        "decision_id": f"b{len(folder.papers)}",
        "authority": "FK",
        "decided_on": day(start),
        "effective_from": day(start),
        "municipality": "0180",
        "payee": uid("provider"),
        "basic_minutes": hours_of * 60,
        **fields,
    }
    folder.lay(GrantDecided(**stated), str(stated["decided_on"]))


def test_hours_a_month_add_by_the_days_of_each_month() -> None:
    folder = Folder()
    decide(folder, "2026-01-16", 62, per="MONTH")
    assert hours(granted(folder, "2026-02"), "2026-01-01", "2026-03-01") == 32 + 62


def test_hours_a_period_that_ends_early_keep_the_share_of_a_day() -> None:
    folder = Folder()
    decide(
        folder,
        "2026-01-01",
        1810,
        per="PERIOD",
        period_from=day("2026-01-01"),
        period_until=day("2026-07-01"),
    )
    folder.grant(70, "2026-04-01", decided="2026-03-01", period=("2026-04-01", "2026-10-01"))
    of = granted(folder, "2026-03")
    assert next(s.period.after for s in of.stretches) == day("2026-04-01").toordinal()
    assert hours(of, "2026-01-01", "2026-04-01") == 1810 * Fraction(90, 181)


def test_184_days_are_shared_over_the_six_months_from_the_first_day_of_the_period() -> None:
    folder = Folder()
    folder.grant(7, "2026-03-16")
    of = granted(folder, "2026-04")
    # 16 March to 15 September are 184 days, so that a day is a day.
    assert hours(of, "2026-04-01", "2026-05-01", "HALF_YEAR_184") == 30
    folder = Folder()
    folder.grant(7, "2026-01-01")
    of = granted(folder, "2026-04")
    assert hours(of, "2026-01-01", "2026-07-01", "HALF_YEAR_184") == 184


def test_other_conversions_concern_hours_a_week_only() -> None:
    folder = Folder()
    decide(folder, "2026-01-01", 62, per="MONTH")
    assert hours(granted(folder, "2026-01"), "2026-01-01", "2026-02-01", "FACTOR_4_33") == 62


def test_two_decisions_in_force_are_refused_with_both_named() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.grant(10, "2026-03-16")
    folder.work("2026-03", 10)
    with pytest.raises(ContestedError) as refused:
        folder.owed("2026-03", grant_overlap="REFUSE")
    assert "b0" in str(refused.value)
    assert "b1" in str(refused.value)
    assert "2026-03-16" in str(refused.value)


def test_a_decision_that_has_ended_contests_nothing() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", until="2026-03-16")
    folder.grant(10, "2026-03-16")
    folder.work("2026-03", 10)
    assert folder.owed("2026-03", grant_overlap="REFUSE").owed_ore == 347_700


def test_a_reassessment_says_the_whole_anew_and_neither_adds_nor_contests() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.grant(10, "2026-03-01", ground="needs")
    folder.work("2026-03", 10)
    assert folder.owed("2026-03", grant_overlap="REFUSE").owed_ore == 347_700
    of = granted(folder, "2026-03", grant_overlap="SUM")
    assert hours(of, "2026-03-01", "2026-03-08") == 10


def test_hours_add_within_one_authority_only() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", authority="0180")
    folder.grant(10, "2026-03-01")
    of = granted(folder, "2026-03", grant_overlap="SUM")
    assert hours(of, "2026-03-01", "2026-03-08") == 10
    folder.work("2026-03", 10)
    with pytest.raises(ContestedError):
        folder.owed("2026-03", grant_overlap="REFUSE")


def test_what_is_taken_over_contests_nothing() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01", authority="0180")
    decide(folder, "2026-03-01", 40, takes_over="b0")
    folder.work("2026-03", 10)
    assert folder.owed("2026-03", grant_overlap="REFUSE").owed_ore == 347_700


def test_a_new_payee_with_the_same_hours_starts_no_period() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    folder.grant(40, "2026-03-16", payee="other")
    of = granted(folder, "2026-03", grant_period_on_change="RESTART")
    assert len({stretch.period for stretch in of.stretches if stretch.first < 739_798}) == 1


def test_a_reinstatement_takes_back_the_withdrawal_it_names_and_no_other() -> None:
    folder = Folder()
    folder.grant(40, "2026-01-01")
    first = folder.withdraw("2026-02-01", "2026-01-20")
    back = GrantReinstated(
        decision_id="r",
        authority="FK",
        decided_on=day("2026-03-10"),
        withdrawal=first,
        ground="court",
    )
    folder.lay(back, "2026-03-10")
    assert hours(granted(folder, "2026-02"), "2026-02-01", "2026-03-01") == 160
    folder.withdraw("2026-02-15", "2026-02-10")
    assert hours(granted(folder, "2026-02"), "2026-02-01", "2026-03-01") == 80


@pytest.mark.parametrize(
    ("stated", "national"),
    [
        ({"basic_minutes": 180, "other_minutes": 1020}, True),
        ({"basic_minutes": 179, "other_minutes": 1021}, False),
        ({"basic_minutes": 180, "other_minutes": 1019}, False),
        ({"basic_minutes": 180, "other_minutes": 1000, "standby_minutes": 140}, True),
        ({"basic_minutes": 0, "total_minutes": 1200}, True),
        ({"basic_minutes": 0, "total_minutes": 1199}, False),
        # March has 31 days: 20 h a week are 5314 2/7 minutes, 3 h are 797 1/7.
        ({"basic_minutes": 798, "other_minutes": 4517, "per": "MONTH"}, True),
        ({"basic_minutes": 797, "other_minutes": 4518, "per": "MONTH"}, False),
        ({"basic_minutes": 798, "other_minutes": 4516, "per": "MONTH"}, False),
    ],
)
def test_what_is_taken_over_qualifies_by_three_and_twenty_hours(
    stated: dict[str, Any], national: bool
) -> None:
    folder = Folder()
    decide(folder, "2026-03-01", 0, takes_over="m", **stated)
    (stretch, *_) = granted(folder, "2026-03", qualify="THREE_AND_TWENTY").stretches
    assert stretch.national is national
    (stretch, *_) = granted(folder, "2026-03").stretches
    assert stretch.national


@pytest.mark.parametrize(
    ("employed_from", "ended_on", "last"),
    [
        ("2024-01-01", "2026-03-10", "2026-04-10"),
        ("2021-03-11", "2026-03-10", "2026-04-10"),
        ("2021-03-10", "2026-03-10", "2026-05-10"),
        ("2016-03-11", "2026-03-10", "2026-05-10"),
        ("2016-03-10", "2026-03-10", "2026-06-10"),
        ("2024-01-01", "2026-01-31", "2026-02-28"),
    ],
)
def test_a_notice_lasts_one_two_or_three_months(
    employed_from: str, ended_on: str, last: str
) -> None:
    until = notice_until(day(employed_from), day(ended_on), rules())
    assert until == date.fromisoformat(last)
