"""
How fast a population is replayed under a what-if beside the law, read once for both.

On the stored national months, after an audit has run once: its files are in memory, as they are
then. KVITTO_TEST_RECIPIENTS makes it a part of the country. Every run checks that what changes is
hours times the change of their rate.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ops.postgres.embedded import running_server
from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_runs import ROOT
from tests.benchmarks.national_store import RECIPIENTS, counts_of, store_of

ROUNDS: Final = 3
EDITIONS: Final = ("reform", "rate-plus-1", "law")
_MONTHS_OF_A_YEAR: Final = 12


def run(home: Path, *arguments: str) -> tuple[float, dict[str, Any]]:
    """Run a command as an operator does, and return its seconds and what it said."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "ops", *arguments, "--json"],
        cwd=ROOT,
        env={**os.environ, "KVITTO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr[-500:]}")
    return time.perf_counter() - started, json.loads(done.stdout)


def measure() -> Iterable[Measurement]:
    """Yield seconds per what-if, and what they would be for a year."""
    home = store_of(int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS)))
    counts = counts_of(home)
    months = len(counts["reports"])
    held = (
        f"{counts['cases']:,} cases, {sum(counts['reports'].values()):,} reports, {months} months"
    )
    with running_server((home / "postgres").resolve()):
        audited, _ = run(home, "audit")
        for edition in EDITIONS:
            seconds: list[float] = []
            for _ in range(ROUNDS):
                took, said = run(home, "whatif", edition)
                assert said["check"]["holds"], said["check"]
                assert (edition == "law") == (not said["affected"])
                seconds.append(took)
            beside = f"{held}; the audit before it took {audited:.1f} s"
            yield spread(f"what-if {edition}, two cores", seconds, "s", beside)
            if edition != "reform":
                continue
            scale = _MONTHS_OF_A_YEAR / months * RECIPIENTS / counts["cases"]
            yield spread(
                "  times what makes it a national year",
                [took * scale for took in seconds],
                "s",
                f"{scale:g} times, where this is no whole year of the whole country",
                at_least=120,
                aim=30,
            )
