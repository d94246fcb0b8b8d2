"""
What a receipt says was paid, where paying is not simple: not settled yet, repaid, set off.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.cli import main
from ops.offline.verify_receipt import check
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "30", "--months", "4", "--seed", "5", "--faults", "0.3")
SECOND = "order.c000001.2"
CASE, OF_MONTH, SET_OFF = "FK-000001", "2025-10", 100_000


@pytest.fixture(scope="module")
def unsettled(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A sealed ledger of a world with recoveries; the case and month that wait for the bank."""
    home = tmp_path_factory.mktemp("world")
    assert main(["generate", str(home / "in"), *WORLD]) == 0
    set_off(home / "in")
    bank = home / "in" / "bank.ndjson"
    *others, last = bank.read_text("utf-8").splitlines()
    bank.write_text("\n".join(others), "utf-8")
    key = home / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
        patch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
        patch.setenv("KVITTO_SEALING_KEY_FILE", str(key))
        patch.chdir(home)
        assert main(["ingest", str(home / "in")]) == 0
        said = json.loads(last)
        yield said["case_ref"], month_of(home / "in", said["order"])
    cluster.drop(name)


def set_off(folder: Path) -> None:
    """Let the second order of the first case recover 1 000 kr of the month of the first."""
    for name in ("orders.ndjson", "bank.ndjson"):
        said = [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
        for one in said:
            if one["document_id"] == SECOND:
                one["total_ore"] -= SET_OFF
                line = {"amount_ore": -SET_OFF, "month": OF_MONTH, "set_off": True}
                one["lines"].append(line)
            elif one.get("order", "").endswith(f"/{SECOND}"):
                one["amount_ore"] -= SET_OFF
        (folder / name).write_text("\n".join(map(json.dumps, said)), "utf-8")


def month_of(folder: Path, order: str) -> str:
    for line in (folder / "orders.ndjson").read_text("utf-8").splitlines():
        said = json.loads(line)
        if f"{said['sender']}/{said['document_id']}" == order:
            return said["lines"][0]["month"]
    raise AssertionError(f"no order {order}")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) in {0, 1}
    return json.loads(capsys.readouterr().out)


def receipt_of(capsys: pytest.CaptureFixture[str], case: str, month: str) -> dict[str, Any]:
    """Return a receipt that the program without us finds to hold, with what that says is paid."""
    # Beside a server of its own another process seals: the first time only records.
    main(["receipt", case, month, "-o", "r.json"])
    assert main(["seal"]) == 0
    assert main(["receipt", case, month, "-o", "r.json"]) == 0
    capsys.readouterr()
    return check(Path("r.json").read_bytes())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.commands.proofs.issuing._PATIENCE", 0.0)


def test_what_was_ordered_and_not_settled_is_not_paid(
    unsettled: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    case, month = unsettled
    explained = answer(capsys, "explain", case, month)
    made = receipt_of(capsys, case, month)
    waiting = [paid["settled_ore"] for paid in explained["payments"]]
    assert None in waiting
    assert made["paid"] == explained["equation"]["paid_ore"]
    assert made["paid"] == sum(ore for ore in waiting if ore is not None)


def test_what_came_back_is_not_paid(
    unsettled: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    del unsettled
    repaid = [
        (of["case"], month["month"], month["repaid_ore"])
        for of in answer(capsys, "recoveries")["cases"]
        for month in of["months"]
        if month["repaid_ore"]
    ]
    assert repaid
    for case, month, came_back in [(CASE, OF_MONTH, SET_OFF), *repaid[:3]]:
        explained = answer(capsys, "explain", case, month)
        made = receipt_of(capsys, case, month)
        settled = sum(paid["settled_ore"] - paid["returned_ore"] for paid in explained["payments"])
        assert made["paid"] == explained["equation"]["paid_ore"] == settled - came_back


def test_receipts_change_no_read_model_and_no_difference(
    unsettled: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def seen() -> list[dict[str, Any]]:
        shown = [
            answer(capsys, "balances", "--all"),
            answer(capsys, "trial-balance"),
            answer(capsys, "recoveries"),
            answer(capsys, "audit", "--reckon", "2026-09-01"),
        ]
        # Where the log ends, and when, goes on.
        moving = {"position", "recorded_at", "point", "events", "events_behind"}
        return [{name: of[name] for name in of.keys() - moving} for of in shown]

    before, position = seen(), answer(capsys, "balances")["position"]
    receipt_of(capsys, *unsettled)
    assert main(["receipt", *unsettled, "--reckon", "2026-10-01", "-o", "later.json"]) in {0, 2}
    after = seen()
    assert after == before
    assert main(["rebuild"]) == 0
    assert seen() == before
    now = answer(capsys, "balances")["position"]
    assert now >= position
    difference = answer(capsys, "diff", "--from", f"position={position}", "--to", f"position={now}")
    assert difference["changed"] == difference["causes"] == []
    assert not any(difference["change"].values())
