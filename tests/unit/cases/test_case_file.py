"""Reading a case file: rows, stamps and bills as the format's page promises, and every fault."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.case_file import (
    CaseFile,
    CaseFileError,
    check_files,
    load_case_file,
    report_lines,
    results_as_json,
)
from ops.case_file.quantities import hours_text, minutes_of
from ops.case_file.shifts import shifts_of
from schemas.payments import PaymentOrdered, PaymentSettled
from schemas.reports import BillReceived, TimeReportReceived

README = Path(__file__).parents[2] / "cases" / "README.md"
HEAD = 'title = "T"\nsource = "S"\nmonth = "2026-02"\n'
GRANT = "[[grant]]\nhours_per_week = 60\nfrom = 2026-01-01\n"
REPORT = '[[report]]\nrows = ["1-28 spread 240"]\n'
EXPECT = "[expect]\nowed = 8_344_800\n"

Load = Callable[[str], CaseFile]
_Event = TypeVar("_Event")


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_text(text: str) -> CaseFile:
        path = tmp_path / "case.toml"
        path.write_text(text, "utf-8")
        return load_case_file(path)

    return load_text


@pytest.fixture
def faults(load: Load) -> Callable[[str], str]:
    def faults_of(text: str) -> str:
        with pytest.raises(CaseFileError) as caught:
            load(text)
        return "\n".join(caught.value.faults)

    return faults_of


def events_of(case_file: CaseFile, kind: type[_Event]) -> list[_Event]:
    return [found.event for found in case_file.events if isinstance(found.event, kind)]


def test_the_page_of_the_format_shows_a_case_that_holds(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert examples
    for number, example in enumerate(examples):
        path = tmp_path / f"{number}.toml"
        path.write_text(example, "utf-8")
        results = check_files([path])
        assert results[0].ok, "\n".join(report_lines(results))


def test_every_key_that_is_read_is_on_the_page_of_the_format(faults: Callable[[str], str]) -> None:
    tables = ["grant", "reassessed", "withdrawn", "death", "report", "bill", "order"]
    tables += ["assistant", "provider", "permit", "unable", "agreement", "expect"]
    tables += ["stay", "exempted", "abroad", "reasonable_rate", "permit_loss_told"]
    tables += ["payee", "moved", "enhanced", "terms", "reconciled", "settled", "costs"]
    tables += ["sick_pay", "recovery", "instalments", "recovery_interest", "repaid", "remitted"]
    tables += ["debit", "credit", "municipal_payment", "interest"]
    tables += ["disallowed", "excused", "reinstated", "extension", "notice_pay"]
    tables += ["account", "quality_report", "survey", "elsewhere", "application", "refused"]
    text = "unknown = 1\n[recipient]\nunknown = 1\n" + "".join(
        f"[[{table}]]\nunknown = 1\n" for table in tables
    )
    found = re.findall(r"unknown is unknown here; known are ([^:]*)", faults(text))
    assert len(found) == len(tables) + 2
    page = README.read_text("utf-8")
    keys = {key for known in found for key in known.split(", ")}
    assert [key for key in sorted(keys) if f"`{key}`" not in page and f"[{key}]" not in page] == []


def test_spread_hours_are_shared_as_the_page_says() -> None:
    found: list[str] = []
    rows = shifts_of(["1-28 spread 240"], 28, found)
    assert found == []
    assert rows[:8] == [(day, 480, 995, 0) for day in range(1, 9)]
    assert rows[8:] == [(day, 480, 994, 0) for day in range(9, 29)]


@given(
    minutes=st.integers(1, 31 * 900),
    days=st.sets(st.integers(1, 31), min_size=1),
    start=st.integers(0, 539),
)
def test_spread_rows_lose_no_minute(minutes: int, days: set[int], start: int) -> None:
    found: list[str] = []
    named = ",".join(str(day) for day in sorted(days))
    clock = f"{start // 60:02d}:{start % 60:02d}"
    rows = shifts_of([f"{named} spread {hours_text(Fraction(minutes))} from {clock}"], 31, found)
    if found:
        assert start + -(-minutes // len(days)) > 1440
    else:
        assert sum(end - begin for _, begin, end, _ in rows) == minutes
        assert len({day for day, *_ in rows}) == len(rows)


@given(st.fractions(min_value=0, max_value=2000, max_denominator=1960))
def test_hours_are_read_as_they_are_shown(minutes: Fraction) -> None:
    assert minutes_of(hours_text(minutes)) == minutes


@pytest.mark.parametrize("value", [1.5, True, -1, "1,5", "2:60", "1/0", "", None])
def test_hours_without_form_are_none(value: object) -> None:
    assert minutes_of(value) is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1 22:00-06:00", "write a night as two rows"),
        ("30 08:00-16:00", "days from 1 to 28"),
        ("1 08:00-24:01", "does not end after it starts within its day"),
        ("1 08:00-16:00 resting", "no kind 'resting'"),
        ("1 8-16", "is no row"),
        ("1 spread 20", "reaches past midnight"),
        ("1-28 spread 1/7", "whole minutes"),
    ],
)
def test_a_row_without_form_is_answered_with_what_to_write(row: str, fault: str) -> None:
    found: list[str] = []
    shifts_of([row], 28, found)
    assert len(found) == 1
    assert fault in found[0]


def test_an_overlap_may_be_written_but_not_spread() -> None:
    found: list[str] = []
    assert len(shifts_of(["1 08:00-16:00", "1 14:00-18:00"], 28, found)) == 2
    assert found == []
    shifts_of(["1 07:00-20:00", "1 08:00-09:00", "1 spread 2 from 18:00"], 28, found)
    assert len(found) == 1
    assert "overlaps" in found[0]


def test_all_faults_of_a_file_are_named_at_once(faults: Callable[[str], str]) -> None:
    found = faults(
        'title = ""\nmonth = "2026-13"\nregime = "NONE"\nbill = "no"\n'
        "[[grant]]\nhours_per_week = 1.5\nform = 2026-01-01\nperiod = [2026-01-01]\n"
        '[[report]]\nrows = ["1 22-06"]\nreplaces = "nothing"\n'
        "[[order]]\nhours = 1\n"
        "[expect]\nowed = 1.0\nmunicipality = { 18 = 1 }\nfindings = { WRONG = 1 }\n"
    )
    for key in (
        "title", "source", "month", "regime", "bill", "grant 1.hours_per_week", "grant 1.from",
        "grant 1.form", "grant 1.period", "report 1: rows", "report 1: replaces",
        "order 1.amount", "order 1: hours and rate", "expect.owed", "expect.municipality: '18'",
        "expect.findings: 'WRONG'",
    ):  # fmt: skip
        assert key in found


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ("owed = 2\nstate = 1\nmunicipality = {}", "state and municipalities sum to 1"),
        ("owed = 2\npayees = { provider = 1 }", "the payees sum to 1"),
        ("owed = 2\npaid = 1\npending = 0\nreturned = 0\ndifference = 0", "difference sum to 1"),
        ("owed = 2\ndifference = 1\nfindings = {}", "the findings sum to 0"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(
    faults: Callable[[str], str], expect: str, fault: str
) -> None:
    assert fault in faults(f"{HEAD}{GRANT}[expect]\n{expect}\n")


def test_papers_without_a_stamp_come_in_time_and_in_order(load: Load) -> None:
    order = "[[order]]\namount = 1\nreturned = 1\n"
    case_file = load(f"{HEAD}{GRANT}{REPORT}{REPORT}{order}{EXPECT}")
    stamps = {
        found.envelope.document_id: found.envelope.known_at.strftime("%Y-%m-%d %H:%M:%S")
        for found in case_file.events
    }
    assert stamps == {
        "grant-1": "2025-12-31 07:00:00",
        "report-1": "2026-04-01 08:00:00",
        "report-2": "2026-04-01 08:00:01",
        "bill-2026-02": "2026-04-01 09:00:00",
        "order-1": "2026-04-15 10:00:00",
        "order-1-settled": "2026-04-20 11:00:00",
        "order-1-returned": "2026-04-25 12:00:00",
    }


def test_the_default_point_knows_everything_and_is_past_every_payday(load: Load) -> None:
    expectation = load(f"{HEAD}{GRANT}{REPORT}{EXPECT}").expectations[0]
    assert expectation.known_at == datetime(2027, 12, 31, 22, 59, 59, 999999, UTC)
    assert expectation.reckoned_on == date(2027, 12, 31)


def test_a_point_is_the_end_of_its_day_and_its_day_is_the_reckoning_day(load: Load) -> None:
    expectation = load(f"known_at = 2026-04-07\n{HEAD}{GRANT}{REPORT}{EXPECT}").expectations[0]
    assert expectation.known_at == datetime(2026, 4, 7, 21, 59, 59, 999999, UTC)
    assert expectation.reckoned_on == date(2026, 4, 7)


def test_a_month_without_a_bill_is_billed_by_its_rows_in_elapsed_time(load: Load) -> None:
    rows = '["24 22:00-24:00", "25 00:00-06:00", "26 20:00-22:00 waiting", "27 20:00-21:00 sick"]'
    text = HEAD.replace("2026-02", "2026-10") + GRANT + f"[[report]]\nrows = {rows}\n" + EXPECT
    bills = events_of(load(text), BillReceived)
    assert [(b.active_minutes, b.waiting_minutes, b.standby_minutes) for b in bills] == [
        (10 * 60, 120, 0)
    ]


def test_no_bill_is_stated_in_one_word(load: Load) -> None:
    assert not events_of(load(f'bill = "none"\n{HEAD}{GRANT}{REPORT}{EXPECT}'), BillReceived)


def test_the_forty_first_row_stands_on_a_second_form(load: Load) -> None:
    report = '[[report]]\nrows = ["1-28 08:00-12:00", "1-28 13:00-17:00"]\n'
    forms = events_of(load(f"{HEAD}{GRANT}{report}{EXPECT}"), TimeReportReceived)
    assert [(form.part, len(form.rows)) for form in forms] == [(1, 40), (2, 16)]


def test_an_order_keeps_hours_as_exact_minutes_and_may_wait_for_the_bank(load: Load) -> None:
    order = (
        '[[order]]\nhours = "265 5/7"\nrate = 34_770\namount = 9_238_886\n'
        'municipal = { 0180 = 5 }\nsettled = "none"\n'
    )
    case_file = load(f"{HEAD}{GRANT}{order}{EXPECT}findings = {{}}\n")
    (line,) = events_of(case_file, PaymentOrdered)[0].lines
    assert (line.minutes, line.month, line.municipal) == ((111600, 7), "2026-02", (("0180", 5),))
    assert not events_of(case_file, PaymentSettled)


def test_the_same_name_gives_the_same_id_in_every_file(load: Load) -> None:
    first, second = (load(f"{HEAD}{GRANT}{REPORT}{EXPECT}") for _ in range(2))
    assert first.events == second.events


def test_a_file_that_is_not_there_or_not_toml_is_a_result_too(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("title =", "utf-8")
    results = check_files([tmp_path / "absent.toml", broken])
    assert [result.ok for result in results] == [False, False]
    assert "this is not TOML" in results[1].faults[0]


def test_a_month_without_a_rate_stops_with_a_sentence_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(HEAD.replace("2026", "2029") + GRANT + REPORT + EXPECT, "utf-8")
    results = check_files([path])
    assert not results[0].ok
    assert "rate" in (results[0].checks[0].missing or "")
    assert any("stopped: No" in line for line in report_lines(results))


def test_a_result_prints_what_it_rests_on_and_is_json(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    policy = 'policies = { "grant.pool" = "MONTH" }\n'
    path.write_text(policy + HEAD + GRANT + REPORT + EXPECT + 'payable = "239:59"\n', "utf-8")
    results = check_files([path])
    text = "\n".join(report_lines(results))
    for part in ("DIFFERS", "reckoned on 2027-12-31", "LAW_ACTUAL, grant.pool = MONTH"):
        assert part in text
    assert "payable: expected 239:59 h, got 240:00 h, difference 0:01 h" in text
    (check,) = json.loads(json.dumps(results_as_json(results)))[0]["checks"]
    assert check["deviating_policies"] == {"grant.pool": "MONTH"}
    assert check["point"] == "known_at"
    assert len(check["sha256"]) == 64
    assert check["differences"] == [
        {"key": "payable", "expected": "239:59", "got": "240:00", "difference": "0:01"}
    ]
