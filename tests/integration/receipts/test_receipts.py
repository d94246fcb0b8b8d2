"""
Receipts of real cases: they hold without us, change no calculation, and are issued once.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from ops.cli import main
from ops.commands.proofs import issuing
from ops.offline.verify_receipt import ProofError, check
from tests.integration.projections.ledgers import as_superuser
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "8", "--months", "3", "--seed", "5", "--faults", "0.15")
NUMBER = re.compile(r"pnr:(\d{12})")
NEWER = ("python3.12", "python3.13", "python3.14")


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "in"
    assert main(["generate", str(folder), *WORLD]) == 0
    return folder


@pytest.fixture(scope="module")
def ledger(cluster: Cluster, world: Path) -> Iterator[None]:
    """A sealed ledger with the world in it, to which the environment leads."""
    key = world.parent / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
        patch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
        patch.setenv("KVITTO_SEALING_KEY_FILE", str(key))
        assert main(["ingest", str(world)]) == 0
        assert main(["seal"]) == 0
        yield
    cluster.drop(name)


@pytest.fixture
def run(
    ledger: None,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    del ledger
    monkeypatch.chdir(tmp_path)

    def runs(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return runs


@pytest.fixture
def paid(run: Run) -> tuple[str, str]:
    """A case and a month for which something was ordered."""
    return paid_month(run)


def paid_month(run: Run) -> tuple[str, str]:
    for case in sorted(json.loads(run("balances", "--all", "--json").out)["cases"], key=str):
        ref = case["case"]
        explained = json.loads(run("explain", ref, "2025-11", "--json").out)
        if explained["payments"]:
            return ref, "2025-11"
    raise AssertionError("a world in which something was paid")


def issued(run: Run, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict[str, Any]:
    """Return a receipt; beside a server of its own the sealer is another process."""
    monkeypatch.setattr(issuing, "_PATIENCE", 0.0)
    ran = run("receipt", *arguments, "--json")
    if ran.code:
        assert "seal --follow" in ran.err
        assert run("seal").code == 0
        ran = run("receipt", *arguments, "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def pythons() -> list[str]:
    """Every Python that is there and starts, from the oldest on which the program must run."""
    found = [path for path in map(shutil.which, NEWER) if path is not None]
    tried = [subprocess.run([path, "-V"], check=False, capture_output=True) for path in found]
    starts = [path for path, done in zip(found, tried, strict=True) if done.returncode == 0]
    return [sys.executable, *starts]


def audited(run: Run) -> dict[str, Any]:
    found = json.loads(run("audit", "--json", "--known-at", "2026-04-20").out)
    # What was recorded since is not known then, but counted.
    return {name: value for name, value in found.items() if name not in {"point", "events"}}


def test_a_receipt_holds_on_every_python_and_without_us(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    receipt = issued(run, monkeypatch, *paid, "-o", "paid.json", "--verifier", "verify.py")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["paid.json", "verify.py"]
    for python in pythons():
        done = subprocess.run(
            [python, "-I", "verify.py", "paid.json", "--key", receipt["key"]],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{paid[0]}, {paid[1]}" in done.stdout
    (tmp_path / "paid.json").write_bytes((tmp_path / "paid.json").read_bytes()[:-100])
    cut = subprocess.run(
        [sys.executable, "-I", "verify.py", "paid.json"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert cut.returncode == 1
    assert "Ask for a new one" in cut.stderr


def test_a_receipt_says_what_is_explained(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = issued(run, monkeypatch, *paid)["statement"]
    position = str(statement["point"]["position"])
    explained = json.loads(run("explain", *paid, "--position", position, "--json").out)
    assert {name: statement[name] for name in explained} == explained
    kinds = {paper["type"] for paper in statement["papers_of_payments"]}
    assert "payment-ordered/2" in kinds


def test_the_same_facts_are_issued_once(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = issued(run, monkeypatch, *paid)
    again = issued(run, monkeypatch, *paid)
    assert again["statement"] == first["statement"]
    assert again["issued"]["entry"] == first["issued"]["entry"]
    assert "as it was issued before" in run("receipt", *paid).out


def test_a_receipt_changes_no_calculation(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = audited(run)
    position = json.loads(run("balances", "--json").out)["position"]
    issued(run, monkeypatch, *paid, "--reckon", "2026-06-01")
    assert audited(run) == before
    case, month = paid
    later = json.loads(run("explain", case, month, "--json").out)
    earlier = json.loads(run("explain", case, month, "--position", str(position), "--json").out)
    same = {"payees", "owed_ore", "equation", "findings", "payments", "cuts", "notices"}
    assert {name: later[name] for name in same} == {name: earlier[name] for name in same}


def test_no_changed_bit_of_a_real_receipt_holds(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    receipt = issued(run, monkeypatch, *paid, "-o", "paid.json")
    raw = (tmp_path / "paid.json").read_bytes()
    assert check(raw, receipt["key"])["statement"] == receipt["statement"]
    dice = Random(2023)
    for bit in dice.sample(range(len(raw) * 8), 1500):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ProofError):
            check(bytes(changed))


def test_a_receipt_names_nobody(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch, world: Path, tmp_path: Path
) -> None:
    numbers = {
        number
        for path in world.rglob("*.ndjson")
        for number in NUMBER.findall(path.read_text("utf-8"))
    }
    assert numbers
    issued(run, monkeypatch, *paid, "-o", "paid.json")
    written = (tmp_path / "paid.json").read_text("utf-8")
    assert not any(number in written or number[2:] in written for number in numbers)


def test_a_receipt_goes_on_from_a_checkpoint_that_was_kept(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run("checkpoint", "--keep", "kept.note").code == 0
    kept = (tmp_path / "kept.note").read_text("utf-8")
    issued(
        run, monkeypatch, *paid, "--reckon", "2026-07-01", "--since", "kept.note", "-o", "p.json"
    )
    raw = (tmp_path / "p.json").read_bytes()
    check(raw, None, kept)
    with pytest.raises(ProofError, match="nothing of your checkpoint"):
        check(raw, None, kept.replace("\n", "0\n", 2))


def test_no_receipt_is_written_of_a_row_that_was_changed(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The checker would refuse it, but then the payee holds it."""
    position = issued(run, monkeypatch, *paid)["events"][-1]["position"]
    change = "update kvitto.events set recorded_at = recorded_at {} interval '1 microsecond'"
    change += f" where position = {position}"
    as_superuser(os.environ["KVITTO_DATABASE_URL"], change.format("+"))
    ran = run("receipt", *paid, "-o", "changed.json")
    as_superuser(os.environ["KVITTO_DATABASE_URL"], change.format("-"))
    assert (ran.code, ran.out) == (2, "")
    assert f"Position {position}" in ran.err
    assert "verify --whole" in ran.err
    assert not (tmp_path / "changed.json").exists()
    assert issued(run, monkeypatch, *paid)


