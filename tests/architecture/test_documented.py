"""
What is not documented fails: commands, settings, make targets and policies of the rulebook.

The names are discovered in the product, never listed here. That a name stands in a document is
checked; that the document is right is for the reader to judge.
"""

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer
import typer.main
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.text import Text

from schemas.catalogue import EVENTS
from tests.architecture.tree import PACKAGES, ROOT, files, modules

VARIABLE = re.compile(r"\bKVITTO_[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
GROUPED = re.compile(r"^\| (?:\*\*(.+)\*\*|`kvitto ([\w-]+))", re.MULTILINE)
TARGET = re.compile(r"^([a-z][\w-]*):(?!=)", re.MULTILINE)


def documents(*names: str) -> str:
    """Return these documents as one text; fail when one of them is missing."""
    return "\n".join((ROOT / name).read_text("utf-8") for name in names)


def manual() -> str:
    """Return the README and the pages that operators read."""
    return documents("README.md", *map(str, files("ops", suffix=".md")))


def unnamed(names: Iterable[str], text: str) -> list[str]:
    """Return the names that stand nowhere in the text as whole words."""
    return sorted(
        name
        for name in set(names)
        if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text)
    )


def command_names(command: Any, path: str) -> Iterator[str]:  # noqa: ANN401
    """Yield each command as it is typed; a group is not one, its commands are."""
    subcommands: Mapping[str, Any] = getattr(command, "commands", {})
    if not subcommands:
        yield path
    for name, subcommand in subcommands.items():
        yield from command_names(subcommand, f"{path} {name}")


def setting_names(settings: type[BaseSettings]) -> list[str]:
    prefix = settings.model_config.get("env_prefix", "")
    return [f"{prefix}{field}".upper() for field in settings.model_fields]


def test_every_command_is_in_the_manual() -> None:
    app = importlib.import_module("ops.cli").command_line()
    commands = list(command_names(typer.main.get_command(app), "kvitto"))
    assert "kvitto demo" in commands
    assert unnamed(commands, manual()) == []


def test_the_readme_groups_the_commands_as_help_does() -> None:
    app = importlib.import_module("ops.cli").command_line()
    command: Any = typer.main.get_command(app)
    groups: dict[str, list[str]] = {}
    for name, of in command.commands.items():
        groups.setdefault(of.rich_help_panel, []).append(name)
    table = documents("README.md").partition("## Commands")[2].partition("Install puts")[0]
    written: dict[str, list[str]] = {}
    for group, name in GROUPED.findall(table):
        if group:
            written[group] = []
        else:
            written[list(written)[-1]].append(name)
    assert written == groups
    assert list(written) == list(groups)


def test_help_loses_no_word_as_markup() -> None:
    app = importlib.import_module("ops.cli").command_line()
    command: Any = typer.main.get_command(app)
    options = [option for of in command.commands.values() for option in of.params]
    said = [option.help for option in options if getattr(option, "help", None)]
    assert said
    assert [text for text in said if Text.from_markup(text).plain != text] == []


def test_every_setting_is_in_the_manual() -> None:
    settings = setting_names(importlib.import_module("ops.settings").Settings)
    assert settings
    assert unnamed(settings, manual()) == []


def test_every_environment_variable_in_the_source_is_in_the_manual() -> None:
    variables = [name for source in modules(*PACKAGES) for name in VARIABLE.findall(source.text)]
    assert unnamed(variables, manual()) == []


def test_every_make_target_is_in_the_readme_or_the_contributors_guide() -> None:
    targets = [f"make {target}" for target in TARGET.findall(documents("Makefile"))]
    assert "make demo" in targets
    assert unnamed(targets, documents("README.md", "CONTRIBUTING.md")) == []


def test_every_policy_of_the_rulebook_is_named_in_the_architecture() -> None:
    policies: Mapping[str, Any] = importlib.import_module("ledger.rules.built").BUILT
    assert "grant.pool" in policies
    pages = documents("ARCHITECTURE.md", *map(str, files("ledger", suffix=".md")))
    assert unnamed(policies, pages) == []


def test_a_name_that_stands_nowhere_is_found() -> None:
    text = "Run `make demo`, set KVITTO_DATABASE_URL_FILE and read grant.pools or cap-allocation."
    assert unnamed(["make demo", "grant.pools"], text) == []
    missing = ["KVITTO_DATABASE_URL", "allocation", "grant.pool", "make dem", "pools"]
    assert unnamed(missing, text) == missing


def test_a_command_in_a_group_is_discovered_by_what_is_typed() -> None:
    app, log = typer.Typer(), typer.Typer()
    app.add_typer(log, name="log")
    log.command("verify")(lambda: None)
    log.command("seal")(lambda: None)
    app.command("demo")(lambda: None)
    found = set(command_names(typer.main.get_command(app), "kvitto"))
    assert found == {"kvitto demo", "kvitto log verify", "kvitto log seal"}


def test_a_setting_is_discovered_by_its_variable() -> None:
    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="KVITTO_")
        database_url: str = ""

    assert setting_names(Settings) == ["KVITTO_DATABASE_URL"]
    assert VARIABLE.findall('"KVITTO_LOG_LEVEL", f"KVITTO_{x}"') == ["KVITTO_LOG_LEVEL"]


def test_a_make_target_is_discovered_and_a_variable_is_not() -> None:
    assert TARGET.findall("VENV := .venv\nbin:= x\ndemo: a ## Show.\n.PHONY: b\n") == ["demo"]


def test_every_event_stands_in_the_map() -> None:
    map_of_all = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [name for name in EVENTS if f"`{name}`" not in map_of_all] == []
