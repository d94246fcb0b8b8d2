"""
PostgreSQL is stopped at once and started again in the middle: nothing is lost, nothing doubled.
"""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.postgres import Database, open_database
from projections import runner as running_module
from projections.failures import ProjectionError
from projections.runner import Runner
from tests.integration.projections.ledgers import fill, fresh, held, running
from tests.postgres_fixtures import quick_folder


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as folder:
        yield Path(folder)


@pytest.fixture
def database(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(running_module, "CHUNK", 3)
    monkeypatch.setattr(running_module, "STEP", 3)
    with open_database(home / "server") as database:
        fill(database.url_owner, home, recipients=15, months=2)
        yield database


def stop_at_once(home: Path) -> None:
    """End the server as a lost machine would: no checkpoint, no farewell."""
    lock = home / "server" / "postgres" / "data" / "postmaster.pid"
    os.kill(int(lock.read_text().split()[0]), signal.SIGQUIT)


def start_later(home: Path, seconds: float) -> threading.Thread:
    def start() -> None:
        time.sleep(seconds)
        with open_database(home / "server"):
            pass

    thread = threading.Thread(target=start)
    thread.start()
    return thread


def test_a_server_that_comes_back_is_gone_on_with(home: Path, database: Database) -> None:
    chunks: list[int] = []
    starting: list[threading.Thread] = []

    def tell(done: int, total: int) -> None:
        chunks.append(done)
        if len(chunks) in {2, 5}:
            assert done < total
            stop_at_once(home)
            starting.append(start_later(home, 0.5))

    with running(database.url_writer) as runner:
        runner.catch_up(tell=tell)
        for thread in starting:
            thread.join()
        once = held(runner.tables)
    assert len(starting) == 2
    assert once == fresh(database.url_writer)


def test_a_server_that_stays_away_fails_the_runner_and_the_next_run_goes_on(
    home: Path, database: Database
) -> None:
    def tell(done: int, total: int) -> None:
        if 0 < done < total:
            stop_at_once(home)

    with running(database.url_writer) as runner:
        runner.patience = 0.5
        with pytest.raises(Exception, match="did not answer") as failure:
            runner.catch_up(tell=tell)
        assert isinstance(failure.value, ProjectionError) or "Store" in type(failure.value).__name__
    with open_database(home / "server"), running(database.url_writer) as runner:
        left: list[int] = []
        Runner.catch_up(runner, tell=lambda done, _: left.append(done))
        assert left[0] > 0, "it goes on where it broke off"
        once = held(runner.tables)
        assert once == fresh(database.url_writer)
