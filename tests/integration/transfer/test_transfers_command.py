"""`kvitto transfers`, and the commands of a transfer, as an operator gives them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from ops.cli import main
from tests.integration.transfer.papers import opened, paper, record, without, write
from tests.postgres_fixtures import KEY, Cluster, fresh_name

REFORM = "SOU_2023_9:2026-01-01"
OTHER = "pnr:201701012393"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """A ledger of its own under the reform, with transfers in two municipalities."""
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    monkeypatch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    monkeypatch.setenv("KVITTO_REGIME", REFORM)
    second = {"case_ref": "FK-000124", "recipient": OTHER, "municipal_decision": "K-2"}
    registered = paper(
        "transfer-registered/1",
        "reg-1",
        "2026-01-20",
        municipality="1480",
        municipal_decision="K-2",
        registered_on="2026-01-20",
        case_ref="FK-000124",
    )
    home = record("rec-2", **second, municipality="1480", group_home=True)
    broken = without(
        record("rec-3", municipality="1480", municipal_decision="K-3", case_ref="FK-000124"),
        "hour_unit",
    )
    papers = [opened(), record(), opened("FK-000124", OTHER), registered, home, broken]
    assert main(["ingest", str(write(tmp_path / "a.ndjson", *papers))]) == 1
    capsys.readouterr()

    def runs(*arguments: str) -> Ran:
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    yield runs
    cluster.drop(name)


def given(folder: Path, number: int, name: str, **own: object) -> str:
    """Write a command as a file, and return its path."""
    content = {
        "command": name,
        "command_id": str(UUID(int=number)),
        "case_ref": "FK-000123",
        "actor": "anna.ek",
        "municipality": "0180",
        "municipal_decision": "K-1",
        "decided_on": "2026-03-01",
        **own,
    }
    path = folder / f"command-{number}.json"
    path.write_text(json.dumps(content))
    return str(path)


def states(ran: Ran) -> dict[str, str]:
    return {one["decision"]: one["state"] for one in ran.json["transfers"]}


def test_the_progress_of_each_municipality_is_shown_and_its_transfers(run: Run) -> None:
    ran = run("transfers", "--reckon", "2026-03-01")
    assert ran.code == 1
    assert "0180 Stockholm" in ran.out
    assert "1480 Göteborg" in ran.out
    # 40 hours a week in March at 352,40: 40 · 31 / 7 · 352,40 = 62 425,14.
    assert "62\u00a0425,14" in ran.out
    assert all(len(line) <= 100 for line in ran.out.splitlines())
    of_one = run("transfers", "--municipality", "1480", "--reckon", "2026-03-01")
    assert "SFB 106:24" in of_one.out
    assert "hour_unit" in of_one.out
    assert all(len(line) <= 100 for line in of_one.out.splitlines())
    assert states(run("transfers", "--json")) == {
        "K-1": "VALIDATED",
        "K-2": "RECEIVED",
        "K-3": "QUARANTINED",
    }
    assert states(run("transfers", "--case", "FK-000123", "--stale", "--json")) == {
        "K-1": "VALIDATED"
    }


def test_age_counts_from_the_first_paper_to_the_day_of_reckoning(run: Run) -> None:
    ran = run("transfers", "--municipality", "1480", "--reckon", "2026-03-01", "--json")
    assert [one["waited_days"] for one in ran.json["transfers"]] == [40, 19]
    (progress,) = ran.json["municipalities"]
    assert (progress["waiting"], progress["oldest_days"]) == (2, 40)


def test_a_decision_is_taken_over_once_under_the_reform(run: Run, tmp_path: Path) -> None:
    take = given(tmp_path, 1, "take-over-decision", decision_id="B-1", takeover_on="2026-03-16")
    assert run("command", take).code == 0
    assert run("command", take).code == 0
    again = given(tmp_path, 2, "take-over-decision", decision_id="B-2", takeover_on="2026-04-16")
    refused = run("command", again)
    assert refused.code == 1
    assert "SOU 2023:9" in refused.out + refused.err
    ran = run("transfers", "--case", "FK-000123", "--json")
    assert (ran.code, states(ran)) == (0, {"K-1": "TAKEN_OVER"})


def test_the_law_in_force_has_no_takeover(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITTO_REGIME", "LAW_ACTUAL")
    take = given(tmp_path, 1, "take-over-decision", decision_id="B-1", takeover_on="2026-03-16")
    refused = run("command", take)
    assert refused.code == 1
    assert "LAW_ACTUAL" in refused.out + refused.err


def test_a_decision_is_kept_with_its_reason(run: Run, tmp_path: Path) -> None:
    keep = given(
        tmp_path,
        1,
        "keep-decision",
        case_ref="FK-000124",
        municipality="1480",
        municipal_decision="K-2",
        reason="GROUP_HOME",
        ground="lives in a group home",
    )
    assert run("command", keep).code == 0
    ran = run("transfers", "--case", "FK-000124", "--json")
    assert states(ran) == {"K-2": "KEPT", "K-3": "QUARANTINED"}


def test_two_questions_at_once_are_wrong_use(run: Run) -> None:
    assert run("transfers", "--case", "FK-000123", "--municipality", "0180").code == 2


def test_the_next_step_leads_to_what_is_wrong_before_what_waits(run: Run) -> None:
    step = run("transfers").out.rpartition("Next:")[2]
    code = step.partition("--municipality ")[2][:4]
    of_one = run("transfers", "--municipality", code)
    assert of_one.code == 1
    last = of_one.out.rpartition("Next:")[2]
    assert "has waited" in last
    assert "import a corrected record" in last or "settle the conflicts" in last
