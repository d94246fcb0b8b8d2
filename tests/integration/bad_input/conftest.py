"""
An empty ledger to which the environment leads, and the command line over it.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from psycopg import conninfo

from ops.cli import main
from ops.postgres import Database
from tests.postgres_fixtures import KEY, Cluster, fresh_name


class Ran(NamedTuple):
    """How a command ended, and what it said in JSON."""

    code: int
    said: dict[str, Any]


Run = Callable[..., Ran]


@pytest.fixture
def another(
    cluster: Cluster, template: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], str]]:
    """Make one more empty ledger, lead the settings to it, and return its address."""
    names: list[str] = []
    made = conninfo.conninfo_to_dict(template.url_owner)["dbname"]

    def makes() -> str:
        names.append(fresh_name())
        address = cluster.create(names[-1], str(made))
        monkeypatch.setenv("KVITTO_DATABASE_URL", address)
        return address

    yield makes
    for name in names:
        cluster.drop(name)


@pytest.fixture
def ledger(another: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty ledger, to which the settings lead."""
    key = tmp_path / "blind-index.key"
    key.touch(0o600)
    key.write_bytes(KEY)
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    return another()


@pytest.fixture
def run(ledger: str, capsys: pytest.CaptureFixture[str]) -> Run:
    del ledger

    def runs(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = main([*map(str, arguments), "--json"])
        shown = capsys.readouterr()
        assert shown.out, shown.err
        return Ran(code, json.loads(shown.out))

    return runs
