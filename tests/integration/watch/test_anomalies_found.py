"""What is hidden across the cases of a world is found, to the minute and the öre, and no more."""

import json
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ledger.anomalies import SORTS
from ops.cli import main
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "88", "--from", "2025-10", "--months", "3")
#: What a claim is worth has a truth of its own; here its minutes are compared.
BY_MINUTES = {"R09", "R12", "R15"}
Found = Counter[tuple[str, str, tuple[str, ...], int, int | None]]


@contextmanager
def ledger_of(cluster: Cluster, folder: Path, *arguments: str) -> Generator[Path]:
    """A ledger with a world in it, to which the environment leads; the world's folder."""
    key = folder / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
        patch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
        assert main(["generate", str(folder / "in"), *WORLD, *arguments]) == 0
        assert main(["ingest", str(folder / "in")]) == 0
        yield folder / "in"
    cluster.drop(name)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def entry(rule: str, month: str, cases: list[str], minutes: int, ore: int | None) -> Any:  # noqa: ANN401 -- a key
    return rule, month, tuple(sorted(cases)), minutes, None if rule in BY_MINUTES else ore


def found_in(report: dict[str, Any]) -> Found:
    return Counter(
        entry(of["rule"], of["month"], of["cases"], of["minutes"], of["stake_ore"])
        for of in report["findings"]
    )


def test_every_hidden_anomaly_is_found_and_nothing_else(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--seed", "3", "--faults", "0.02", "--anomalies", "1")
    with ledger_of(cluster, tmp_path, *options) as world:
        truth = json.loads((world / "truth.json").read_text("utf-8"))
        hidden = Counter(
            entry(of["rule"], of["month"], of["cases"], of["minutes"], of["ore"])
            for of in truth["anomalies"]
        )
        code, report = told(capsys, "anomalies")
        assert code == 1
        assert found_in(report) == hidden
        assert {of[0] for of in hidden} == set(SORTS)
        # Several processes find the same, in the same order.
        _, shared = told(capsys, "anomalies", "--processes", "2")
        assert shared["findings"] == report["findings"]
        # What is hidden across cases changes no öre of any of them.
        _, audit = told(capsys, "audit")
        assert Counter(of["ore"] for of in audit["findings"]) == Counter(
            of["ore"] for of in truth["faults"]
        )
        one_in_full(capsys, max(report["findings"], key=lambda of: (of["rule"] == "R01", of["id"])))


def one_in_full(capsys: pytest.CaptureFixture[str], one: dict[str, Any]) -> None:
    """One finding is shown with its day drawn and its papers, and asked for in other ways."""
    capsys.readouterr()
    assert main(["anomalies", "--show", one["id"]]) == 1
    shown = capsys.readouterr().out
    assert "By the clock" in shown
    assert "^" in shown
    for words in (*one["cases"], one["id"], "SFB 51:14", "It rests on"):
        assert words in shown
    month = one["month"]
    asked = ("--case", one["cases"][0], "--from", month, "--until", month, "--rule", "R01")
    capsys.readouterr()
    assert main(["anomalies", *asked, "--ndjson"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert one in lines
    assert {(of["month"], of["rule"]) for of in lines} == {(month, "R01")}
    assert main(["anomalies", "--show", "R01-nothing"]) == 2
    assert "Ids stand in" in capsys.readouterr().err


def test_a_world_without_anomalies_gives_none(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ledger_of(cluster, tmp_path, "--seed", "5", "--faults", "0"):
        code, report = told(capsys, "anomalies")
        assert (code, report["findings"]) == (0, [])
