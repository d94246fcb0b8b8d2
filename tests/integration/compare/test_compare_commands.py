"""
`kvitto diff` and `kvitto whatif` over a ledger: explained whole, the same in several processes.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.store import load
from ops.auditing import may_copy
from ops.cli import main
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "30", "--months", "4", "--seed", "12", "--faults", "0.2")
THEN, NOW = "known=2026-02-20", "known=2026-06-30"
needs_copies = pytest.mark.skipif(
    not may_copy(), reason="this process cannot be copied, so there is only this one"
)


@pytest.fixture(scope="module", autouse=True)
def ledger(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A ledger with a world in it, to which the environment leads."""
    folder = tmp_path_factory.mktemp("world")
    key = folder / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
        patch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
        patch.setattr(load, "EVENTS_AT_ONCE", 100)
        assert main(["generate", str(folder / "in"), *WORLD]) == 0
        assert main(["ingest", str(folder / "in")]) == 0
        yield
    cluster.drop(name)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main([*arguments]) == code
    written = capsys.readouterr()
    return written.err if code else written.out


@needs_copies
def test_every_case_is_compared_the_same_in_several_processes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    alone, shared = (
        told(capsys, "diff", "--from", THEN, "--to", NOW, "--processes", count)
        for count in ("1", "2")
    )
    assert alone == shared
    assert alone["unexplained"] == []
    assert alone["changed"]
    for amount in ("owed_ore", "paid_ore", "difference_ore", "state_ore"):
        assert alone["change"][amount] == sum(of["change"][amount] for of in alone["causes"])


def test_the_two_moments_of_all_cases_are_those_of_the_audit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    every = told(capsys, "diff", "--from", THEN, "--to", NOW)
    for side, day in (("from", "2026-02-20"), ("to", "2026-06-30")):
        capsys.readouterr()
        main(["audit", "--known-at", day, "--json"])
        equation = json.loads(capsys.readouterr().out)["equation"]
        amounts = every[side]["amounts"]
        for name in ("owed_ore", "paid_ore", "pending_ore", "returned_ore", "difference_ore"):
            assert amounts[name] == equation[name]


def test_one_case_is_explained_down_to_its_documents(capsys: pytest.CaptureFixture[str]) -> None:
    case = told(capsys, "diff", "--from", THEN, "--to", NOW)["changed"][0]
    one = told(capsys, "diff", case["case"], "--from", THEN, "--to", NOW)
    assert one["change"] == case["change"]
    assert not any(one["residual"].values())
    for cause in one["causes"]:
        if cause["documents"]:
            owed = sum(of["change"]["owed_ore"] for of in cause["documents"])
            assert owed == cause["change"]["owed_ore"]
    text = shown(capsys, "diff", case["case"], "--from", THEN, "--to", NOW)
    assert "0 öre left" in text
    assert "Next: kvitto diff" in text


def test_two_months_of_a_case_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    one = told(capsys, "diff", "FK-000001", "--from", "month=2025-12", "--to", "month=2026-01")
    assert not any(one["residual"].values())
    assert one["causes"][0]["cause"] == "RULE"
    assert "December" not in shown(capsys, "diff", "FK-000001", "2026-01")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("diff", "--from", "nown=2026-05-20"), "no part of a side"),
        (("diff", "--from", "known=yesterday"), "neither a day"),
        (("diff", "--from", "known=2026-05-20,position=3"), "two points"),
        (("diff", "--from", "known=2026-05-20,known=2026-05-21"), "known twice"),
        (("diff", "--from", "position=0"), "no position"),
        (("diff", "--from", "position=99999999"), "not recorded yet"),
        (("diff", "--to", "edition=nothing"), "no what-if edition and no file"),
        (("diff", "--to", "policy=grant.pond=MONTH"), "no policy"),
        (("diff", "--from", "month=2025-12", "--to", "month=2026-01"), "Name it"),
        (("diff", "FK-nobody"), "no case FK-nobody"),
        (("whatif", "nothing"), "no what-if edition and no file"),
        (("whatif", "law", "--from", "2026-02", "--until", "2026-01"), "earlier month first"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert says in shown(capsys, *arguments, code=2)


@needs_copies
@pytest.mark.parametrize("edition", ["law", "rate-plus-1", "reform", "reform-three-and-twenty"])
def test_a_what_if_is_priced_the_same_in_several_processes(
    capsys: pytest.CaptureFixture[str], edition: str
) -> None:
    alone, shared = (
        told(capsys, "whatif", edition, "--known-at", "2026-06-30", "--processes", count)
        for count in ("1", "2")
    )
    assert alone == shared
    change = alone["change"]
    assert change["state_ore"] + change["municipalities_ore"] == change["net_ore"]
    assert change["net_ore"] == sum(of["change_ore"] for of in alone["amounts"])
    assert alone["check"]["holds"]
    assert (edition == "law") == (not any(change.values()))
    assert (alone["inquiry"] is not None) == edition.startswith("reform")
    text = shown(capsys, "whatif", edition, "--known-at", "2026-06-30")
    assert ("differs from the law by 0 öre" in text) == (edition == "law")


def test_the_next_step_of_a_what_if_shows_the_difference_that_was_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("whatif", "rate-plus-1", "--from", "2026-01", "--until", "2026-01")
    asked += ("--known-at", "2026-06-30", "--policy", "grant.pool=MONTH")
    affected = {of["case"]: of for of in told(capsys, *asked)["affected"]}
    step = shown(capsys, *asked).partition("Next: kvitto ")[2].split()
    assert step[-4:] == ["--known-at", "2026-06-30", "--policy", "grant.pool=MONTH"]
    of = affected[step[1]]
    found = told(capsys, *step)["change"]
    assert found["owed_ore"] == of["state_ore"] + of["municipalities_ore"] != 0


def test_an_edition_of_ones_own_is_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('whatif = "own"\nbase = "2026-11"\nmeaning = "Months share no pool."\n')
    assert not told(capsys, "whatif", str(own))["affected"]
    with own.open("a") as text:
        text.write('[policies]\n"grant.pool" = "MONTH"\n')
    assert told(capsys, "whatif", str(own))["whatif"]["policies"] == {"grant.pool": "MONTH"}
    assert told(capsys, "diff", "FK-000001", "--to", f"edition={own}")["change"] is not None
    own.write_text("colour = 3\n")
    assert "colour is unknown" in shown(capsys, "whatif", str(own), code=2)
