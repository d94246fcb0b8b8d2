"""
The national month: round numbers that are exact, and faults in the third month only.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ops.world import NATIONAL, WorldSummary, generate

RECIPIENTS = 180


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WorldSummary]:
    folder = tmp_path_factory.mktemp("national")
    made = generate(
        folder,
        recipients=RECIPIENTS,
        first_month="2026-01",
        months=3,
        seed=1,
        faults=0.2,
        manner=NATIONAL,
        reform=date(2026, 3, 1),
    )
    return folder, made


def documents(folder: Path, file: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / f"{file}.ndjson").read_text().splitlines()]


def test_a_hundredth_of_the_country_has_a_hundredth_of_its_papers_each_month(
    world: tuple[Path, WorldSummary],
) -> None:
    folder, made = world
    reports = documents(folder, "time-reports")
    months = ("2026-01", "2026-02", "2026-03")
    counts = Counter(report["month"] for report in reports)
    # Before the reform some are sick, and one who was sick all month reports nothing.
    assert counts["2026-03"] == 1_000 >= counts["2026-02"] > 980
    rows = [report["rows"] for report in reports if report["month"] == "2026-03"]
    assert all(isinstance(own, list) and len(own) == 11 for own in rows)
    bills = Counter(bill["month"] for bill in documents(folder, "bills"))
    assert bills == dict.fromkeys(months, RECIPIENTS)
    taken_over = [of for of in documents(folder, "decisions") if "takes_over" in of]
    assert made.documents["decisions"] == RECIPIENTS + len(taken_over)
    assert len(taken_over) > 25
    assert made.documents["orders"] == 3 * 135 + len(taken_over)
    claims = Counter(str(of["type"]) for of in documents(folder, "claims"))
    assert 300 < claims["sick-pay-claimed/1"] < 2 * 360
    assert claims["reimbursement-claimed/1"] > 25
    debits = Counter(str(of["type"]) for of in documents(folder, "debits"))
    assert debits["municipal-debit-issued/1"] > 2 * 100


def test_faults_lie_in_the_third_month_only(world: tuple[Path, WorldSummary]) -> None:
    folder, made = world
    truth = json.loads((folder / "truth.json").read_text())
    assert made.faults == 27
    assert {fault["month"] for fault in truth["faults"]} == {"2026-03"}


def test_every_grant_period_begins_with_the_first_month(world: tuple[Path, WorldSummary]) -> None:
    folder, _ = world
    for grant in documents(folder, "decisions"):
        stated = grant.get("period_from")
        begun = str(grant["effective_from"])
        if "takes_over" in grant:
            continue
        assert stated == "2026-01-01" or (stated is None and begun[5:] in {"01-01", "07-01"})
