"""
`kvitto sick-pay` as an operator gives it, from the papers in files to one claim's derivation.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ops.cli import main
from ops.postgres.database import prepare
from tests.postgres_fixtures import KEY, Cluster, fresh_name

HEAD = {"sender": "fk", "received_at": "2026-04-02T08:00:00+02:00", "case_ref": "FK-000001"}
GRANT = {
    "type": "grant-decided/2",
    "document_id": "g-1",
    **HEAD,
    "decision_id": "b-1",
    "authority": "FK",
    "decided_on": "2026-01-01",
    "effective_from": "2026-01-01",
    "municipality": "0180",
    "payee": "org:0028000016",
    "basic_minutes": 3600,
}
REPORT = {
    "type": "time-report-received/2",
    "document_id": "r-1",
    **HEAD,
    "assistant": "ref:b",
    "employer": "org:0028000016",
    "month": "2026-03",
    "rows": [[day, 480, 900, 0] for day in (2, 3, 5, 6, 9, 11)],
}
BILL = {
    "type": "bill-received/1",
    "document_id": "x-1",
    **HEAD,
    "month": "2026-03",
    "active_minutes": 2520,
    "waiting_minutes": 0,
    "standby_minutes": 0,
}
CLAIM = {
    "type": "sick-pay-claimed/1",
    "document_id": "S-1",
    **HEAD,
    "municipality": "0180",
    "claimant": "org:0028000016",
    "assistant": "ref:a",
    "sick_from": "2026-03-02",
    "lost": [[f"2026-03-{day:02d}", 480, 900] for day in (2, 3, 5, 6, 9, 11)],
    "hourly_wage_ore": 16500,
    "weekly_minutes": 1800,
    "claimed_ore": 733797,
}


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
    """Give a command to a ledger of its own."""
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    monkeypatch.setenv("KVITTO_DATABASE_URL", address := cluster.create(name))
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    prepare(address, "external")

    def runs(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    yield runs
    cluster.drop(name)


@pytest.fixture
def claimed(run: Run, tmp_path: Path) -> Run:
    """A ledger with E5, and the same minutes claimed again for more."""
    again = CLAIM | {"document_id": "S-2", "claimed_ore": 900_000}
    lines = (GRANT, REPORT, BILL, CLAIM, again)
    path = tmp_path / "papers.ndjson"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    assert run("ingest", str(path)).code == 0
    return run


def test_both_sides_of_the_month_stand_beside_each_other(claimed: Run) -> None:
    found = claimed("sick-pay", "--json")
    assert found.code == 1
    (side,) = found.json["sides"]
    assert (side["month"], side["municipality"], side["claims"]) == ("2026-03", "0180", 2)
    assert (side["claimed_ore"], side["owed_ore"]) == (733_797 + 900_000, 733_797)
    assert (side["component_ore"], side["component_in_rate_ore"]) == (42 * 470, 0)
    assert side["change_ore"] == 42 * 470 - 733_797
    assert [claim["claim"] for claim in found.json["claims"]] == ["fk/S-2", "fk/S-1"]
    text = claimed("sick-pay").out
    assert "change" in text
    assert max(map(len, text.splitlines())) <= 100
    assert claimed("sick-pay", "--month", "2026-04").out.count("neither a claim") == 1
    provider = side["provider"]
    assert claimed("sick-pay", "--provider", provider, "--json").json["sides"] == [side]


def test_one_claim_is_shown_down_to_its_papers(claimed: Run) -> None:
    whole = claimed("sick-pay", "--claim", "fk/S-1", "--json")
    assert (whole.code, whole.json["owed_ore"], whole.json["cuts"]) == (0, 733_797, [])
    quantities = {step["quantity"]: step for step in whole.json["derivation"]}
    assert quantities["karensavdrag"]["value"] == "79200"
    (paper,) = quantities["of which a substitute worked"]["papers"]
    assert paper["document"] == "fk/r-1"
    again = claimed("sick-pay", "--claim", "fk/S-2")
    assert again.code == 1
    for said in ("CLAIMED_BEFORE", "sick-pay claim fk/S-1", "MISCALCULATED", "Next: "):
        assert said in again.out


def test_under_the_reform_the_claim_is_cut_and_the_component_is_in_the_rate(
    claimed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITTO_REGIME", "SOU_2023_9:2026-03-01")
    (side,) = claimed("sick-pay", "--json").json["sides"]
    assert (side["owed_ore"], side["component_in_rate_ore"]) == (0, 42 * 470)
    (cut,) = claimed("sick-pay", "--claim", "fk/S-1", "--json").json["cuts"]
    assert (cut["reason"], cut["ore"]) == ("AFTER_REFORM", 733_797)


def test_what_is_approved_and_paid_stands_there(claimed: Run, tmp_path: Path) -> None:
    command = tmp_path / "decide.json"
    command.write_text(
        json.dumps(
            {
                "command": "decide-claim",
                "actor": "caseworker-1",
                "command_id": "0b36f3c1-8f0e-4e0f-9b63-5d3b9ad4b0aa",
                "case_ref": "FK-000001",
                "claim": "fk/S-1",
                "decided_on": "2026-05-02",
            }
        ),
        "utf-8",
    )
    assert claimed("command", str(command)).code == 0
    (side,) = claimed("sick-pay", "--json").json["sides"]
    assert (side["decided_ore"], side["paid_ore"]) == (733_797, 0)


def test_a_claim_replaced_since_is_derived_as_of_the_figures_beside_it(
    claimed: Run, tmp_path: Path
) -> None:
    shown = claimed("sick-pay", "--claim", "fk/S-1", "--json").json
    later = CLAIM | {"document_id": "S-3", "replaces": "fk/S-1"}
    path = tmp_path / "later.ndjson"
    path.write_text(f"{json.dumps(later)}\n", "utf-8")
    assert claimed("ingest", str(path)).code == 0
    stale = claimed("sick-pay", "--stale", "--claim", "fk/S-1", "--json").json
    assert (stale.pop("events_behind"), shown.pop("events_behind")) == (1, 0)
    assert stale == shown
    gone = claimed("sick-pay", "--claim", "fk/S-1")
    assert (gone.code, "another has replaced it" in gone.err) == (2, True)


def test_the_next_step_asks_for_the_same_day(claimed: Run) -> None:
    for day in ("--reckon", "--day"):
        text = claimed("sick-pay", day, "2026-06-01").out
        assert "sick-pay --claim fk/S-2 --reckon 2026-06-01" in text
    one = " ".join(claimed("sick-pay", "--claim", "fk/S-2", "--reckon", "2026-06-01").out.split())
    assert "explain FK-000001 2026-03 --reckon 2026-06-01" in one


def test_wrong_use_is_answered_with_what_to_do(claimed: Run) -> None:
    for arguments, said in (
        (("--claim", "fk/S-9"), "There is no claim fk/S-9"),
        (("--claim", ""), "There is no claim"),
        (("--claim", "fk/S-1", "--month", "2026-03"), "--claim asks for one claim"),
        (("--provider", "somebody"), "No provider is registered under that number"),
        (("--claim", "196708042392"), "There is no claim of that name"),
    ):
        found = claimed("sick-pay", *arguments)
        assert found.code == 2
        assert said in " ".join(found.err.split())
        assert "196708042392" not in found.err
