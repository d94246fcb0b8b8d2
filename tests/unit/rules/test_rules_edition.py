"""
The edition file is read strictly: every fault is named, all of them at once, and none is guessed.
"""

from datetime import date
from importlib.resources import files

import pytest

from ledger.rules import RulebookError, editions, load_rulebook
from ledger.rules.built import BUILT, NEEDED
from ledger.rules.edition import read_edition

TEXT = (files("ledger.rules") / "editions" / "2026-11.toml").read_text("utf-8")


def part(heading: str) -> str:
    """Return the one table of the edition that begins with these lines, up to the next one."""
    start = TEXT.index(heading)
    return TEXT[start : TEXT.index("[[", start + 2)]


RATE_2019 = part("[[rates]]\nyear = 2019")
DIVISOR = part('[[parameters]]\nname = "convert.waiting_divisor"')
LAW = part('[[regimes]]\nname = "LAW_ACTUAL"')
POOL = part('[[policies]]\nname = "grant.pool"')


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(RulebookError) as refused:
        load_rulebook(text=text)
    return refused.value.faults


def changed(table: str, old: str, new: str) -> str:
    """Return the edition with one thing in one part of it changed."""
    assert TEXT.count(table) == 1
    assert table.count(old) == 1
    return TEXT.replace(table, table.replace(old, new))


def test_every_packaged_edition_is_sound() -> None:
    assert editions()[0] == "2026-11"
    for name in editions():
        assert load_rulebook(edition=name).edition == name


def test_the_text_of_an_edition_gives_the_same_rulebook() -> None:
    assert load_rulebook(text=TEXT).sha256 == load_rulebook(edition="2026-11").sha256


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        # Types: a float, a boolean, a text and a time of day are not what is asked for.
        (RATE_2019, "29980", "299.8", "rates[2019].ore is 299.8, and must be a whole number"),
        (RATE_2019, "29980", "29980.0", "rates[2019].ore is 29980.0, and must be a whole number"),
        (RATE_2019, "29980", "true", "rates[2019].ore is True, and must be a whole number"),
        (RATE_2019, "29980", '"29980"', "rates[2019].ore is '29980', and must be a whole"),
        (RATE_2019, "29980", "0", "rates[2019].ore is 0, and must be a whole number from 1"),
        (RATE_2019, "= 2019", '= "2019"', "rates[2019].year is '2019', and must be a whole"),
        (DIVISOR, "value = 4", "value = 4.0", "parameters[convert.waiting_divisor].value is 4.0"),
        (
            DIVISOR,
            "2014-01-01",
            "2014-01-01T00:00:00",
            "parameters[convert.waiting_divisor].in_force_from is datetime.datetime",
        ),
        (
            POOL,
            "later = []",
            'later = "DAY"',
            "policies[grant.pool].named_later is 'DAY', and must",
        ),
        (POOL, "later = []", 'later = ["DAY", "DAY"]', "must be a list of different texts"),
        (POOL, "later = []", "later = [7]", "policies[grant.pool].named_later is [7], and must be"),
        # A value that no source stands behind.
        (RATE_2019, "source =", "# source =", "rates[2019].source is missing, and must be a text"),
        (
            RATE_2019,
            "mark =",
            "# mark =",
            "rates[2019].mark is missing, and must be one of sourced",
        ),
        (RATE_2019, '"sourced"', '"certain"', "rates[2019].mark is 'certain', and must be one of"),
        (DIVISOR, '"sourced"', '""', "parameters[convert.waiting_divisor].mark is ''"),
        (POOL, "source = ", "# source = ", "policies[grant.pool].source is missing"),
        (POOL, 'provision = "SFB 51:9"', 'provision = " "', "policies[grant.pool].provision is '"),
        # A misspelt key must not pass as one that is absent.
        (RATE_2019, "ore =", "oere =", "rates[2019].oere is unknown here; known are mark, ore,"),
        (POOL, "meaning =", "means =", "policies[grant.pool].means is unknown here"),
        # Years: a gap and an overlap.
        (RATE_2019, RATE_2019, "", "rates: nothing stands for the years 2019 to 2019"),
        (RATE_2019, "= 2019", "= 2018", "rates: 2018 stands twice"),
        # Policies and values must be those that the code follows.
        (POOL, '"MONTH"', '"WEEKLY"', "policies[grant.pool]: no code follows WEEKLY; built are"),
        (POOL, 'default = "GRANT_PERIOD"', 'default = "MONTH"', "default must be the first of"),
        (
            POOL,
            "later = []",
            'later = ["MONTH"]',
            "MONTH is an alternative, so it cannot",
        ),
        (POOL, '"G1"', '"G99"', "policies[grant.pool]: there is no rule G99"),
        (POOL, "= 2014-01-01", "= 2020-01-01", "policies[grant.pool]: it is not in force on 2014"),
        (POOL, '"grant.pool"', '"grant.pond"', "policies[grant.pond]: no code follows it"),
        (POOL, '"grant.pool"', '"grant.pond"', "policies: grant.pool is missing"),
        (POOL, '"grant.pool"', '"grant.overlap"', "policies: grant.overlap stands twice"),
        (DIVISOR, DIVISOR, "", "parameters: convert.waiting_divisor has no value on the first day"),
        (DIVISOR, "2014-01-01", "2020-01-01", "convert.waiting_divisor has no value on the first"),
        (DIVISOR, DIVISOR, 2 * DIVISOR, "parameters[convert.waiting_divisor]: 2014-01-01 stands"),
        (DIVISOR, '"divisor"', '"hours"', "the unit must be divisor, not hours"),
        (DIVISOR, '"convert.waiting_divisor"', '"x"', "parameters[x]: no code uses it; used are"),
    ],
)
def test_a_fault_is_named_where_it_stands(table: str, old: str, new: str, fault: str) -> None:
    faults = faults_of(changed(table, old, new))
    assert [sentence for sentence in faults if fault in sentence], faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('edition = "2026-11"', "", "edition is missing, and must be a text that is not empty"),
        ('edition = "2026-11"', 'edition = "x"\nextra = 1', "extra is unknown here; known are"),
        ('name = "LAW_ACTUAL"', 'name = "LAW"', "regimes[LAW].name is 'LAW', and must be one of"),
        (LAW, "", "regimes: LAW_ACTUAL is missing"),
        (LAW, 2 * LAW, "regimes: LAW_ACTUAL stands twice"),
        ("reform_from = 2026-01-01", "", "regimes[SOU_2023_9].reform_from is missing"),
        ("[[regimes]]", "[[regime]]", "regimes is missing, and must be a list of tables"),
        ("[[components]]\nyear = 2024", "[[components]]\nyear = 2023", "components: 2023 stands"),
        ("[[upratings]]\nyear = 2020", "[[upratings]]\nyear = 2019", "upratings: 2019 stands"),
        ("per_mille = 35", "per_mille = 3.5", "upratings[2021].per_mille is 3.5"),
    ],
)
def test_a_fault_at_the_top_is_named(old: str, new: str, fault: str) -> None:
    faults = faults_of(TEXT.replace(old, new))
    assert [sentence for sentence in faults if fault in sentence], faults


