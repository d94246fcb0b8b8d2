"""
How fast a national month is audited from cold, in how much memory, and beside the library.

18 000 cases, 100 000 time reports with 1.1 million shifts and 13 500 payments in the month, which
is the third of every grant period: the two before it are in the ledger too. KVITTO_TEST_RECIPIENTS
makes it a part of the country. Every run must find what is hidden in the month, and nothing else.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.benchmarks import national_library
from tests.benchmarks.measurement import Measurement, one_core, spread
from tests.benchmarks.national_runs import Ran, cold
from tests.benchmarks.national_store import MONTH, RECIPIENTS, REGIME, counts_of, store_of

ROUNDS: Final = 3
#: Of what takes minutes.
ROUNDS_ON_ONE_CORE: Final = 2
AUDIT: Final = (
    "ops", "audit", "--regime", REGIME, "--from", MONTH, "--until", MONTH, "--json", "--processes",
)  # fmt: skip
_MIB: Final = 2**20


def audited(home: Path, processes: int, *, measures_memory: bool = False) -> Ran:
    """Audit the month as an operator does, and see that it found what is hidden."""
    ran = cold(home, [*AUDIT, str(processes)], measures_memory=measures_memory)
    report: dict[str, Any] = json.loads(ran.out)
    found = [[of["case"], of["kind"], of["ore"], of["then_ore"]] for of in report["findings"]]
    assert sorted(found) == counts_of(home)["hidden"], "found is not what is hidden"
    assert report["equation"]["residual_ore"] == 0
    ran.out = " ".join(
        str(figure)
        for figure in (
            report["payouts"]["recomputed"],
            report["payouts"]["right"],
            len(found),
            report["equation"]["difference_ore"],
        )
    )
    return ran


def held(home: Path) -> str:
    """Say what the month holds."""
    counts = counts_of(home)
    reports, shifts = counts["reports"][MONTH], counts["shifts"][MONTH]
    orders = counts["documents"]["orders"] // 3
    return (
        f"{counts['cases']:,} cases, {reports:,} reports, {shifts:,} shifts, {orders:,} payments in"
        f" {MONTH}; {counts['events']:,} events, {len(counts['hidden'])} findings hidden"
    )


def busy(runs: list[Ran]) -> str:
    """Say how many seconds the processors worked, ours and PostgreSQL's."""
    return f"{median(ran.busy for ran in runs):.1f} s of processors"


def measure() -> Iterable[Measurement]:
    """Yield the audit on two cores, its memory, and on one core beside the library."""
    home = store_of(int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS)))
    two = [audited(home, 2) for _ in range(ROUNDS)]
    files = "its files forgotten" if two[0].files_were_cold else "its files may be in memory"
    yield spread(
        "audit of the national month, cold, two cores",
        [ran.seconds for ran in two],
        "s",
        f"{held(home)}; server restarted, {files}; {busy(two)}",
        at_least=20,
        aim=6,
    )
    peak = audited(home, 2, measures_memory=True).peak
    if peak:
        yield Measurement(
            "  its memory at the most",
            peak["together"] / _MIB,
            "MiB",
            f"ours {peak['ours'] // _MIB} (PSS), PostgreSQL's own {peak['postgres'] // _MIB}",
            1536,
            700,
        )
    yield from beside_the_library(home, two)


def beside_the_library(home: Path, two: list[Ran]) -> Iterable[Measurement]:
    """Yield one core each, in turn: ours, and the library with its own storage."""
    missing = national_library.prepare(home)
    library = ["tests.benchmarks.national_library", str(home)]
    ours: list[Ran] = []
    theirs: list[Ran] = []
    gathered: list[Ran] = []
    with one_core():
        for _ in range(ROUNDS_ON_ONE_CORE):
            ours.append(audited(home, 1))
            if missing is None:
                theirs.append(cold(home, library))
                gathered.append(cold(home, [*library, national_library.GATHERED]))
    yield spread("  the same on one core", [ran.seconds for ran in ours], "s", busy(ours))
    if missing is not None:
        yield Measurement("  the library is missing", 0, "", missing)
        return
    assert {ran.out.strip() for ran in (*theirs, *gathered)} == {ran.out for ran in ours}
    streams = {of: len(ids) for of, ids in national_library.streams_of(home).items()}
    same = f"the streams of our log: {streams['register']:,} register, {streams['cases']:,} cases"
    spared = f"in one stream, which spares the library {streams['register'] - 1:,} queries"
    yield beside("  beside: repository.get, one core", theirs, same)
    yield beside("    with the register in one stream", gathered, spared)
    yield slower(
        "  the library is slower, one core each", same, theirs, ours, two, at_least=2, aim=3.5
    )
    yield slower("    with the register in one stream", spared, gathered, ours, two)


def beside(what: str, runs: list[Ran], streams: str) -> Measurement:
    """Return how long the library took."""
    return spread(what, [ran.seconds for ran in runs], "s", f"{streams}; {busy(runs)}")


def slower(
    what: str,
    streams: str,
    theirs: list[Ran],
    ours: list[Ran],
    two: list[Ran],
    *,
    at_least: float | None = None,
    aim: float | None = None,
) -> Measurement:
    """Return how many times as long the library took as we did in the same round."""
    times = [its.seconds / own.seconds for its, own in zip(theirs, ours, strict=True)]
    of_processors = median(ran.busy for ran in theirs) / median(ran.busy for ran in ours)
    on_two = median(ran.seconds for ran in theirs) / median(ran.seconds for ran in two)
    also = (
        f"{streams}; seconds of processors {of_processors:.1f} times;"
        f" than ours on two cores {on_two:.1f} times"
    )
    return spread(what, times, "times", also, at_least=at_least, aim=aim)
