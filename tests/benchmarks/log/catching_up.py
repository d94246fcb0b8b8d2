"""
Catch-up of balances, exactly once: from the first event of a ledger to its last.

Beside it the library's `ProjectionRunner` on the same events, one transaction for each, which is
how it keeps its view and its tracking together: once with a projection that keeps the balance that
ours keeps, its case in memory reckoned by the same function; and once with one that does far less,
and adds up per case, in öre, what orders, the bank's word and repayments say. All are told of every
event, because what is owed rests on reports and decisions.
"""

import os
import time
from collections.abc import Iterable
from importlib import import_module
from statistics import median
from typing import Any, Final

from eventsourcing.persistence import TrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from ledger.domain.recorded import Recorded
from ledger.rules import load_rulebook
from ledger.store import NewEvent, StoreUnreachableError, open_store
from ops.postgres.database import prepare
from ops.postgres.embedded import Server
from ops.postgres.roles import PROJECTOR
from projections.runner import Runner
from projections.tables import Tables
from tests.benchmarks.ground.opened import KEY, database, needed, server, settings
from tests.benchmarks.ground.papers import events, fill, peer_event
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_library import Peer

NAMES: Final = ("balances",)
_BATCH: Final = 100
_PATIENCE: Final = 600.0


def theirs(running: Server, every: list[Recorded], name: str) -> float:
    """Let one of the library's projections catch up, and return how many events a second."""
    needed()
    projected = import_module("tests.benchmarks.ground.library_projection")
    with database(running, "catching_up_library") as address:
        return _followed(settings(address), every, getattr(projected, name), projected.BalancesView)


def _followed(
    given: dict[str, str],
    every: list[Recorded],
    projection: type[Projection[Any]],
    view: type[TrackingRecorder],
) -> float:
    application = Peer(given)
    for start in range(0, len(every), _BATCH):
        papers = every[start : start + _BATCH]
        made = [
            peer_event(NewEvent(of.originator_id, of.envelope, of.event), of.originator_version)
            for of in papers
        ]
        application.recorder.insert_events([application.mapper.to_stored_event(e) for e in made])
    application.close()
    started = time.perf_counter()
    with ProjectionRunner(
        application_class=Peer,
        projection_class=projection,
        view_class=view,
        env=given,
    ) as runner:
        runner.wait(len(every), timeout=_PATIENCE)
        return len(every) / (time.perf_counter() - started)


def ours(address: str) -> float:
    """Make balances from the first event to the last; return how many events a second."""
    made = prepare(address, "embedded")
    with (
        open_store(made.url_writer, KEY) as store,
        Tables(made.acting_as(PROJECTOR)) as tables,
    ):
        with tables.transaction() as connection:
            for table in ("projections", "projection_cases", "balances_a"):
                connection.execute(f"delete from kvitto.{table}".encode())
        cores = os.cpu_count() or 1
        unreachable = StoreUnreachableError
        runner = Runner(store, tables, load_rulebook(), processes=cores, unreachable=unreachable)
        started = time.perf_counter()
        head = runner.catch_up(NAMES)
        return head / (time.perf_counter() - started)


def measure() -> Iterable[Measurement]:
    """Yield how many times the library's rate ours is, and both."""
    recipients, rounds = sized((455, 3), (60, 1), (5, 1))
    with server() as running:
        every = events(running, recipients)
        with database(running, "catching_up") as address:
            with open_store(prepare(address, "embedded").url_writer, KEY) as store:
                fill(store, recipients)
            mine = [ours(address) for _ in range(rounds)]
        adding = theirs(running, every, "AddedUp")
        reckoning = theirs(running, every, "Reckoned")
    what = f"catch-up of balances, {len(every):,} events"
    named = ("library's ProjectionRunner, the same balances", "the library's, added up alone")
    for name, peer in zip(named, (reckoning, adding), strict=True):
        beside = f"beside {name}: {peer:,.0f} /s"
        yield Measurement(what, median(mine) / peer, "×", beside, at_least=50.0, aim=150.0)
    yield spread("  ours, every month reckoned, two cores", mine, "/s")
