"""The worked cases of the law: each file in `tests/cases` against the ledger, and able to fail."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.rules import load_rulebook
from ledger.rules.built import BUILT
from ops.case_file import check_files, load_case_file, report_lines
from ops.case_file.checking import check_expectation

CASES = Path(__file__).parents[2] / "cases"
FILES = sorted(CASES.glob("*.toml"))

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_there_are_worked_cases() -> None:
    assert len(FILES) >= 60


def test_every_alternative_of_every_policy_has_a_worked_case() -> None:
    tried = {
        (policy, value)
        for path in FILES
        for expectation in load_case_file(path).expectations
        for policy, value in expectation.policies.items()
    }
    defaults = {name: policy.default for name, policy in load_rulebook().policies.items()}
    wanted = {(name, value) for name, built in BUILT.items() for value in built}
    assert wanted - set(defaults.items()) - tried == set()


def test_a_month_that_is_computed_is_not_refused(tmp_path: Path) -> None:
    text = (CASES / "g4-refused.toml").read_text("utf-8")
    computed = tmp_path / "computed.toml"
    computed.write_text(text.replace('"REFUSE"', '"SUM"', 1).replace('= "REFUSE"', '= "SUM"'))
    (result,) = check_files([computed])
    assert [check.missing is None for check in result.checks] == [False, True]
    assert not result.ok


@every_file
def test_the_ledger_gives_what_was_derived_by_hand(path: Path) -> None:
    results = check_files([path])
    assert all(result.ok for result in results), "\n".join(report_lines(results))


@every_file
def test_a_case_says_what_it_shows_where_from_and_how_it_was_derived(path: Path) -> None:
    case_file = load_case_file(path)
    assert case_file.title
    assert case_file.source
    comments = [line for line in path.read_text("utf-8").splitlines() if line.startswith("# ")]
    assert comments, "a number without its derivation cannot be checked by hand"


@every_file
def test_one_oere_or_one_minute_more_is_noticed_in_every_value(path: Path) -> None:
    case_file = load_case_file(path)
    for expectation in case_file.expectations:
        shifted = replace(
            expectation, values={key: value + 1 for key, value in expectation.values.items()}
        )
        noticed = {found.key for found in check_expectation(case_file, shifted).differences}
        assert noticed >= set(expectation.values)


@every_file
def test_what_is_left_out_of_a_closed_group_is_noticed(path: Path) -> None:
    case_file = load_case_file(path)
    for expectation in case_file.expectations:
        for key, value in expectation.values.items():
            if value == 0 or key.partition(".")[0] not in expectation.closed:
                continue
            left_out = {k: v for k, v in expectation.values.items() if k != key}
            check = check_expectation(case_file, replace(expectation, values=left_out))
            assert key in {found.key for found in check.differences}


def test_a_file_with_one_oere_too_much_differs(tmp_path: Path) -> None:
    text = (CASES / "e1a-february-2022.toml").read_text("utf-8")
    right, wrong = tmp_path / "right.toml", tmp_path / "wrong.toml"
    kept = [line for line in text.splitlines() if not line.startswith(("payees", "state"))]
    right.write_text("\n".join(kept), "utf-8")
    wrong.write_text("\n".join(kept).replace("owed = 7_672_800", "owed = 7_672_801"), "utf-8")
    results = check_files([right, wrong])
    assert [result.ok for result in results] == [True, False]
    assert report_lines(results)[-1] == "2 files, 1 as expected, 1 not."
    assert any(
        "expected 7 672 801 öre, got 7 672 800 öre" in line for line in report_lines(results)
    )
