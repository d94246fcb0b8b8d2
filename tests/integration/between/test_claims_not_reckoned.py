"""Claims for which the rulebook has no value: said by each command, and no reason for code 0."""

import json
from pathlib import Path

import pytest

from ops.cli import main
from ops.postgres.database import prepare
from tests.postgres_fixtures import KEY, Cluster, fresh_name

HEAD = {"sender": "kommun-0180", "received_at": "2026-06-02T08:00:00+02:00"}
CASE = HEAD | {"case_ref": "FK-000001"}
GRANT = CASE | {
    "type": "grant-decided/2",
    "document_id": "g-1",
    "decision_id": "M-1",
    "authority": "0180",
    "decided_on": "2018-01-01",
    "effective_from": "2018-01-01",
    "municipality": "0180",
    "payee": "org:0028000016",
    "basic_minutes": 3600,
}
LATER = CASE | {
    "type": "reimbursement-claimed/1",
    "document_id": "R-1",
    "municipality": "0180",
    "municipal_decision": "M-1",
    "month": "2030-02",
    "lines": [
        {
            "first_day": "2030-02-01",
            "last_day": "2030-02-28",
            "minutes": [600, 1],
            "price_ore": 33500,
        }
    ],
    "claimed_ore": 335000,
}
SICK = CASE | {
    "type": "sick-pay-claimed/1",
    "document_id": "S-1",
    "municipality": "0180",
    "claimant": "org:0028000016",
    "assistant": "ref:a",
    "sick_from": "2018-03-02",
    "lost": [["2018-03-02", 480, 900]],
    "hourly_wage_ore": 16500,
    "weekly_minutes": 1800,
    "claimed_ore": 100000,
}


@pytest.fixture
def name(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger under the reform with a claim of a year without a rate, and one from before 2019."""
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    made = fresh_name()
    monkeypatch.setenv("KVITTO_DATABASE_URL", address := cluster.create(made))
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    monkeypatch.setenv("KVITTO_REGIME", "SOU_2023_9:2026-01-01")
    prepare(address, "external")
    path = tmp_path / "papers.ndjson"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (GRANT, LATER, SICK)), "utf-8")
    assert main(["ingest", str(path)]) == 0
    return made


def test_every_command_says_what_could_not_be_reckoned(
    name: str, cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    def shown(*arguments: str) -> str:
        capsys.readouterr()
        assert main(list(arguments)) == 1
        return capsys.readouterr().out

    (row,) = json.loads(shown("reimbursements", "--json"))["claims"]
    assert (row["owed_ore"], row["difference_ore"]) == (None, 0)
    assert "“?” lack a value" in shown("reimbursements")
    one = json.loads(shown("reimbursements", "--claim", "kommun-0180/R-1", "--json"))
    assert one["owed_ore"] is None
    assert "2030" in one["not_computed"]
    assert "cannot be computed" in shown("reimbursements", "--claim", "kommun-0180/R-1")
    (side,) = json.loads(shown("sick-pay", "--json"))["sides"]
    assert (side["claims_not_reckoned"], side["change_ore"]) == (1, None)
    assert "?" in shown("sick-pay")
    report = json.loads(shown("audit", "--json"))
    assert [(each["month"]) for each in report["not_computed"]] == ["2018-03", "2030-02"]
    assert [of["not_reckoned"] for of in report["claims"]] == [1, 1]
    assert "2 further claims could not be reckoned" in shown("audit")
    cluster.drop(name)
