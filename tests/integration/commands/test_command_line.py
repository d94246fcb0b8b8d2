"""
What needs no ledger of its own: help, version, failures, colours, worked cases, and the demo.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer.main

from ops.cli import command_line, main

ROOT = Path(__file__).parents[3]
COLOUR = re.compile(r"\x1b\[[\d;]*3\d")


def commands() -> Iterator[tuple[str, Any]]:
    """Yield each command as it is typed, groups included."""

    def within(name: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
        yield name, command
        for part, inner in getattr(command, "commands", {}).items():
            yield from within(f"{name} {part}".strip(), inner)

    yield from within("", typer.main.get_command(command_line()))


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_help_names_every_option_and_shows_an_example(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = dict(commands())[name]
    monkeypatch.setenv("COLUMNS", "200")
    assert main([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    for parameter in command.params:
        wanted = parameter.opts if parameter.opts[0].startswith("-") else [parameter.metavar]
        assert all(option in shown for option in wanted), parameter.name
    if not getattr(command, "commands", {}):
        assert f"kvitto {name}" in shown.partition("Usage")[2].partition("\n")[2]


def test_without_a_command_the_help_is_shown_and_it_is_wrong_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    assert "Usage: kvitto" in capsys.readouterr().out


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"kvitto {version('kvitto')}\n"


def test_a_database_that_does_not_answer_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_bytes(b"k" * 32)
    monkeypatch.setenv("KVITTO_DATABASE_URL", "postgresql://user:secret@127.0.0.1:1/kvitto")
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    assert main(["audit"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("kvitto: The database at ")
    assert told.count("\n") == 1
    assert "secret" not in told
    assert main(["audit", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_key_that_is_missing_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", "postgresql:///kvitto")
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(tmp_path / "nowhere"))
    assert main(["audit"]) == 2
    assert "blind-index key cannot be read" in capsys.readouterr().err


def test_settings_that_are_wrong_are_all_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KVITTO_DATABASE_URL", "nonsense")
    monkeypatch.setenv("KVITTO_HOEM", "/elsewhere")
    assert main(["audit"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in told] == ["KVITTO_HOEM", "KVITTO_DATABASE_URL"]


def test_worked_cases_are_checked_without_a_database(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good = ROOT / "tests" / "cases" / "e9-payday.toml"
    assert main(["case", "check", str(good)]) == 0
    assert "1 file, 1 as expected." in capsys.readouterr().out
    bad = tmp_path / "bad.toml"
    bad.write_text("title = 3\n", "utf-8")
    assert main(["case", "check", str(good), str(bad), "--json"]) == 1
    files = json.loads(capsys.readouterr().out)["files"]
    assert [file["ok"] for file in files] == [True, False]


def test_the_worked_cases_of_a_folder_are_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("e9-payday.toml", "e9-due-days.toml"):
        (tmp_path / name).write_bytes((ROOT / "tests" / "cases" / name).read_bytes())
    (tmp_path / "README.md").touch()
    assert main(["case", "check", str(tmp_path)]) == 0
    assert "2 files, 2 as expected." in capsys.readouterr().out
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["case", "check", str(empty)]) == 2
    assert "There is no *.toml in" in capsys.readouterr().err


def test_the_rulebook_gives_every_value_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebook", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    for part in ("rates", "sick_pay_components", "values", "policies"):
        assert content[part]
        assert all(each["source"] and each["mark"] for each in content[part])
    assert main(["rulebook"]) == 0
    shown = capsys.readouterr().out
    assert content["sha256"] in shown
    assert all(each["name"] in shown for each in content["policies"])


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_no_color_is_honoured(no_color: str, coloured: bool) -> None:
    environment = {**os.environ, "FORCE_COLOR": "1", "NO_COLOR": no_color, "TERM": "xterm-256color"}
    ran = subprocess.run(
        [sys.executable, "-m", "ops", "rulebook"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert bool(COLOUR.search(ran.stdout)) is coloured


def test_the_demo_finds_what_is_hidden_each_time_it_is_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = ("--recipients", "12", "--months", "3", "--seed", "7", "--faults", "0.2")
    # Not pytest's own folder: the embedded server may run as another user.
    with tempfile.TemporaryDirectory(prefix="kvitto-demo-") as folder:
        home = Path(folder)
        monkeypatch.setenv("KVITTO_HOME", folder)
        # It has a database of its own, and cares for no other.
        monkeypatch.setenv("KVITTO_DATABASE_URL", "postgresql:///kvitto")
        assert main(["demo", *wish]) == 0
        shown = capsys.readouterr().out
        assert "Found is exactly what was hidden, to the öre." in shown
        # What the last line tells to do can be done, in the demo's own ledger.
        step = re.search(r"KVITTO_HOME=(\S+) kvitto explain (\S+) (\S+)", shown)
        assert step is not None
        monkeypatch.setenv("KVITTO_HOME", step[1])
        monkeypatch.delenv("KVITTO_DATABASE_URL")
        assert main(["explain", step[2], step[3]]) == 1
        capsys.readouterr()
        monkeypatch.setenv("KVITTO_HOME", folder)
        assert main(["demo", *wish, "--no-keep", "--json"]) == 0
        verdict = json.loads(capsys.readouterr().out)["verdict"]
        assert verdict["holds"]
        assert verdict["hidden"] == verdict["found"] > 0
        assert not (home / "demo").exists()
