"""
How fast one month of a case of five years is explained, as known at any moment.

A thousand moments and months, drawn at random: the history is read from the store each time, the
case folded as it was known, and the month stated and verified with every line of its derivation.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from consumers.files import ingest
from ledger.amounts import month_of
from ledger.domain.point import KnownAt, select
from ledger.domain.register import Register
from ledger.rules import load_rulebook
from ledger.store import Store, open_store, write_blind_index_key
from ops.commands.explain import explained_case
from ops.commands.wiring import KEY_NAME
from ops.postgres import open_database
from ops.show.explain import explanation_json
from ops.show.head import Head
from ops.world import NATIONAL, generate
from tests.benchmarks.measurement import Measurement

DRAWS: Final = 1_000
FIRST, MONTHS, SEED, RECIPIENTS = "2021-01", 60, 5, 9


def drawn(store: Store) -> list[float]:
    """Return how many milliseconds each draw took, the shortest first."""
    dice = Random(SEED)
    register_events = store.load_register()
    longest = max(store.case_references(), key=lambda case: len(store.load(case)))
    events = store.load(longest)
    stamps = sorted(recorded.envelope.known_at for recorded in events)
    rulebook = load_rulebook()
    took: list[float] = []
    for _ in range(DRAWS):
        instant = stamps[0] + (stamps[-1] - stamps[0]) * dice.random() + timedelta(seconds=1)
        month = month_of(FIRST) + dice.randrange(MONTHS)
        started = perf_counter()
        point = KnownAt(instant)
        known = select(store.load(longest), point)
        register = Register(select(register_events, point))
        head = Head(point, instant.date(), rulebook)
        explanation_json(explained_case(head, "case", known, register, month))
        took.append(1000 * (perf_counter() - started))
    return sorted(took)


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
        with open_database(home) as database, open_store(database.url_application, key) as store:
            report = ingest([home / "world"], store)
            assert report.is_complete, report.rejected_rows[:3]
            took = drawn(store)
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