def test_a_receipt_of_another_case_is_refused(
    run: Run, paid: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = issued(run, monkeypatch, *paid)
    other = issued(run, monkeypatch, paid[0], "2025-12")
    relabelled = mine | {"statement": other["statement"]}
    written = json.dumps(
        relabelled, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    with pytest.raises(ProofError, match="not the one that was recorded"):
        check(written + b"\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("FK-999999", "2025-11"), "There is no case"),
        (("FK-000001",), "a case and a month"),
        ((), "a case and a month"),
        (("FK-000001", "2024-01"), "Nothing was ordered"),
        (("FK-000001", "2030-01"), "No standard rate is known for 2030"),
        (("FK-000001", "2025-11", "-o", "nowhere/r.json"), "There is no folder nowhere"),
        (("FK-000001", "2025-13"), "2025-13"),
        (("FK-000001", "2025-11", "--since", "none"), "There is no file"),
        (("FK-000001", "2025-11", "--since", "other"), "checkpoint of the log"),
        (("FK-000001", "2025-11", "--since", "broken"), "no signed note"),
    ],
)
def test_what_cannot_be_gets_a_sentence(
    run: Run,
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(issuing, "_PATIENCE", 0.0)
    (tmp_path / "broken").write_text("one line")
    root = "A" * 43 + "="
    (tmp_path / "other").write_text(f"other.example\n7\n{root}\n\n— other.example AAAAAAAA\n")
    ran = run("receipt", *arguments)
    if "sealed up to" in ran.err:
        assert run("seal").code == 0
        ran = run("receipt", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert not list(tmp_path.glob("*.json"))
