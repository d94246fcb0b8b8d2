"""
How fast the store is: `python -m tests.benchmarks.store`, on an embedded server with fsync on.

Prints events per second, medians of three runs. Give a number of events for the bulk parts
(default 100 000).
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from ledger.store import Kind, Name, NewEvent, Store, open_store
from ledger.store.codec import dump, load, name_of
from ops.postgres import open_database
from tests.contracts.store_events import document, report

KEY = b"benchmark key of 32 bytes length"
RUNS, SECONDS = 3, 2.0


def median(count: int, work: Callable[[int], object]) -> float:
    """Return how many a second: the median of some runs, each told its number."""
    rates: list[float] = []
    for run in range(RUNS):
        started = time.perf_counter()
        work(run)
        rates.append(count / (time.perf_counter() - started))
    return statistics.median(rates)


def append(store: Store, clients: int, conflicts: float = 0.0) -> tuple[float, float]:
    """Let clients append for a while; return events a second and the 99th percentile in ms."""
    waits: list[float] = []
    every = round(1 / conflicts) if conflicts else 0

    def client() -> None:
        stream, number = uuid4(), 0
        ends = time.perf_counter() + SECONDS
        while (started := time.perf_counter()) < ends:
            number += 1
            event = document(f"{stream}/{number}", stream, report(20))
            if every and number % every == 0:
                store.append(replace(event, version=1))
            else:
                assert store.append(event).kind is Kind.STORED
            waits.append(time.perf_counter() - started)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(waits) / SECONDS, 1000 * sorted(waits)[len(waits) * 99 // 100]


def documents(count: int, run: str) -> list[NewEvent]:
    streams = [uuid4() for _ in range(max(1, count // 20))]
    return [document(f"{run}/{n}", streams[n % len(streams)], report(20)) for n in range(count)]


def measure_codec() -> None:
    event = document(1, event=report(20))
    stored = dump(event.envelope, event.event)
    name, times = name_of(event.event), 100_000

    def dump_all(_: int) -> None:
        for _ in range(times):
            dump(event.envelope, event.event)

    def load_all(_: int) -> None:
        for _ in range(times):
            load(name, stored)

    print(f"{'dump, report of 20 shifts':42}{median(times, dump_all):12,.0f}")
    print(f"{'load, report of 20 shifts':42}{median(times, load_all):12,.0f}")


def measure_store(store: Store, count: int) -> None:
    for clients, conflicts in ((1, 0), (16, 0), (64, 0), (64, 0.01)):
        rate, wait = append(store, clients, conflicts)
        what = f"append, {clients} clients, {conflicts:.0%} conflicts"
        print(f"{what:42}{rate:12,.0f}   p99 {wait:.1f} ms")
    batches = [documents(count, str(run)) for run in range(RUNS)]
    for what in ("import, new", "import, all known"):
        rate = median(count, lambda run: store.import_events(batches[run]))
        print(f"{what:42}{rate:12,.0f}")
    batches.clear()
    total = store.count()

    def follow(_: int) -> None:
        position = 0
        while page := store.follow(position, 5_000):
            position = page[-1].position or 0

    print(f"{'follow':42}{median(total, follow):12,.0f}   of {total:,}")
    rate = median(total, lambda _: sum(len(history) for _, history in store.load_cases()))
    print(f"{'load_cases':42}{rate:12,.0f}")
    names = [[Name("pnr", f"{run}/{n}") for n in range(20_000)] for run in range(RUNS)]
    rate = median(20_000, lambda run: store.resolve(names[run]))
    print(f"{'resolve, new names':42}{rate:12,.0f}")
    print(f"{'resolve, known':42}{median(20_000, lambda run: store.resolve(names[run])):12,.0f}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{'':42}{'per second':>12}")
    measure_codec()
    with (
        tempfile.TemporaryDirectory(prefix="kvitto-bench-") as folder,
        open_database(Path(folder)) as database,
        open_store(database.url_writer, KEY) as store,
    ):
        measure_store(store, count)


if __name__ == "__main__":
    main()
