"""
A bad rulebook edition: every fault names its place, says why, and says what to do.

Where each fault is found is tried in `tests/unit/rules/test_rules_edition.py`; a fault of each
sort is made here, and no answer may be a half one.
"""

from importlib.resources import files

import pytest

from ledger.rules import RulebookError, load_rulebook
from tests.unit.bad_input.sentences import told_whole

TEXT = (files("ledger.rules") / "editions" / "2026-11.toml").read_text("utf-8")


def part(heading: str) -> str:
    """Return the one table of the edition that begins with these lines, up to the next one."""
    start = TEXT.index(heading)
    return TEXT[start : TEXT.index("[[", start + 2)]


RATE = part("[[rates]]\nyear = 2019")
DUE_DAY = part('[[parameters]]\nname = "report.due_day"')
DIVISOR = part('[[parameters]]\nname = "convert.waiting_divisor"')
POOL = part('[[policies]]\nname = "grant.pool"')
LAW = part('[[regimes]]\nname = "LAW_ACTUAL"')

BAD: dict[str, str] = {
    "an unknown key": TEXT.replace(RATE, RATE.replace("ore =", "oere =")),
    "an unknown key at the top": f"colour = 'red'\n{TEXT}",
    "an unknown parameter": TEXT.replace(DUE_DAY, DUE_DAY.replace("report.", "letter.")),
    "an unknown policy": TEXT.replace(POOL, POOL.replace("grant.pool", "grant.pond")),
    "a year missing": TEXT.replace(RATE, ""),
    "a year twice": TEXT.replace(RATE, 2 * RATE),
    "a parameter twice on a day": TEXT.replace(DUE_DAY, 2 * DUE_DAY),
    "a parameter that begins late": TEXT.replace(
        DUE_DAY, DUE_DAY.replace("2014-01-01", "2020-01-01")
    ),
    "a parameter missing": TEXT.replace(DUE_DAY, ""),
    "a policy twice": TEXT.replace(POOL, 2 * POOL),
    "a policy that begins late": TEXT.replace(POOL, POOL.replace("2014-01-01", "2020-01-01")),
    "a policy missing": TEXT.replace(POOL, ""),
    "a policy that nobody built": TEXT.replace(POOL, POOL.replace('"MONTH"', '"YEAR"')),
    "a policy of a rule that is none": TEXT.replace(POOL, POOL.replace('"G1"', '"G99"')),
    "a regime missing": TEXT.replace(LAW, ""),
    "a regime twice": TEXT.replace(LAW, 2 * LAW),
    "a value without source": TEXT.replace(RATE, RATE.replace("source =", "# source =")),
    "an empty source": TEXT.replace(POOL, POOL.replace("source = ", 'source = "" # ')),
    "a value without mark": TEXT.replace(RATE, RATE.replace("mark =", "# mark =")),
    "a mark that is none": TEXT.replace(RATE, RATE.replace('"sourced"', '"heard"')),
    "a rate in kronor": TEXT.replace(RATE, RATE.replace("29980", "299.80")),
    "a negative rate": TEXT.replace(RATE, RATE.replace("29980", "-1")),
    "a rate beyond its bounds": TEXT.replace(RATE, RATE.replace("29980", "1000001")),
    "a year beyond its bounds": TEXT.replace(RATE, RATE.replace("2019", "1000", 1)),
    "a date with a time": TEXT.replace(
        DUE_DAY, DUE_DAY.replace("2014-01-01", "2014-01-01T00:00:00")
    ),
    "another divisor": TEXT.replace(DIVISOR, DIVISOR.replace("value = 4", "value = 5")),
    "another unit": TEXT.replace(DIVISOR, DIVISOR.replace('unit = "divisor"', 'unit = "hours"')),
    "nothing": "",
    "no TOML": "= 1",
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_edition_is_answered_whole(what: str) -> None:
    assert BAD[what] != TEXT, "the edition was not changed: its tables are written otherwise"
    with pytest.raises(RulebookError) as refused:
        load_rulebook(text=BAD[what])
    assert refused.value.faults
    for fault in refused.value.faults:
        told_whole(fault)
