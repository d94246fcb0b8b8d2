"""
However a runner was broken off, the rows are those that the log gives, each event once.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from ledger.store import open_store
from ops.postgres.database import prepare
from projections import runner as running_module
from projections.runner import Runner
from projections.tables import places
from projections.tables.connecting import Connection
from tests.integration.projections.ledgers import fill, fresh, held, running, wipe
from tests.postgres_fixtures import KEY, Cluster, fresh_name

ROOT = Path(__file__).parents[3]
#: A runner that is killed after so many chunks, as by a crash of its machine.
KILLED = """
import os, signal, sys
from projections import runner
from tests.integration.projections.ledgers import running
runner.CHUNK = runner.STEP = 3
left = [int(sys.argv[2])]
def tell(done, total):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
with running(sys.argv[1]) as of:
    of.catch_up(tell=tell)
"""


@pytest.fixture(scope="module")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with a world of thirty recipients in it, to copy."""
    name = fresh_name()
    address = cluster.create(name)
    prepare(address, "external")
    fill(address, tmp_path_factory.mktemp("world"), recipients=30, months=3)
    yield name
    cluster.drop(name)


@pytest.fixture
def url(cluster: Cluster, world: str) -> Iterator[str]:
    name = fresh_name()
    yield prepare(cluster.create(name, world), "external").url_writer
    cluster.drop(name)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_module, "CHUNK", 3)
    monkeypatch.setattr(running_module, "STEP", 3)


def test_a_runner_that_is_killed_again_and_again_loses_nothing_and_doubles_nothing(
    url: str,
) -> None:
    killed = [
        subprocess.run([sys.executable, "-c", KILLED, url, str(chunks)], cwd=ROOT, check=False)
        for chunks in (0, 1, 3, 2)
    ]
    assert [of.returncode for of in killed] == [-9] * 4
    with running(url) as runner:
        with runner.tables.transaction() as connection:
            (first, *_) = places.places(connection, ["balances"])
        assert first.pass_id is not None, "the last one was killed in the middle of its pass"
        assert first.reached is not None
        runner.catch_up()
        once = held(runner.tables)
    assert once == fresh(url)


@pytest.mark.usefixtures("small_chunks")
def test_a_chunk_that_was_not_committed_leaves_neither_rows_nor_place(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(url) as runner:
        remember = running_module.rows.remember_named
        left = [2]

        def breaks(connection: Connection, named: Mapping[UUID, Sequence[UUID]]) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise RuntimeError("broken off")
            remember(connection, named)

        monkeypatch.setattr(running_module.rows, "remember_named", breaks)
        with pytest.raises(RuntimeError, match="broken off"):
            runner.catch_up()
        monkeypatch.undo()
        assert len(held(runner.tables)["balances"]) <= 6
        runner.catch_up()
        once = held(runner.tables)
    assert once == fresh(url)


@pytest.mark.usefixtures("small_chunks")
def test_runners_at_once_write_what_one_writes(url: str) -> None:
    expected = fresh(url)
    with running(url) as runner:
        wipe(runner.tables)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with running(url) as runner:
                runner.catch_up()
        except BaseException as failure:  # noqa: BLE001 - shown by the test
            failed.append(failure)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with running(url) as runner:
        assert held(runner.tables) == expected
        with runner.tables.transaction() as connection:
            every = places.places(connection, list(expected))
        assert {place.pass_id for place in every} == {None}
        assert len({place.position for place in every}) == 1


def test_batches_make_no_difference(url: str) -> None:
    with open_store(url, KEY) as store:
        last = store.count()
    dice = Random(5)
    stops = sorted(dice.sample(range(1, last), 8))
    for stop in stops:
        with running(url) as runner:
            assert runner.catch_up(up_to=stop) == stop
    with running(url) as runner:
        runner.catch_up()
        in_batches = held(runner.tables)
    assert in_batches == fresh(url)


def test_several_processes_make_what_one_makes(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = fresh(url)
    monkeypatch.setattr("projections.processes._FEW", 1)
    monkeypatch.setattr(running_module, "CHUNK", 4)
    monkeypatch.setattr(running_module, "STEP", 4)
    with running(url) as runner:
        runner.processes = 3
        wipe(runner.tables)
        runner.catch_up()
        assert held(runner.tables) == expected


@pytest.fixture
def small(cluster: Cluster, tmp_path: Path) -> Iterator[str]:
    """A database with so small a world that each of its prefixes can be tried."""
    name = fresh_name()
    address = cluster.create(name)
    made = prepare(address, "external")
    fill(address, tmp_path, recipients=2, months=1, seed=3)
    yield made.url_writer
    cluster.drop(name)


def test_every_prefix_of_the_log_gives_the_rows_of_a_fresh_build(
    cluster: Cluster, small: str
) -> None:
    del cluster
    with open_store(small, KEY) as store:
        last = store.count()
    expected = {stop: fresh(small, stop) for stop in range(1, last + 1)}
    with running(small) as runner:
        wipe(runner.tables)
    with running(small) as runner:
        for stop, rows in expected.items():
            runner.catch_up(up_to=stop)
            assert held(runner.tables) == rows, f"up to position {stop}"


def test_a_runner_with_nothing_to_do_writes_nothing(url: str) -> None:
    with running(url) as runner:
        head = runner.catch_up()
        before = held(runner.tables)
        assert runner.catch_up() == head
        assert held(runner.tables) == before
        assert isinstance(runner, Runner)
