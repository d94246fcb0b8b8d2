"""
How fast a population is replayed under a what-if beside the law, read once for both.

On the stored national year, after an audit has run once: its files are in memory, as they are then.
KVITTO_TEST_RECIPIENTS makes it a part of the country. Every run checks that what changes is hours
times the change of their rate.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ops.postgres.embedded import running_server
from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_runs import ROOT
from tests.benchmarks.national_store import RECIPIENTS, counts_of
from tests.benchmarks.year.year_store import year_store

ROUNDS: Final = 3
#: The year is 2025, and the reform that is shipped begins with 2026.
REFORM: Final = (
    'whatif = "reform-2025"\nbase = "2026-11"\nmeaning = "The reform a year earlier."\n'
    'regime = "SOU_2023_9:2025-01-01"\n'
)


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


def processor_seconds() -> float:
    """Return the processor time of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure() -> Iterable[Measurement]:
    """Yield seconds per what-if; of a part of the country also what the whole would take."""
    home = year_store(int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS)))
    counts = counts_of(home)
    whole = counts["cases"] == RECIPIENTS
    held = f"{counts['cases']:,} cases, {counts['time-reports']:,} reports"
    with running_server((home / "postgres").resolve()):
        audited, _ = run(home, "audit")
        own = home / "reform-2025.toml"
        own.write_text(REFORM, "utf-8")
        for edition in (str(own), "rate-plus-1", "law"):
            seconds: list[float] = []
            busy: list[float] = []
            for _ in range(ROUNDS):
                worked = processor_seconds()
                took, said = run(home, "whatif", edition)
                busy.append(processor_seconds() - worked)
                assert said["check"]["holds"], said["check"]
                assert (edition == "law") == (not said["affected"])
                seconds.append(took)
            beside = f"{held}; the audit before it took {audited:.1f} s"
            asked = (120, 30) if whole else (None, None)
            what = f"what-if {Path(edition).stem} of the national year, two cores"
            yield spread(what, seconds, "s", beside, at_least=asked[0], aim=asked[1])
            # What is left of the clock's on a machine that others use; PostgreSQL's is not in it.
            yield spread("  our processor time, all cores", busy, "s")
            if not whole:
                scale = RECIPIENTS / counts["cases"]
                beside = f"{scale:g} times the part: no measurement"
                scaled = [took * scale for took in seconds]
                yield spread("  the whole country by that", scaled, "s", beside)
