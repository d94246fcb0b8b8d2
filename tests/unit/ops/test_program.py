"""The program in next steps: as it was called, so that what is printed can be copied and works."""

import io
import sys
from pathlib import Path

import pytest
from rich.console import Group

import ops
from ops.cli import main
from ops.show.money import NO_BREAK
from ops.show.program import next_line, program
from ops.show.screen import Screen, figures, heading, names, table, words


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a program in an environment, and nothing on PATH."""
    called = tmp_path / ".venv" / "bin" / "kvitto"
    called.parent.mkdir(parents=True)
    called.touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(sys, "argv", [str(called)])
    return called


def test_a_program_off_the_path_is_named_by_the_shorter_path(here: Path) -> None:
    assert program() == ".venv/bin/kvitto"
    sys.argv[0] = ".venv/bin/kvitto"
    assert program() == ".venv/bin/kvitto"
    assert here.is_file()


def test_a_program_in_this_very_folder_is_named_so_that_a_shell_finds_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.parent)
    assert program() == "./kvitto"


def test_a_program_on_the_path_is_its_bare_name(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(here.parent))
    assert program() == "kvitto"
    other = tmp_path / "other" / "kvitto"
    other.parent.mkdir()
    other.touch(0o755)
    monkeypatch.setenv("PATH", f"{other.parent}:{here.parent}")
    assert program() == ".venv/bin/kvitto"


def test_a_path_with_a_space_is_quoted(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spaced = here.parents[2] / "a b" / "kvitto"
    spaced.parent.mkdir()
    spaced.touch(0o755)
    monkeypatch.setattr(sys, "argv", [str(spaced)])
    assert program() == "'a b/kvitto'"


def test_a_module_is_named_as_a_module(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = Path(ops.__file__).parent / "__main__.py"
    monkeypatch.setattr(sys, "argv", [str(module)])
    python = here.with_name("python")
    python.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    assert program() == ".venv/bin/python -m ops"
    monkeypatch.setenv("PATH", str(here.parent))
    assert program() == "python -m ops"


def test_who_calls_from_elsewhere_is_told_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert program() == "kvitto"


def test_the_hint_of_a_failure_can_be_copied(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here.is_file()
    assert main(["audit", "--nope"]) == 2
    assert "See: .venv/bin/kvitto audit --help" in capsys.readouterr().err


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_a_narrow_screen_folds_words_and_cuts_nothing_else(width: int) -> None:
    console = Screen(width=width, file=io.StringIO())
    amount = f"−123{NO_BREAK}456{NO_BREAK}789,01"
    rows = table(names("case"), figures("kr"), words("meaning"))
    rows.add_row("FK-000123-of-some-length", amount, "money that nobody owed to anyone at all")
    with console.capture() as capture:
        console.print(Group(heading("Rests on", f"all of it, {amount} kr")))
        console.print(Group(rows, next_line(f"Next: {'kvitto ' * 20}")))
    shown = capture.get()
    assert "…" not in shown
    assert "FK-000123-of-some-length" in shown
    assert shown.count(amount) == 2
    assert "kvitto " * 19 in shown
    assert all(word in shown for word in ("nobody", "anyone"))
