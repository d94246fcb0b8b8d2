"""
A runner that follows shows what is committed, and makes the rows that a fresh build makes.
"""

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from ledger.store import NewEvent, open_store
from ops.postgres import Database
from ops.postgres.database import prepare
from projections import runner as running_module
from projections.registry import PROJECTIONS
from projections.runner import Runner
from projections.tables import places
from schemas.register import AssistantRegistered, PersonRegistered
from tests.integration.projections.ledgers import fill, fresh, held, running
from tests.postgres_fixtures import KEY, Cluster, fresh_name

#: Long enough for a machine with much else to do.
SOON = 30.0


@pytest.fixture(scope="module")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a superuser of a database with a small world."""
    name = fresh_name()
    address = cluster.create(name)
    prepare(address, "external")
    fill(address, tmp_path_factory.mktemp("world"), recipients=12, months=2)
    yield address
    cluster.drop(name)


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    name = fresh_name()
    yield prepare(cluster.create(name), "external")
    cluster.drop(name)


@pytest.fixture
def papers(world: str) -> list[NewEvent]:
    """Everything of the small world in the order of its log, to be recorded elsewhere."""
    with open_store(prepare(world, "external").url_writer, KEY) as store:
        every = store.follow(0, 100_000)
    return [NewEvent(of.originator_id, of.envelope, of.event) for of in every]


@contextmanager
def following(url: str) -> Generator[Runner]:
    """Let a runner follow while the block runs; what ended it before its time is raised."""
    ended = threading.Event()
    failed: list[BaseException] = []
    with running(url) as runner:

        def follow() -> None:
            try:
                runner.follow(is_ended=ended.is_set)
            except BaseException as failure:  # noqa: BLE001 - raised below
                failed.append(failure)

        thread = threading.Thread(target=follow)
        thread.start()
        try:
            yield runner
        finally:
            ended.set()
            thread.join()
    assert failed == []


def wait_for(url: str, position: int) -> None:
    """Wait until every read model has come to a position, as its readers see it."""
    ends = time.monotonic() + SOON
    with running(url) as looking:
        while time.monotonic() < ends:
            with looking.tables.transaction() as connection:
                every = places.places(connection, list(PROJECTIONS))
            if every and all(place.position >= position for place in every):
                return
            time.sleep(0.01)
    raise AssertionError(f"nothing came to position {position} in {SOON} seconds")


def test_what_is_committed_is_shown_while_it_is_followed(
    database: Database, papers: list[NewEvent]
) -> None:
    url = database.url_writer
    dice = Random(3)
    with open_store(url, KEY) as store, following(url):
        left = papers
        while left:
            size = dice.choice((1, 1, 2, 7, 40, 300))
            now, left = left[:size], left[size:]
            for paper in now:
                assert store.append(paper).is_recorded
            if dice.random() < 0.2:
                wait_for(url, store.count())
        wait_for(url, store.count())
    with running(url) as runner:
        followed = held(runner.tables)
    assert followed == fresh(url)


@pytest.mark.parametrize("seed", range(3))
def test_small_passes_make_the_rows_of_a_fresh_build(
    database: Database, papers: list[NewEvent], seed: int
) -> None:
    url = database.url_writer
    dice = Random(seed)
    shuffled = dice.sample(papers, len(papers))
    with open_store(url, KEY) as store, running(url) as runner:
        for start in range(0, len(shuffled), 60):
            store.import_events(shuffled[start : start + 60])
            runner.catch_up()
        assert held(runner.tables) == fresh(url)


def test_a_register_document_that_replaces_another_touches_whom_that_one_named(
    database: Database, papers: list[NewEvent]
) -> None:
    url = database.url_writer
    with open_store(url, KEY) as store, running(url) as runner:
        store.import_events(papers)
        runner.catch_up()
        reported = [one for one in papers if isinstance(one.event, AssistantRegistered)]
        for number, one in enumerate(reported[:3]):
            told = one.event
            assert isinstance(told, AssistantRegistered)
            other = reported[-1 - number].event
            assert isinstance(other, AssistantRegistered)
            envelope = replace(
                one.envelope,
                event_id=UUID(int=number + 1),
                document_id=f"again-{number}",
                replaces=one.envelope.document_ref,
            )
            store.append(
                NewEvent(other.assistant, envelope, replace(told, assistant=other.assistant))
            )
            linking = PersonRegistered(told.assistant, also=other.assistant)
            again = replace(
                one.envelope,
                event_id=UUID(int=number + 101),
                document_id=f"link-{number}",
            )
            store.append(NewEvent(told.assistant, again, linking))
            runner.catch_up()
            assert held(runner.tables) == fresh(url)


@pytest.mark.parametrize("at_once", [1_000, 30])
def test_a_runner_that_follows_with_several_processes_makes_what_one_makes(
    database: Database, papers: list[NewEvent], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    # What is far behind goes by several steps; the register comes in the midst of the rest.
    monkeypatch.setattr(running_module, "_FOLLOWED", at_once)
    papers = Random(5).sample(papers, len(papers))
    url = database.url_writer
    ended: list[bool] = []
    with open_store(url, KEY) as store:
        store.import_events(papers[:-200])
    # In this thread, beside no other: else it would not be copied.
    with running(url) as runner:
        runner.processes = 3
        left = papers[-200:]

        def is_ended() -> bool:
            if left:
                with open_store(url, KEY) as store:
                    store.append_together(left[:50])
                del left[:50]
            else:
                ended.append(True)
            return len(ended) > 1

        runner.follow(is_ended=is_ended)
        assert held(runner.tables) == fresh(url)
