"""
How fast one month of a case of five years is explained, as known at any moment.

A thousand moments and months, drawn at random, each the whole way of the command: the history and
the register are read from the store, the case folded as it was known, and the month stated and
verified with every line of its derivation.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

from consumers.files import ingest
from ledger.amounts import month_of
from ledger.rules import load_rulebook
from ledger.store import Store, open_store, write_blind_index_key
from ops.commands.explain import explained_month
from ops.commands.options import Asked
from ops.commands.wiring import KEY_NAME
from ops.postgres import open_database
from ops.show.explain import explanation_json
from ops.world import NATIONAL, generate
from tests.benchmarks.measurement import Measurement

DRAWS: Final = 1_000
FIRST, MONTHS, SEED, RECIPIENTS = "2021-01", 60, 5, 9


def drawn(store: Store) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each draw, by the clock and of our processor, each in order."""
    dice = Random(SEED)
    references = store.case_references()
    longest = max(references, key=lambda case: len(store.load(case)))
    stamps = sorted(recorded.envelope.known_at for recorded in store.load(longest))
    rulebook = load_rulebook()
    took: list[float] = []
    busy: list[float] = []
    for _ in range(DRAWS):
        instant = stamps[0] + (stamps[-1] - stamps[0]) * dice.random() + timedelta(seconds=1)
        month = month_of(FIRST) + dice.randrange(MONTHS)
        question = Asked(instant, None, None, rulebook, instant)
        started, worked = perf_counter(), process_time()
        explanation_json(explained_month(store, question, references[longest], month))
        took.append(1000 * (perf_counter() - started))
        busy.append(1000 * (process_time() - worked))
    return sorted(took), sorted(busy)


def measure() -> Iterable[Measurement]:
    """Yield the ninety-ninth of a hundred, and the median."""
    with TemporaryDirectory(prefix="kvitto-bench-") as name:
        home = Path(name)
        key = write_blind_index_key(home / KEY_NAME)
        generate(
            home / "world",
            recipients=RECIPIENTS,
            first_month=FIRST,
            months=MONTHS,
            seed=SEED,
            faults=0.0,
            manner=NATIONAL,
        )
        with open_database(home) as database, open_store(database.url_writer, key) as store:
            report = ingest([home / "world"], store)
            assert report.is_complete, report.rejected_rows[:3]
            took, busy = drawn(store)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    beside = f"{DRAWS:,} draws of month and moment; read, folded, stated, verified; {cores} cores"
    yield Measurement(
        "explain a case of five years at any moment, p99",
        took[DRAWS * 99 // 100],
        "ms",
        beside,
        50,
        10,
        took[0],
        took[-1],
    )
    yield Measurement("  the median", took[DRAWS // 2], "ms")
    # What is left of the clock's on a machine that others use as well; PostgreSQL's is not in it.
    yield Measurement("  our processor time, p99", busy[DRAWS * 99 // 100], "ms")
    yield Measurement("  its median", busy[DRAWS // 2], "ms")
