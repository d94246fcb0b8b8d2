"""The world of the demo: three hundred recipients, six months, two faults in a hundred."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.world import WorldSummary, generate
from ops.world.faults import SORTS

FINDINGS = (
    "SETTLED_NOT_AS_ORDERED",
    "PAID_TWICE",
    "NOT_PAID",
    "WRONG_RATE",
    "PAID_AFTER_DEATH",
    "PAID_WITHOUT_GRANT",
    "PAID_BARRED",
    "OUTSIDE_GRANTED_TIME",
    "PAID_TOO_MUCH",
    "PAID_TOO_LITTLE",
    "RETURNED_NOT_PAID_AGAIN",
    "WRONG_SPLIT",
    "UNMATCHED",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WorldSummary]:
    directory = tmp_path_factory.mktemp("world")
    summary = generate(
        directory, recipients=300, first_month="2025-10", months=6, seed=1, faults=0.02
    )
    return directory, summary


def documents(directory: Path, file: str) -> Iterator[dict[str, Any]]:
    with (directory / f"{file}.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def test_each_sort_of_fault_and_each_finding_occurs(demo: tuple[Path, WorldSummary]) -> None:
    directory, summary = demo
    hidden = json.loads((directory / "truth.json").read_text(encoding="utf-8"))["faults"]
    assert {fault["sort"] for fault in hidden} == {"wrong-debit", *(sort.name for sort in SORTS)}
    assert set(summary.findings) == set(FINDINGS)
    assert any(fault["known"] == "since" for fault in hidden)
    for sort in SORTS:
        kinds = {fault["kind"] for fault in hidden if fault["sort"] == sort.name}
        assert sort.kind in kinds, sort.name


def test_two_payouts_in_a_hundred_are_bent(demo: tuple[Path, WorldSummary]) -> None:
    _, summary = demo
    assert 0.01 < summary.faults / summary.payouts < 0.03
    assert summary.payouts - summary.right < 2 * summary.faults


def test_hours_and_providers_are_those_of_the_statistics(demo: tuple[Path, WorldSummary]) -> None:
    directory, _ = demo
    first: dict[str, dict[str, Any]] = {}
    for grant in documents(directory, "decisions"):
        first.setdefault(grant["case_ref"], grant)
    weekly: dict[bool, list[float]] = {True: [], False: []}
    for grant in first.values():
        part = {name: grant.get(f"{name}_minutes", 0) for name in ("basic", "other", "double")}
        waiting, standby = grant.get("waiting_minutes", 0), grant.get("standby_minutes", 0)
        minutes = sum(part.values()) + waiting / 4 + standby / 7
        weekly[grant["authority"] == "FK"].append(minutes / 60)
        assert (part["basic"] >= 20 * 60) == (grant["authority"] == "FK")
    assert (len(weekly[True]), len(weekly[False])) == (225, 75)
    assert 122 < sum(weekly[True]) / 225 < 146
    assert 48 < sum(weekly[False]) / 75 < 62
    forms = Counter(one.get("form") for one in documents(directory, "register"))
    assert set(forms) == {None, "company", "municipality", "cooperative"}


def test_papers_are_corrected_continued_and_paid_in_parts(demo: tuple[Path, WorldSummary]) -> None:
    directory, _ = demo
    reports = list(documents(directory, "time-reports"))
    assert any(report.get("part") == 2 for report in reports)
    assert any("replaces" in report for report in reports)
    assert any(report["document_id"].endswith(".v2") for report in reports)
    orders = list(documents(directory, "orders"))
    assert any(len(order["lines"]) > 1 for order in orders)
    assert any("repays" in order for order in orders)
    months = Counter(
        (order["case_ref"], line.get("month", line.get("bill")))
        for order in orders
        for line in order["lines"]
    )
    assert max(months.values()) > 1
    assert any("returned_on" in answer for answer in documents(directory, "bank"))


@pytest.mark.parametrize(("month", "day"), [("2025-10", 26), ("2026-03", 29)])
def test_some_work_the_nights_on_which_the_clock_is_moved(
    demo: tuple[Path, WorldSummary], month: str, day: int
) -> None:
    directory, _ = demo
    nights = [
        row
        for report in documents(directory, "time-reports")
        if report["month"] == month
        for row in report["rows"]
        if row[0] == day and row[1] < 120 and row[2] > 180
    ]
    assert len(nights) > 20


def test_municipal_cases_report_and_are_paid_nothing_by_the_state(
    demo: tuple[Path, WorldSummary],
) -> None:
    directory, _ = demo
    billed = {bill["case_ref"] for bill in documents(directory, "bills")}
    assert sum(ref.startswith("LSS-") for ref in billed) == 75
    paid = {order["case_ref"] for order in documents(directory, "orders")}
    # One of them is a hidden fault.
    assert sum(ref.startswith("LSS-") for ref in paid) == 1


def test_worlds_of_other_lengths_are_right_too(tmp_path: Path) -> None:
    for first_month, months in (("2025-10", 1), ("2024-02", 2), ("2025-01", 13)):
        for faults in (0.0, 0.4):
            summary = generate(
                tmp_path,
                recipients=26,
                first_month=first_month,
                months=months,
                seed=3,
                faults=faults,
            )
            if not faults:
                assert summary.right == summary.payouts
