"""
The rates of the edition: each enacted value, the chains they form, and what a day is paid with.
"""

from datetime import date
from importlib.resources import files

import pytest

from ledger.amounts import first_day, month_of
from ledger.rules import MissingValueError, Rulebook, load_rulebook
from ledger.rules.edition import Edition, read_edition
from ledger.rules.uprating import uprated_ore

#: Förordning (1993:1091) 5 § as enacted for each year, in öre per hour.
RATES = {
    2014: 28000,
    2015: 28400,
    2016: 28800,
    2017: 29100,
    2018: 29540,
    2019: 29980,
    2020: 30430,
    2021: 31500,
    2022: 31970,
    2023: 32450,
    2024: 33260,
    2025: 34260,
    2026: 34770,
}
#: SOU 2023:9: the rate with 4,35 kronor for sick pay in it, uprated as the rate is.
REFORMED = {2022: 32405, 2023: 32890, 2024: 33710, 2025: 34720, 2026: 35240}


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(edition="2026-11")


@pytest.fixture(scope="module")
def edition() -> Edition:
    path = files("ledger.rules") / "editions" / "2026-11.toml"
    return read_edition(path.read_text("utf-8"), "2026-11.toml")


@pytest.mark.parametrize(("year", "ore"), RATES.items())
def test_the_rate_of_a_year_holds_from_its_first_to_its_last_day(
    rulebook: Rulebook, year: int, ore: int
) -> None:
    first = rulebook.rate_on(date(year, 1, 1).toordinal())
    assert first == rulebook.rate_on(date(year, 12, 31).toordinal())
    assert (first.name, first.value, first.unit) == ("rate.standard", ore, "öre/hour")
    assert first.in_force_from == date(year, 1, 1)
    assert first.source.startswith("Förordning (1993:1091) 5 §; ")


def test_only_the_rate_of_2025_was_read_nowhere(rulebook: Rulebook) -> None:
    marks = {year: rulebook.rate_on(date(year, 7, 1).toordinal()).mark for year in RATES}
    assert marks.pop(2025) == "own"
    assert set(marks.values()) == {"sourced"}


def test_the_enacted_rates_follow_from_each_other(edition: Edition) -> None:
    rate = RATES[2017]
    for year in range(2018, 2027):
        rate = uprated_ore(rate, edition.upratings[year])
        assert rate == RATES[year], year
    assert sorted(edition.upratings) == list(range(2018, 2027))


def test_the_rate_of_2025_is_the_only_one_that_leads_to_2026() -> None:
    before = [ore for ore in range(33_000, 36_000, 10) if uprated_ore(ore, 15) == RATES[2026]]
    assert before == [RATES[2025]]


def test_the_reformed_rates_follow_from_the_proposal(edition: Edition, rulebook: Rulebook) -> None:
    rate = RATES[2022] + 435
    for year, reformed in REFORMED.items():
        rate = uprated_ore(rate, edition.upratings[year]) if year > 2022 else rate
        assert rate == reformed
        component = rulebook.component_on(date(year, 3, 1).toordinal())
        assert component.value == reformed - RATES[year]
        assert component.mark == ("sourced" if year == 2022 else "assumed")


@pytest.mark.parametrize(
    ("rate", "per_mille", "expected"),
    [
        (1000, 4, 1000),  # 10,04 goes down
        (1000, 5, 1010),  # 10,05 ends on 5 öre and goes up
        (1000, 6, 1010),
        (29100, 15, 29540),  # 295,365
        (34260, 15, 34770),  # 347,739
    ],
)
def test_an_uprated_amount_goes_to_ten_ore_and_a_five_goes_up(
    rate: int, per_mille: int, expected: int
) -> None:
    assert uprated_ore(rate, per_mille) == expected


def test_a_month_has_one_run_of_one_rate(rulebook: Rulebook) -> None:
    month = month_of("2026-03")
    spans = rulebook.rate_spans(first_day(month), first_day(month + 1))
    assert [(first, after, rate.value) for first, after, rate in spans] == [
        (ordinal("2026-03-01"), ordinal("2026-04-01"), 34770)
    ]
    assert rulebook.rate_spans(first_day(month), first_day(month + 1)) is spans