def test_all_faults_are_told_at_once_and_no_others() -> None:
    text = changed(RATE_2019, "29980", "299.8").replace(POOL, POOL.replace('"G1"', '"G99"'))
    text = text.replace(DIVISOR, DIVISOR.replace("unit =", "units ="))
    assert sorted(faults_of(text)) == [
        "parameters[convert.waiting_divisor].unit is missing, and must be a text that is not empty",
        (
            "parameters[convert.waiting_divisor].units is unknown here; known are in_force_from, "
            "mark, name, source, unit, value: correct or remove it"
        ),
        "parameters[convert.waiting_divisor]: the unit must be divisor, not ",
        "policies[grant.pool]: there is no rule G99; name one of provisions.toml",
        "rates[2019].ore is 299.8, and must be a whole number from 1 to 1000000",
    ]


def test_a_faulty_year_is_one_fault_and_makes_nothing_else_look_wrong() -> None:
    assert faults_of(changed(RATE_2019, "= 2019", "= 20190")) == (
        "rates[20190].year is 20190, and must be a whole number from 1994 to 2199",
    )


@pytest.mark.parametrize("text", ["= 1", "[[rates]]\nyear = 2014\nyear = 2015\n"])
def test_what_is_no_toml_is_one_fault(text: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith("this is not TOML: ")


def test_an_empty_edition_lacks_everything_that_the_code_needs() -> None:
    faults = faults_of("")
    starts = tuple(fault.partition(";")[0] for fault in faults)
    for name in NEEDED:
        assert f"parameters: {name} has no value on the first day with a rate" in starts
    for name in BUILT:
        assert f"policies: {name} is missing" in starts
    assert "rates is missing, and must be a list of tables" in faults


def test_a_later_value_replaces_an_earlier_one_from_its_day() -> None:
    due = part('[[parameters]]\nname = "report.due_day"')
    later = due.replace("2014-01-01", "2026-07-01").replace("value = 5", "value = 7")
    rulebook = load_rulebook(text=TEXT.replace(due, later + due))
    before = rulebook.parameter("report.due_day", date(2026, 6, 30))
    after = rulebook.parameter("report.due_day", date(2026, 7, 1))
    assert (before.value, after.value) == (5, 7)
    assert after.in_force_from == date(2026, 7, 1)


def test_a_value_that_the_unit_of_time_is_made_for_cannot_be_another() -> None:
    (fault,) = faults_of(TEXT.replace(DIVISOR, DIVISOR.replace("value = 4", "value = 5")))
    assert "the value must be 4: time is counted in units of 1/196 minute" in fault


def test_an_edition_names_the_file_in_its_refusal() -> None:
    with pytest.raises(RulebookError, match=r"^what-if\.toml: this is not TOML"):
        read_edition("?", "what-if.toml")
