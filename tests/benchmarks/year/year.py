"""
How fast a national year is audited and booked from a cold store, and in how much memory.

18 000 cases, twelve months, 1.2 million time reports. KVITTO_TEST_RECIPIENTS makes it a part of
the country. The audit must find what is hidden in the last month, and nothing else in any.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_runs import Ran, cold
from tests.benchmarks.national_store import COUNTS, RECIPIENTS
from tests.benchmarks.projections import forget, opened
from tests.benchmarks.year.postings import seconds, trial_balance
from tests.benchmarks.year.year_store import FIRST, LAST, year_store

ROUNDS: Final = 2
AUDIT: Final = ("ops", "audit", "--from", FIRST, "--until", LAST, "--json", "--processes", "2")
_MIB: Final = 2**20


def audited(home: Path, counts: dict[str, Any], *, measures_memory: bool = False) -> Ran:
    """Audit the year as an operator does, and see that it found what is hidden."""
    ran = cold(home, AUDIT, measures_memory=measures_memory)
    report: dict[str, Any] = json.loads(ran.out)
    found = [[of["case"], of["kind"], of["ore"], of["then_ore"]] for of in report["findings"]]
    assert sorted(found) == counts["hidden"], "found is not what is hidden"
    assert report["equation"]["residual_ore"] == 0
    return ran


def measure() -> Iterable[Measurement]:
    """Yield the audit of the year on two cores, its memory, and the year's books."""
    home = year_store(int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS)))
    counts: dict[str, Any] = json.loads((home / COUNTS).read_text("utf-8"))
    rounds = [audited(home, counts) for _ in range(ROUNDS)]
    held = (
        f"{counts['cases']:,} cases, {counts['time-reports']:,} reports, {counts['orders']:,}"
        f" orders, {counts['events']:,} events"
    )
    yield spread(
        "audit of the national year, cold, two cores",
        [ran.seconds for ran in rounds],
        "s",
        f"{held}; {min(ran.busy for ran in rounds):.0f} s of processors",
        at_least=150,
        aim=40,
    )
    peak = audited(home, counts, measures_memory=True).peak
    if peak:
        ours, its = peak["ours"] // _MIB, peak["postgres"] // _MIB
        beside = f"ours {ours} (PSS), PostgreSQL's own {its}"
        yield Measurement("  its memory at the most", peak["together"] / _MIB, "MiB", beside)
    yield from books(home)


def books(home: Path) -> Iterable[Measurement]:
    """Yield how long the year's postings and their trial balance take."""
    rounds: list[float] = []
    with opened(home) as runner:
        for _ in range(ROUNDS):
            forget(runner)
            rounds.append(seconds(lambda: (runner.catch_up(["postings"]), trial_balance(runner))))
        yield spread(
            "postings and trial balance of the national year",
            rounds,
            "s",
            f"{trial_balance(runner).postings:,} postings in the agency's book",
            at_least=60,
            aim=15,
        )
