"""
`kvitto balances`, `status` and `rebuild`, as an operator gives them.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from ops.cli import main
from ops.postgres.database import prepare
from projections.registry import PROJECTIONS
from tests.integration.projections.ledgers import as_superuser, fill
from tests.postgres_fixtures import KEY, Cluster, fresh_name

NAMES = list(PROJECTIONS)


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = fresh_name()
    address = cluster.create(name)
    prepare(address, "external")
    fill(address, tmp_path_factory.mktemp("world"), recipients=20, months=3)
    yield name
    cluster.drop(name)


@pytest.fixture
def address(
    cluster: Cluster,
    world: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A ledger of its own, to which the environment leads; its superuser's address."""
    key = tmp_path_factory.mktemp("key") / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    monkeypatch.setenv("KVITTO_DATABASE_URL", address := cluster.create(name, world))
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    yield address
    cluster.drop(name)


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Run:
    del address

    def runs(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return runs


def test_balances_are_those_of_the_audit_of_the_same_day(run: Run) -> None:
    balances = run("balances", "--reckon", "2026-02-03", "--json")
    assert balances.code == 0
    audit = run("audit", "--reckon", "2026-02-03", "--json").json["equation"]
    total = balances.json["total"]
    for name in ("owed", "paid", "pending", "returned", "difference", "unmatched"):
        assert total[f"{name}_ore"] == audit[f"{name}_ore"], name
    assert balances.json["events_behind"] == 0
    cases = balances.json["cases"]
    assert sum(case["difference_ore"] for case in cases) == total["difference_ore"]
    shares = run("balances", "--by-municipality", "--reckon", "2026-02-03", "--json").json
    owed = [share["owed_ore"] for share in shares["cofinancing"]]
    assert sum(owed) == audit["municipal_owed_ore"]
    split = [share["wrong_split_ore"] for share in shares["cofinancing"]]
    assert sum(split) == audit["wrong_split_ore"]


def test_a_case_is_shown_month_by_month_and_leads_to_its_explanation(run: Run) -> None:
    every = run("balances", "--json").json["cases"]
    dearest = max(every, key=lambda case: abs(case["difference_ore"]))
    ran = run("balances", "--case", dearest["case"])
    assert ran.code == 0
    assert f"explain {dearest['case']} 20" in ran.out
    months = run("balances", "--case", dearest["case"], "--json").json["months"]
    assert sum(month["difference_ore"] for month in months) == dearest["difference_ore"]
    assert any(month["findings"] for month in months)


def test_a_municipality_is_shown_month_by_month(run: Run) -> None:
    every = run("balances", "--by-municipality", "--month", "2025-11", "--json").json["cofinancing"]
    assert {share["month"] for share in every} == {"2025-11"}
    code = every[0]["municipality"]
    one = run("balances", "--municipality", code, "--json").json["cofinancing"]
    assert {share["municipality"] for share in one} == {code}
    assert every[0] in one
    assert code in run("balances", "--municipality", code).out


def test_what_is_stale_is_read_as_it_is_and_says_how_far_it_has_come(
    run: Run, address: str
) -> None:
    never = run("balances", "--stale")
    assert (never.code, never.out) == (2, "")
    assert "leave --stale out" in never.err
    fresh = run("balances").out
    assert "where the log ends" in fresh
    as_superuser(address, "update kvitto.projections set position = position - 3")
    assert "3 events behind" in run("balances", "--stale").out
    assert run("status", "--json").json["projections"][0]["lag_events"] == 3
    assert "where the log ends" in run("balances").out


def test_wrong_use_is_answered_before_anything_is_made(run: Run) -> None:
    for arguments, said in (
        (("--municipality", "9999"), "is no municipality"),
        (("--case", "FK-000001", "--by-municipality"), "ask two questions"),
        (("--month", "2026-01"), "--by-municipality"),
        (("--case", "FK-999999"), "There is no case"),
    ):
        ran = run("balances", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
    assert "There is no read model more" in run("rebuild", "more").err


def test_status_says_where_everything_is(run: Run) -> None:
    before = run("status", "--json").json
    assert [of["is_made"] for of in before["projections"]] == [False] * len(PROJECTIONS)
    assert before["last_audit"] is None
    assert "not made yet" in run("status").out
    run("balances")
    audit = run("audit", "--from", "2025-11", "--json")
    ran = run("status", "--json")
    assert ran.code == 0
    status = ran.json
    assert [of["name"] for of in status["projections"]] == NAMES
    for of in status["projections"]:
        assert (of["position"], of["lag_events"]) == (status["log"]["position"], 0)
        assert (of["lag_seconds"], of["parked"], of["is_outdated"]) == (0, 0, False)
        assert of["rows"] > 0
    last = status["last_audit"]
    assert (last["months"], last["exit_code"]) == ({"from": "2025-11", "until": None}, audit.code)
    assert last["findings"] == len(audit.json["findings"])
    assert last["difference_ore"] == audit.json["equation"]["difference_ore"]
    assert "up to date" in run("status").out


def test_what_is_parked_is_in_the_status_and_fails_it(run: Run, address: str) -> None:
    run("balances")
    case = "select case_id from kvitto.balances_a order by 1 limit 1"
    parked = "insert into kvitto.projection_parked"
    as_superuser(address, f"{parked} select 'balances', 'a', ({case}), 1, 'no rate is known', 4200")
    ran = run("status", "--json")
    assert ran.code == 1
    assert ran.json["parked"][0]["reason"] == "no rate is known"
    assert ran.json["projections"][0]["ore_at_risk"] == 4200
    shown = run("status").out
    assert "no rate is known" in shown
    assert "42,00" in shown
    balances = run("balances")
    assert balances.code == 1
    assert "could not be taken in whole" in balances.out


def test_a_rebuild_says_that_all_is_equal_and_shows_what_is_not(run: Run, address: str) -> None:
    run("balances")
    equal = run("rebuild")
    assert equal.code == 0
    assert "The new rows equal the old." in equal.out
    as_superuser(address, "update kvitto.balances_b set paid_ore = paid_ore + 1")
    differs = run("rebuild", "balances")
    assert differs.code == 1
    assert "Nothing was changed over" in differs.out
    assert "rebuild balances --force" in differs.out
    changed = run("rebuild", "balances", "--json")
    (of,) = changed.json["rebuilt"]
    assert (of["shown"], of["differences"][0]["stands_in"] in ("new", "old")) == (False, True)
    assert run("rebuild", "balances", "--force").code == 1
    assert run("rebuild").code == 0


def test_nothing_that_is_shown_is_wider_than_a_hundred_columns(run: Run) -> None:
    for arguments in (
        ("balances", "--all"),
        ("balances", "--by-municipality"),
        ("status",),
        ("rebuild",),
    ):
        for line in run(*arguments).out.splitlines():
            assert len(line) <= 100, line


def test_read_models_of_another_regime_say_which_and_how_to_go_on(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("balances").code in (0, 1)
    monkeypatch.setenv("KVITTO_REGIME", "SOU_2023_9:2025-11-01")
    told = run("balances").err
    assert "made under the regime LAW_ACTUAL, and SOU_2023_9:2025-11-01 is asked" in told
    assert "set KVITTO_REGIME=LAW_ACTUAL" in told
