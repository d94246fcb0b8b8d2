"""The same reports and bills as sheets are the same events, whatever happens on their way."""

import random
import signal
import time
from pathlib import Path

import pytest

from consumers.files import ingest
from ledger.store import Store, open_store
from ops.postgres.database import Database
from ops.world import generate
from tests.integration.sheets.exporting import export_world
from tests.integration.test_whole_run import audited, found, hidden
from tests.postgres_fixtures import KEY
from tests.simulation.test_killed_import import importing

SEED = 11


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(folder / "in", recipients=80, first_month="2025-10", months=6, seed=SEED, faults=0.05)
    return folder / "in"


def test_what_came_as_json_comes_again_as_sheets_and_changes_nothing(
    world: Path, tmp_path: Path, store: Store
) -> None:
    assert ingest([world], store).is_complete
    before = store.head()
    sheets = export_world(world, tmp_path / "in")
    again = ingest([sheets / "time-reports.csv", sheets / "bills.csv"], store)
    assert again.rows > 10_000
    assert (again.stored, again.unchanged, again.rejected) == (0, again.rows, 0)
    assert store.head() == before


def test_in_a_world_of_sheets_what_was_hidden_is_found(
    world: Path, tmp_path: Path, store: Store
) -> None:
    assert ingest([export_world(world, tmp_path / "in")], store).is_complete
    assert found(audited(store)) == hidden(world)
    assert ingest([world], store).stored == 0


def test_an_import_of_sheets_that_was_killed_is_made_whole_by_the_next(
    world: Path, tmp_path: Path, database: Database
) -> None:
    sheets = export_world(world, tmp_path / "in")
    seed = random.randrange(1000)
    dice = random.Random(seed)
    counts = [0]
    with open_store(database.url_writer, KEY) as store:
        for _ in range(3):
            process = importing(database, sheets)
            while store.count() <= counts[-1] and process.poll() is None:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            counts.append(store.count())
        assert ingest([sheets], store).is_complete, f"seed {seed}, killed at {counts}"
        assert found(audited(store)) == hidden(world), f"seed {seed}, killed at {counts}"
        assert ingest([sheets, world], store).stored == 0
    assert {path.name for path in sheets.iterdir()} >= {"bills.csv", "time-reports.csv"}
    assert not list(sheets.glob("*rejected*"))
