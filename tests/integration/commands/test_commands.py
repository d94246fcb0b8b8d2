"""
Every command on a ledger of its own: exit codes, valid JSON in whole öre, and no identity number.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ops.cli import main
from tests.postgres_fixtures import KEY, Cluster, fresh_name

WORLD = ("--recipients", "16", "--months", "3", "--seed", "5", "--faults", "0.15")
NUMBER = re.compile(r"pnr:(\d{12})")


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
    """A ledger with the world in it, to which the environment leads."""
    key = world.parent / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KVITTO_DATABASE_URL", cluster.create(name))
        patch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
        assert main(["ingest", str(world)]) == 0
        yield
    cluster.drop(name)


@pytest.fixture
def run(ledger: None, capsys: pytest.CaptureFixture[str]) -> Run:
    del ledger

    def runs(*arguments: str) -> Ran:
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return runs


@pytest.fixture(scope="module")
def truth(world: Path) -> dict[str, Any]:
    return json.loads((world / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def fault(truth: dict[str, Any]) -> dict[str, Any]:
    """A hidden fault that lies in a month."""
    return next(fault for fault in truth["faults"] if fault["month"] is not None)


def in_json(ran: Ran) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(ran.out)
    assert_whole_ore(content)
    return content


def assert_whole_ore(content: object) -> None:
    if isinstance(content, dict):
        for key, value in content.items():
            if key in ("exact_ore", "then_ore", "ore") or str(key).endswith("_ore"):
                wanted = str if key == "exact_ore" else int
                assert value is None or type(value) is wanted, (key, value)
            assert_whole_ore(value)
    elif isinstance(content, list):
        for value in content:
            assert_whole_ore(value)


def numbers_in(world: Path) -> set[str]:
    found = {
        number
        for path in world.glob("*.ndjson")
        for number in NUMBER.findall(path.read_text("utf-8"))
    }
    assert found
    written = {number[2:] for number in found} | {f"{n[:8]}-{n[8:]}" for n in found}
    return found | written | {f"{n[2:8]}-{n[8:]}" for n in found}


def test_the_audit_finds_what_was_hidden(run: Run, truth: dict[str, Any]) -> None:
    ran = run("audit", "--json")
    assert ran.code == 1
    found = {(of["case"], of["month"], of["kind"], of["ore"]) for of in in_json(ran)["findings"]}
    hidden = {(of["case"], of["month"], of["kind"], of["ore"]) for of in truth["faults"]}
    assert found == hidden


def test_the_audit_at_a_position_is_the_same_each_time(run: Run) -> None:
    point = ("audit", "--position", "200", "--reckon", "2026-03-01", "--json")
    first, again = run(*point), run(*point)
    assert first == again
    head = in_json(first)["point"]
    assert (head["kind"], head["position"]) == ("recorded_up_to", 200)


def test_an_audit_of_months_before_all_finds_nothing(run: Run) -> None:
    assert run("audit", "--until", "2020-01", "--known-at", "2019-12-31").code == 0
    ran = run("audit", "--until", "2020-01")
    assert (ran.code, "every payout is right" in ran.out) == (0, False)
    assert "the question covers no payout" in ran.out


def test_a_month_of_which_nothing_is_known_is_said_to_be_one(run: Run) -> None:
    ran = run("explain", "FK-000001", "2019-02")
    assert (ran.code, "right to the öre" in ran.out) == (0, False)
    assert "nothing is known of this month" in ran.out
    assert "The case has something of: 2025-10" in ran.out


def test_a_case_and_months_can_be_chosen(run: Run, fault: dict[str, Any]) -> None:
    month = fault["month"]
    ran = run("audit", "--case", fault["case"], "--from", month, "--until", month, "--json")
    content = in_json(ran)
    assert (ran.code, content["cases"]) == (1, 1)
    assert {found["month"] for found in content["findings"]} == {month}


def test_another_reading_of_the_law_stands_in_the_head(run: Run) -> None:
    ran = run(
        "audit", "--policy", "grant.pool=MONTH", "--regime", "SOU_2023_9:2022-01-01", "--json"
    )
    book = in_json(ran)["rulebook"]
    assert (book["regime"], book["reform_from"]) == ("SOU_2023_9", "2022-01-01")
    assert [each["name"] for each in book["deviating_policies"]] == ["grant.pool"]


def test_the_orders_of_a_payday_can_be_stopped(run: Run, world: Path) -> None:
    orders = [
        json.loads(line) for line in (world / "orders.ndjson").read_text("utf-8").splitlines()
    ]
    payday = max(order["pay_on"] for order in orders)
    ran = run("audit", "--payday", payday, "--known-at", payday, "--json")
    content = in_json(ran)
    assert content["payday"] == payday
    assert all(order["pay_on"] <= payday for order in content["to_stop"])
    assert f"Orders to stop before {payday}" in run("audit", "--payday", payday).out


def test_a_month_is_explained(run: Run, fault: dict[str, Any]) -> None:
    ran = run("explain", fault["case"], fault["month"])
    assert ran.code == 1
    assert fault["kind"] in ran.out
    content = in_json(run("explain", fault["case"], fault["month"], "--json"))
    assert (content["case"], content["month"]) == (fault["case"], fault["month"])
    assert {found["kind"] for found in content["findings"]} >= {fault["kind"]}


def test_a_month_that_is_right_ends_with_nought(run: Run, truth: dict[str, Any]) -> None:
    wrong = {fault["case"] for fault in truth["faults"]}
    cases = (f"FK-{number:06d}" for number in range(1, 17) if number % 4)
    case = next(case for case in cases if case not in wrong)
    ran = run("explain", case, "2025-11")
    assert (ran.code, "right to the öre" in ran.out) == (0, True), ran


def test_the_same_files_again_change_nothing(run: Run, world: Path) -> None:
    ran = run("ingest", str(world), "--json")
    content = in_json(ran)
    assert (ran.code, content["stored"]) == (0, 0)
    assert content["unchanged"] == content["rows"] > 0


def test_bad_rows_are_named_and_set_aside(run: Run, world: Path, tmp_path: Path) -> None:
    line = next(
        line
        for line in (world / "register.ndjson").read_text("utf-8").splitlines()
        if NUMBER.search(line)
    )
    source = tmp_path / "bad.ndjson"
    digits = NUMBER.findall(line)[0]
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    source.write_text(f"{line.replace(digits, wrong)}\n{{}}\n" * 30, "utf-8")
    ran = run("ingest", str(source))
    assert ran.code == 1
    assert "bad.ndjson:1 " in ran.out
    assert "and 40 more" in ran.out
    assert f"Next: mend the rows in {source}.rejected" in ran.out.replace("\n", "")
    assert wrong not in ran.out
    assert digits not in ran.out
    content = in_json(run("ingest", str(source), "--json"))
    assert (content["rejected"], len(content["rejected_rows"])) == (60, 60)


def test_a_command_is_done_once_or_refused(run: Run, tmp_path: Path) -> None:
    given = {
        "command": "withdraw-grant",
        "command_id": "00000000-0000-4000-8000-000000000001",
        "case_ref": "FK-777777",
        "actor": "anna.ek",
        "decision_id": "b-2",
        "authority": "FK",
        "decided_on": "2026-06-10",
        "effective_from": "2026-06-01",
        "ground": "moved abroad",
        "cause_on": "2026-05-20",
    }
    file = tmp_path / "withdraw.json"
    file.write_text(json.dumps(given), "utf-8")
    ran = run("command", str(file))
    assert (ran.code, ran.out.startswith("Refused: ")) == (1, True)
    assert in_json(run("command", str(file), "--json"))["result"] == "refused"
    file.write_text("{}", "utf-8")
    content = in_json(run("command", str(file), "--json"))
    assert (content["result"], bool(content["reasons"])) == ("no-form", True)
    assert run("command", str(file)).code == 1


def test_a_dry_run_says_what_the_command_then_records(run: Run, tmp_path: Path) -> None:
    given = {
        "command": "withdraw-grant",
        "command_id": "00000000-0000-4000-8000-000000000002",
        "case_ref": "FK-000001",
        "actor": "anna.ek",
        "decision_id": "b-2",
        "authority": "FK",
        "decided_on": "2026-10-10",
        "effective_from": "2026-11-01",
        "ground": "moved abroad",
        "cause_on": "2026-11-01",
    }
    file = tmp_path / "withdraw it.json"
    file.write_text(json.dumps(given), "utf-8")
    content = in_json(run("command", str(file), "--dry-run", "--json"))
    (would,) = content["would_record"]
    assert (content["result"], content["recorded"]) == ("would-be-done", [])
    assert would["values"]["effective_from"] == "2026-11-01"
    ran = run("command", str(file), "--dry-run")
    assert (ran.code, ran.out.startswith("Nothing was recorded. 1 event would be")) == (0, True)
    step = shlex.split(ran.out.partition("Next: ")[2])
    done = run(*step[step.index("command") :])
    assert (done.code, done.out.startswith("Done: 1 event recorded")) == (0, True)
    assert "effective from: 2026-11-01" in done.out
    again = in_json(run("command", str(file), "--json"))
    assert (again["already"], again["values"]) == (True, [would["values"]])
    assert run("command", str(file)).out.startswith("Done before: ")


def test_no_output_shows_an_identity_number(run: Run, world: Path, truth: dict[str, Any]) -> None:
    months = {(of["case"], of["month"]) for of in truth["faults"] if of["month"] is not None}
    commands = [("audit", "--all"), ("audit", "--json"), ("ingest", str(world))]
    for case, month in sorted(months):
        commands += [("explain", case, month), ("explain", case, month, "--json")]
    numbers = numbers_in(world)
    for arguments in commands:
        ran = run(*arguments)
        shown = {number for number in numbers if number in ran.out + ran.err}
        assert shown == set(), arguments


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["audit", "--from", "2025-13"], "'2025-13' is no month"),
        (["audit", "--from", "2026-02", "--until", "2026-01"], "--from is later than --until"),
        (["audit", "--nope"], "--nope"),
        (["audit", "--position", "1", "--known-at", "2026-01-01"], "two points of knowledge"),
        (["audit", "--position", "99999999"], "is not recorded yet"),
        (["audit", "--known-at", "yesterday"], "neither a day"),
        (["audit", "--policy", "grant.pool"], "sets no policy"),
        (["audit", "--policy", "late=CUT", "--policy", "late=NOTICE"], "sets late twice"),
        (["audit", "--policy", "reimb.pool=WEEK"], "reimb.pool"),
        (["audit", "--regime", "SOU"], "there is no regime 'SOU'"),
        (["audit", "--case", "FK-424242"], "There is no case FK-424242"),
        (["explain", "FK-424242", "2026-02"], "There is no case FK-424242"),
        (["explain", "FK-000001"], "Missing argument 'MONTH'"),
        (["explain", "FK-000001", "2026-02", "--known-at", "2001-01-01"], "Nothing of case"),
        (["ingest", "nowhere"], "does not exist"),
        (["ingest"], "Missing argument"),
        (["generate", ".", "--recipients", "0"], "--recipients"),
        (["generate", "new", "--from", "1999-01"], "have a known hourly rate"),
        (["command", "nowhere.json"], "does not exist"),
        (["case", "check"], "Missing argument"),
        (["rulebook", "--policy", "x=Y"], "there is no policy 'x'"),
        (["nope"], "No such command"),
    ],
)
def test_wrong_use_ends_with_two_and_one_sentence(
    run: Run, arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.startswith("kvitto: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
