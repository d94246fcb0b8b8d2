"""
How long the national month takes beside an earlier state of ours: audits in turns, in one run.

Then the ledger knew neither transfers, claims, debits nor recoveries, and its month held fewer
events and payments; each state audits its own store, made by its own generator. Seconds measured
on another day say little on a machine that others use as well.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national import audited
from tests.benchmarks.national_store import RECIPIENTS, ROOT, store_of

#: A verified month in full, before the whole domain came to it.
BEFORE: Final = "70eae64608b9e5bf1db5524eb30a3171733ec518"
ROUNDS: Final = 4
_STORE: Final = """
import sys
from tests.benchmarks.national_store import store_of
print(store_of(int(sys.argv[1])))
"""
_AUDITED: Final = """
import sys
from pathlib import Path
from tests.benchmarks.national import audited
ran = audited(Path(sys.argv[1]), 2)
print(ran.seconds, ran.busy)
"""


def measure() -> Iterable[Measurement]:
    """Yield the seconds of both, and how many times as long ours take now."""
    recipients = int(os.environ.get("KVITTO_TEST_RECIPIENTS", RECIPIENTS))
    # A short path, or its server's socket would not lie beside its data.
    there = ROOT / ".kvitto" / BEFORE[:7]
    if not there.exists():
        made = subprocess.run(
            ["git", "worktree", "add", "--detach", str(there), BEFORE],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            yield Measurement("the national month before", 0, "", made.stderr.strip())
            return
    its_store = _run(there, _STORE, str(recipients)).split()[-1]
    home = store_of(recipients)
    was: list[tuple[float, float]] = []
    now: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        seconds, busy = map(float, _run(there, _AUDITED, its_store).split())
        was.append((seconds, busy))
        ran = audited(home, 2)
        now.append((ran.seconds, ran.busy))
    yield spread("the national month before the whole domain", [of for of, _ in was], "s")
    yield spread("  now, audited in turns with it", [of for of, _ in now], "s")
    yield spread(
        "  longer than before",
        [ours / its for (ours, _), (its, _) in zip(now, was, strict=True)],
        "times",
        f"seconds of processors {median(b for _, b in now) / median(b for _, b in was):.2f} times",
        at_least=1.3,
        aim=1.0,
    )


def _run(there: Path, code: str, argument: str) -> str:
    """Run a few lines of Python with the modules of another state of ours."""
    done = subprocess.run(
        [sys.executable, "-c", code, argument],
        cwd=there,
        env={**os.environ, "PYTHONPATH": str(there)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
