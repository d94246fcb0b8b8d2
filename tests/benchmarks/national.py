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
from tests.benchmarks.national_store import MONTH, RECIPIENTS, counts_of, store_of

ROUNDS: Final = 3
#: Of what takes minutes.
ROUNDS_ON_ONE_CORE: Final = 2
AUDIT: Final = ("ops", "audit", "--from", MONTH, "--until", MONTH, "--json", "--processes")
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
    ours: list[Ran] = []
    theirs: list[Ran] = []
    with one_core():
        for _ in range(ROUNDS_ON_ONE_CORE):
            ours.append(audited(home, 1))
            if missing is None:
                theirs.append(cold(home, ["tests.benchmarks.national_library", str(home)]))
    yield spread("  the same on one core", [ran.seconds for ran in ours], "s", busy(ours))
    if missing is not None:
        yield Measurement("  the library is missing", 0, "", missing)
        return
    assert {ran.out.strip() for ran in theirs} == {ran.out for ran in ours}
    took = [ran.seconds for ran in theirs]
    yield spread("  beside: repository.get, one core", took, "s", busy(theirs))
    times = [its.seconds / own.seconds for its, own in zip(theirs, ours, strict=True)]
    on_two = [its.seconds / own.seconds for its, own in zip(theirs, two, strict=False)]
    yield spread(
        "  the library is slower, one core each",
        times,
        "times",
        f"than ours on two cores {max(on_two):.1f} times",
        at_least=2,
        aim=3.5,
    )
