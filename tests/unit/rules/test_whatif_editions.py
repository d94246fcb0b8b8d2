"""
A what-if edition is read as strictly as the edition that it is laid over.
"""

from datetime import date

import pytest

from ledger.rules import RulebookError, load_rulebook
from ledger.rules.whatif import load_whatif, shipped
from tests.unit.bad_input.sentences import told_whole

GOOD = """
whatif = "dearer"
base = "2026-11"
meaning = "An hour costs 350 kronor in 2026, and papers are due a month later from then on."
regime = "SOU_2023_9:2026-07-01"

[policies]
"grant.pool" = "MONTH"

[[rates]]
year = 2026
ore = 35000
source = "a what-if"
mark = "assumed"

[[rates]]
year = 2027
ore = 35500
source = "a what-if"
mark = "assumed"

[[parameters]]
name = "report.due_months_after"
value = 3
unit = "months"
in_force_from = 2026-01-01
source = "a what-if"
mark = "assumed"
"""

BAD = {
    "no TOML": ("= 1", "not TOML"),
    "nothing": ("", "whatif is missing"),
    "an unknown key": (f"colour = 'red'\n{GOOD}", "colour is unknown here"),
    "an unknown base": (GOOD.replace("2026-11", "1999-01"), "base is '1999-01'"),
    "an unknown policy": (GOOD.replace("grant.pool", "grant.pond"), "no policy 'grant.pond'"),
    "an alternative that nobody built": (GOOD.replace("MONTH", "YEAR"), "no alternative 'YEAR'"),
    "an unknown regime": (GOOD.replace("SOU_2023_9:", "SOU_1999_1:"), "no regime 'SOU_1999_1'"),
    "a value without source": (GOOD.replace("source =", "# source =", 1), "source is missing"),
    "an empty source": (GOOD.replace('"a what-if"', '" "', 1), "source is ' '"),
    "a value without mark": (GOOD.replace("mark =", "# mark =", 1), "mark is missing"),
    "a rate in kronor": (GOOD.replace("35000", "350.00"), "ore is 350.0"),
    "a year twice": (GOOD.replace("2027", "2026"), "2026 stands twice"),
    "a year left out": (GOOD.replace("2027", "2029"), "the years 2027 to 2028"),
    "an unknown value": (GOOD.replace("report.due_m", "letter.due_m"), "no code uses it"),
    "another unit": (GOOD.replace('unit = "months"', 'unit = "weeks"'), "must be months"),
    "rows that are none": (
        "rates = 3\n" + GOOD.split("[[rates]]", 1)[0],
        "must be a list of tables",
    ),
}


def test_every_shipped_edition_is_sound() -> None:
    assert set(shipped()) >= {"law", "rate-plus-1", "reform", "reform-three-and-twenty"}
    for name in shipped():
        of = load_whatif(name)
        assert of.meaning
        assert of.rulebook.edition == f"{of.law.edition} + {name}"
    hashes = {load_whatif(name).rulebook.sha256 for name in shipped()}
    assert len(hashes) == len(shipped())


def test_what_is_not_overridden_is_the_bases() -> None:
    of, law = load_whatif(text=GOOD), load_rulebook()
    day = date(2026, 3, 1).toordinal()
    assert of.law.sha256 == law.sha256
    assert of.rulebook.rate_on(day).value == 35_000
    assert of.rulebook.rate_on(day - 365).value == law.rate_on(day - 365).value
    assert of.rulebook.policy("grant.pool").value == "MONTH"
    assert of.rulebook.policy("grant.pool").deviates
    assert of.rulebook.cofinancing_ends() == date(2026, 7, 1)
    values = [of.rulebook.parameter("report.due_months_after", date(y, 1, 1)) for y in (2025, 2026)]
    assert [value.value for value in values] == [2, 3]


def test_an_edition_without_a_regime_has_that_of_the_law_beside_it() -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith("regime"))
    of = load_whatif(text=text, regime="SOU_2023_9:2026-03-01")
    assert of.law.regime == of.rulebook.regime
    assert of.rulebook.cofinancing_ends() == date(2026, 3, 1)


def test_the_reform_has_the_reformed_rate_and_no_other_value() -> None:
    of = load_whatif("reform")
    assert not of.overrides
    assert of.rulebook.rate_on(date(2026, 1, 1).toordinal()).value == 35_240


def test_one_ore_more_is_one_ore_more_in_every_year() -> None:
    of = load_whatif("rate-plus-1")
    for year in range(2014, 2027):
        day = date(year, 6, 1).toordinal()
        assert of.rulebook.rate_on(day).value == of.law.rate_on(day).value + 1


@pytest.mark.parametrize("what", BAD)
def test_a_bad_edition_is_refused_whole(what: str) -> None:
    text, expected = BAD[what]
    with pytest.raises(RulebookError) as refused:
        load_whatif(text=text)
    assert any(expected in fault for fault in refused.value.faults), refused.value.faults
    for fault in refused.value.faults:
        told_whole(fault)


def test_an_edition_that_is_not_shipped_is_refused_with_those_that_are() -> None:
    with pytest.raises(RulebookError, match="rate-plus-1, reform"):
        load_whatif("nothing")
