"""Thresholds follow the day of the work, in the sums that pass most assistants by as well."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.amounts import first_day, month_of
from ledger.anomalies import Accounts, Prices, Search, Seen, judged
from ledger.anomalies.judging import Bounds
from ledger.anomalies.seen import Report, packed
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.rules.series import until_replaced
from tests.unit.building import day, rows, rules, uid

MONTH = "2026-03"
REPORT = Report(uid("case"), uid("employer"), uid("report"), None, own_employer=True)


def lowered_before(name: str, value: int, until: str) -> Rulebook:
    """The rulebook with another value of a threshold until a day."""
    rulebook = rules()
    (now,) = rulebook.series[name]
    then = replace(now, value=value, in_force_from=date(2014, 1, 1))
    series = until_replaced([then, replace(now, in_force_from=day(until))])
    return replace(rulebook, series={**rulebook.series, name: series})


def found(rulebook: Rulebook, *worked: str) -> set[str]:
    """The rules that find something in one report, judged when the threshold is what it was."""
    search = Search(Register(), rulebook, day("2026-12-31"))
    report = packed(REPORT, first_day(month_of(MONTH)), rows(*worked), ())
    seen = Seen(worked={uid("assistant").bytes: [report]})
    prices = Prices(lambda _: (), Register(), rulebook)
    return {one.rule for one in judged(seen, Accounts(Register()), prices, search)}


@pytest.mark.parametrize(
    ("name", "value", "worked", "rule"),
    [
        ("anomaly.long_day_minutes", 600, "2-6 08:00-20:00", "R02"),
        ("worktime.own_employer_minutes", 1_200, "1-28 08:00-12:00", "R03"),
        ("anomaly.own_employer_days", 7, "2-8 08:00-18:00", "R03"),
    ],
)
def test_a_lower_threshold_of_the_days_worked_is_found_however_high_it_is_today(
    name: str, value: int, worked: str, rule: str
) -> None:
    assert found(rules(), worked) == set()
    assert found(lowered_before(name, value, "2026-06-01"), worked) == {rule}


def test_whoever_works_within_today_s_limits_is_passed_by() -> None:
    """The sums that pass most by are those of the law in force: 52 hours a week, 16 a day."""
    assert Bounds.of(Search(Register(), rules(), day("2026-12-31"))) == Bounds(52 * 60 * 4, 960)


def test_months_are_gathered_as_far_back_as_time_was_ever_averaged() -> None:
    longer = lowered_before("anomaly.averaging_months", 6, "2026-06-01")
    march = month_of(MONTH)
    for rulebook, back in ((rules(), 4), (longer, 6)):
        search = Search(Register(), rulebook, day("2026-12-31"), march, march)
        assert search.gathers(march - back)
        assert not search.gathers(march - back - 1)
