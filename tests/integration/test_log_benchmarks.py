"""
The benchmarks of the log run, at a size at which they measure nothing.

Those that need neither a peer's environment nor a kept store; no figure is asserted.
"""

import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.benchmarks.ground import opened
from tests.benchmarks.ground.size import NAME, TINY
from tests.postgres_fixtures import quick_folder


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as name:
        yield Path(name)


@pytest.mark.parametrize("name", ["conflicts", "proofs", "verifying"])
def test_a_benchmark_of_the_log_runs(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "FOLDER", folder)
    monkeypatch.setenv(NAME, TINY)
    told = list(import_module(f"tests.benchmarks.log.{name}").measure())
    first, *rest = told
    assert first.at_least is not None
    assert first.aim is not None
    assert all(one.value > 0 for one in (first, *rest))