def test_a_new_year_splits_a_run(rulebook: Rulebook) -> None:
    spans = rulebook.rate_spans(ordinal("2025-12-31"), ordinal("2026-01-02"))
    assert [(first, after, rate.value) for first, after, rate in spans] == [
        (ordinal("2025-12-31"), ordinal("2026-01-01"), 34260),
        (ordinal("2026-01-01"), ordinal("2026-01-02"), 34770),
    ]


def test_no_days_have_no_runs(rulebook: Rulebook) -> None:
    assert rulebook.rate_spans(ordinal("2026-03-01"), ordinal("2026-03-01")) == ()


def test_the_reform_raises_the_rate_from_its_day(rulebook: Rulebook) -> None:
    reformed = load_rulebook(regime="SOU_2023_9:2026-07-01")
    spans = reformed.rate_spans(ordinal("2026-06-01"), ordinal("2026-08-01"))
    assert [(first, after, rate.value) for first, after, rate in spans] == [
        (ordinal("2026-06-01"), ordinal("2026-07-01"), 34770),
        (ordinal("2026-07-01"), ordinal("2026-08-01"), 35240),
    ]
    assert reformed.rate_on(ordinal("2026-06-30")) == rulebook.rate_on(ordinal("2026-06-30"))


def test_a_reformed_rate_names_both_sources_and_takes_the_weaker_mark() -> None:
    reformed = load_rulebook(regime="SOU_2023_9")
    rate = reformed.rate_on(ordinal("2026-01-01"))
    assert (rate.name, rate.value, rate.mark) == ("rate.reformed", 35240, "assumed")
    assert "SFS 2025:1045" in rate.source
    assert "SOU 2023:9" in rate.source
    assert rate.in_force_from == date(2026, 1, 1)


def test_a_reform_in_2023_pays_each_year_its_own_component() -> None:
    reformed = load_rulebook(regime="SOU_2023_9", reform_from=date(2023, 3, 1))
    rates = [reformed.rate_on(date(year, 6, 1).toordinal()).value for year in range(2022, 2027)]
    assert rates == [31970, 32890, 33710, 34720, 35240]
    assert reformed.rate_on(ordinal("2023-02-28")).value == 32450


@pytest.mark.parametrize("day", ["2013-12-31", "2027-01-01"])
def test_a_day_without_a_rate_is_refused_by_name(rulebook: Rulebook, day: str) -> None:
    with pytest.raises(MissingValueError, match=f"No standard rate is known for {day}.*edition"):
        rulebook.rate_on(ordinal(day))


def test_runs_that_reach_beyond_the_edition_are_refused(rulebook: Rulebook) -> None:
    with pytest.raises(MissingValueError, match="standard rate is known for 2027-01-01"):
        rulebook.rate_spans(ordinal("2026-12-01"), ordinal("2027-02-01"))
    with pytest.raises(MissingValueError, match="standard rate is known for 2013-12-01"):
        rulebook.rate_spans(ordinal("2013-12-01"), ordinal("2014-02-01"))


def test_a_reform_before_the_proposal_has_no_component_to_pay() -> None:
    early = load_rulebook(regime="SOU_2023_9:2021-07-01")
    assert early.rate_on(ordinal("2021-06-30")).value == 31500
    with pytest.raises(MissingValueError, match="No sick-pay component is known for 2021-07-01"):
        early.rate_on(ordinal("2021-07-01"))
    with pytest.raises(MissingValueError, match="No sick-pay component is known for 2021-07-01"):
        early.rate_spans(ordinal("2021-06-01"), ordinal("2022-02-01"))


def test_the_component_is_known_under_the_law_in_force_too(rulebook: Rulebook) -> None:
    assert rulebook.component_on(ordinal("2026-12-31")).value == 470
    with pytest.raises(MissingValueError, match="No sick-pay component is known for 2027-01-01"):
        rulebook.component_on(ordinal("2027-01-01"))


def test_runs_are_the_same_when_many_have_been_asked_for(rulebook: Rulebook) -> None:
    start = ordinal("2014-01-01")
    for first in range(start, start + 4500):
        ((_, _, rate),) = rulebook.rate_spans(first, first + 1)
        assert rate is rulebook.rate_on(first)
