"""
How fast read models catch up with a national month, and how fast they are read.

The store is that of `national_store`: 18 000 cases, three months of reports and bills, grants,
orders and the bank's words. All three read models are made from its first event to its last, in
the processes of this machine's cores; what they say must be what is hidden in it.
KVITTO_TEST_RECIPIENTS makes it a part of the country.
"""

import os
import resource
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from ledger.rules import load_rulebook
from ledger.store import StoreUnreachableError, open_store, read_blind_index_key
from ops.commands.wiring import KEY_NAME
from ops.postgres import open_database
from ops.postgres.roles import PROJECTOR
from projections.reading import balances_on
from projections.registry import PROJECTIONS
from projections.runner import Runner
from projections.tables import Tables
from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_store import RECIPIENTS, store_of

ROUNDS: Final = 2
CORES: Final = 2
#: Cases of which something is recorded between two looks of an operator.
TOUCHED: Final = 500
DAY: Final = date(2026, 7, 1)


@contextmanager
def opened(home: Path) -> Generator[Runner]:
    """Yield a runner over a kept store."""
    key = read_blind_index_key(home / KEY_NAME)
    with (
        open_database(home) as database,
        open_store(database.url_writer, key) as store,
        Tables(database.acting_as(PROJECTOR)) as tables,
    ):
        unreachable = StoreUnreachableError
        yield Runner(store, tables, load_rulebook(), processes=CORES, unreachable=unreachable)


def forget(runner: Runner) -> None:
    """Take the read models away, as if they had never been made."""
    every = [f"{name}_{side}" for name in PROJECTIONS for side in "ab"]
    with runner.tables.transaction() as connection:
        for table in ("projections", "projection_cases", "projection_parked", *every):
            connection.execute(f"delete from kvitto.{table}".encode())


def core_seconds() -> float:
    """Return the time that this process and its ended children had a core."""
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(of.ru_utime + of.ru_stime for of in used)


def caught_up(runner: Runner) -> tuple[float, float]:
    """Make everything anew, and return the seconds it took, and those of our cores."""
    forget(runner)
    started, used = time.perf_counter(), core_seconds()
    runner.catch_up()
    return time.perf_counter() - started, core_seconds() - used


def measure() -> Iterable[Measurement]:
    """Yield the catch-up of all read models, of a few cases, and the reading of all balances."""
    home = store_of(int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS)))
    with opened(home) as runner:
        rounds = [caught_up(runner) for _ in range(ROUNDS)]
        with runner.tables.transaction() as connection:
            started = time.perf_counter()
            found = balances_on(connection, DAY, runner.rulebook)
            read = time.perf_counter() - started
        assert found.total.residual_ore == 0
        assert found.parked == 0
        yield spread(
            "catch-up of three read models, national month, two cores",
            [seconds for seconds, _ in rounds],
            "s",
            f"{len(found.of):,} cases, {runner.log.follower.head().position:,} events; our"
            f" processes had a core for {min(used for _, used in rounds):.0f} s",
            at_least=60,
            aim=20,
        )
        yield Measurement("  all balances read on a day", read, "s")
        few = TOUCHED * runner.log.follower.head().position // len(found.of)
        with runner.tables.transaction() as connection:
            connection.execute("update kvitto.projections set position = position - %s", [few])
        started = time.perf_counter()
        runner.catch_up()
        yield Measurement(
            "  catch-up of the last events", time.perf_counter() - started, "s", f"{few:,} events"
        )
