"""
`kvitto debits` and `kvitto recoveries` as an operator gives them: E7b from the papers to the claim.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from ops.cli import main
from ops.postgres.database import prepare
from tests.postgres_fixtures import KEY, Cluster, fresh_name

HEAD = {"sender": "fk", "case_ref": "FK-000001"}
PAYEE = "org:0028000016"
GRANT = {
    **HEAD,
    "type": "grant-decided/2",
    "document_id": "g-1",
    "received_at": "2026-01-02T08:00:00+01:00",
    "decision_id": "b-1",
    "authority": "FK",
    "decided_on": "2026-01-01",
    "effective_from": "2026-02-01",
    "municipality": "0180",
    "payee": PAYEE,
    "basic_minutes": 1440,
    "period_from": "2026-02-01",
    "period_until": "2026-03-01",
}
REPORT = {
    **HEAD,
    "type": "time-report-received/2",
    "document_id": "r-1",
    "received_at": "2026-04-02T08:00:00+02:00",
    "assistant": "ref:a",
    "employer": PAYEE,
    "month": "2026-02",
    "rows": [[day, 480, 960, 0] for day in range(1, 13)],
}
BILL = {
    **HEAD,
    "type": "bill-received/1",
    "document_id": "x-1",
    "received_at": "2026-04-02T08:00:00+02:00",
    "month": "2026-02",
    "active_minutes": 5760,
    "waiting_minutes": 0,
    "standby_minutes": 0,
}
ORDER = {
    **HEAD,
    "type": "payment-ordered/2",
    "document_id": "o-1",
    "received_at": "2026-04-15T08:00:00+02:00",
    "payee": PAYEE,
    "pay_on": "2026-04-20",
    "total_ore": 3_337_920,
    "lines": [
        {"month": "2026-02", "amount_ore": 3_337_920, "municipal": [["0180", 2_781_600]]},
    ],
}
SETTLED = {
    **HEAD,
    "type": "payment-settled/1",
    "document_id": "o-1-s",
    "received_at": "2026-04-20T08:00:00+02:00",
    "order": "fk/o-1",
    "amount_ore": 3_337_920,
    "settled_on": "2026-04-20",
}
REASSESSED = {
    **GRANT,
    "type": "grant-reassessed/3",
    "document_id": "g-2",
    "received_at": "2026-06-10T08:00:00+02:00",
    "decision_id": "b-2",
    "decided_on": "2026-06-10",
    "basic_minutes": 840,
    "ground": "the need is less",
    "cause_on": "2026-02-01",
}
ACTOR = {"actor": "handlaggare-17", "case_ref": "FK-000001"}


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


class Told:
    """A ledger of its own, to which papers and commands are given."""

    def __init__(self, folder: Path, run: Callable[..., Ran]) -> None:
        self.folder = folder
        self.run = run
        self._given = 0

    def ingest(self, *papers: dict[str, Any]) -> None:
        self._given += 1
        path = self.folder / f"papers-{self._given}.ndjson"
        path.write_text("".join(f"{json.dumps(paper)}\n" for paper in papers), "utf-8")
        assert self.run("ingest", str(path)).code == 0

    def command(self, name: str, **fields: object) -> Ran:
        self._given += 1
        path = self.folder / f"command-{self._given}.json"
        command = {"command": name, "command_id": str(UUID(int=self._given)), **ACTOR, **fields}
        path.write_text(json.dumps(command), "utf-8")
        return self.run("command", str(path), "--json")


@pytest.fixture
def told(
    cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Told]:
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

    yield Told(tmp_path, runs)
    cluster.drop(name)


def debit(told: Told, on: str) -> Ran:
    return told.command("debit-municipality", municipality="0180", month="2026-02", decided_on=on)


def to_debit(told: Told, day: str) -> list[int]:
    ran = told.run("debits", "--month", "2026-02", "--to-issue", "--day", day, "--json")
    lines = ran.json["debits"]
    assert ran.code == (1 if any(line["to_debit_ore"] for line in lines) else 0)
    return [line["to_debit_ore"] for line in lines]


def test_a_share_is_debited_when_it_is_paid_and_credited_when_the_month_changes(
    told: Told,
) -> None:
    told.ingest(GRANT, REPORT, BILL, ORDER, SETTLED)
    # The payday is 20 April: the day before, nothing can be debited.
    assert to_debit(told, "2026-04-19") == []
    refused = debit(told, "2026-04-19")
    assert refused.code == 1
    assert "neither paid nor due" in refused.json["refusal"]
    assert "(förordningen (1993:1091) 9 §)" in refused.json["refusal"]
    assert to_debit(told, "2026-04-20") == [2_781_600]
    assert debit(told, "2026-05-15").code == 0
    assert to_debit(told, "2026-05-15") == []
    assert "nothing to debit and nothing to credit" in debit(told, "2026-05-15").json["refusal"]
    told.ingest(REASSESSED)
    # 14 h a week owe 56 h, all of them the municipality's: 1 947 120 − 2 781 600.
    assert to_debit(told, "2026-07-01") == [-834_480]
    assert debit(told, "2026-07-01").code == 0
    assert to_debit(told, "2026-07-01") == []
    (line,) = told.run("debits", "--case", "FK-000001", "--day", "2026-07-01", "--json").json[
        "debits"
    ]
    assert (line["debited_ore"], line["credited_ore"]) == (2_781_600, 834_480)
    assert (line["outstanding_ore"], line["documents"][0]["due_on"]) == (1_947_120, "2026-05-29")
    # What was credited was never owed: 1 947 120 late for 33 days at 10 %: 17 603,83.
    assert (line["late_days"], line["interest_ore"]) == (33, 17_604)
    assert line["derivation"][0]["rule"] == "M7"
    shown = told.run("debits", "--municipality", "0180", "--day", "2026-07-01")
    assert shown.code == 1
    assert "19\u00a0471,20" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 100
    # The audit holds the split against the stream.
    audit = told.run("audit", "--json").json
    assert "WRONG_SPLIT" not in {finding["kind"] for finding in audit["findings"]}


ASKED: dict[str, object] = {
    "decision_id": "R-1",
    "debtor": PAYEE,
    "decided_on": "2026-07-15",
    "due_on": "2026-08-14",
    "provision": "108:2",
    "months": ["2026-02"],
}


def test_what_is_owed_back_is_claimed_once_of_whoever_is_liable(told: Told) -> None:
    told.ingest(GRANT, REPORT, BILL, ORDER, SETTLED)
    nothing = told.command("decide-recovery", **ASKED)
    assert "Nothing of 2026-02 was paid too much" in nothing.json["refusal"]
    told.ingest(REASSESSED)
    everyone = told.run("recoveries", "--json", "--day", "2026-07-15")
    assert everyone.code == 1
    assert everyone.json["total"]["to_claim_ore"] == 1_390_800
    (month,) = everyone.json["cases"][0]["months"]
    assert (month["municipal_ore"], month["state_ore"]) == ({"0180": -834_480}, -556_320)
    stranger = told.command("decide-recovery", **ASKED | {"debtor": "org:5560000001"})
    assert "neither the insured nor anybody to whom 2026-02 was paid" in stranger.json["refusal"]
    assert told.command("decide-recovery", **ASKED).code == 0
    again = told.command("decide-recovery", **ASKED | {"decision_id": "R-2"})
    assert "1390800 are claimed or have come back already" in again.json["refusal"]


def test_a_recovery_is_paid_in_instalments_of_what_is_left(told: Told) -> None:
    told.ingest(GRANT, REPORT, BILL, ORDER, SETTLED, REASSESSED)
    recovery = told.command("decide-recovery", **ASKED).json["recorded"][0]["document"]
    plan = {"recovery": recovery, "agreed_on": "2026-08-20", "lending_per_mille": 25}
    parts = [["2026-09-30", 690_800], ["2026-10-30", 700_000]]
    wrong = told.command("agree-instalments", **plan, instalments=[*parts, ["2026-11-30", 1]])
    assert "1390801 öre, and 1390800 are left" in wrong.json["refusal"]
    assert told.command("agree-instalments", **plan, instalments=parts).code == 0
    told.ingest(
        {
            **HEAD,
            "type": "money-repaid/2",
            "document_id": "m-1",
            "received_at": "2026-09-30T08:00:00+02:00",
            "amount_ore": 690_800,
            "repaid_on": "2026-09-30",
            "month": "2026-02",
            "recovery": recovery,
        }
    )
    on_time = told.run("recoveries", "--case", "FK-000001", "--day", "2026-10-30", "--json").json
    assert on_time["recoveries"][0]["state"] == "PLANNED"
    assert on_time["kept_until"] == "2036-10-30"
    late = told.run("recoveries", "--case", "FK-000001", "--day", "2026-10-31")
    assert late.code == 1
    assert "late, decided 2026-07-15" in late.out
    assert "No paragraph was found" in late.out
    assert max(map(len, late.out.splitlines())) <= 100
    listed = told.run("recoveries", "--day", "2026-10-31")
    assert "7\u00a0000,00" in listed.out
    rebuilt = told.run("rebuild", "recoveries", "municipal_debits")
    assert rebuilt.code == 0, rebuilt.err
