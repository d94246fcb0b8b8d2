"""
That the five generic package names mean ours, and that nothing is left out of the product.

`ops` is a real framework on the package index, and an editable install loses to any installed
package of the same name without a word.
"""

import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.architecture.tree import FOLDERS, PACKAGES, ROOT, elsewhere, tracked

WHERE = "import importlib; print(importlib.import_module({name!r}).__file__)"


def imported_from(name: str, working_directory: Path) -> Path:
    outcome = elsewhere(WHERE.format(name=name), working_directory)
    assert outcome.returncode == 0, outcome.stderr
    return Path(outcome.stdout.strip()).parent


def strangers(distributions: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        f"{owner} installs a package named {name}"
        for name in PACKAGES
        for owner in distributions.get(name, ())
        if owner != "kvitto"
    ]


def listed_packages() -> set[str]:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return set(configured["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_imported_from_elsewhere_is_ours(name: str, tmp_path: Path) -> None:
    assert imported_from(name, tmp_path) == ROOT / name


def test_a_stranger_that_is_imported_instead_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "ops.py").touch()
    assert imported_from("ops", tmp_path) != ROOT / "ops"


def test_no_other_distribution_installs_a_package_of_our_name() -> None:
    assert strangers(packages_distributions()) == []


def test_a_distribution_that_installs_a_package_of_our_name_is_noticed() -> None:
    assert strangers({"ops": ["kvitto"], "pytest": ["pytest"]}) == []
    assert strangers({"ops": ["ops"]}) == ["ops installs a package named ops"]


def test_every_package_is_listed_and_there_is_no_other_top_level_folder() -> None:
    folders = {path.parts[0] for path in tracked() if len(path.parts) > 1}
    assert listed_packages() == set(PACKAGES)
    assert {folder for folder in folders if not folder.startswith(".")} == set(FOLDERS)


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    kept = {path.as_posix() for path in tracked() if path.parts[0] in PACKAGES}
    assert kept - held == set()
    assert {Path(name).parts[0] for name in held} == set(PACKAGES)
