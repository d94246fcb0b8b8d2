"""
How long the demo takes once everything is installed: three hundred recipients, six months.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from tests.benchmarks.measurement import Measurement, spread

ROUNDS = 3
ROOT = Path(__file__).parents[2]


def measure() -> Iterable[Measurement]:
    """Yield the seconds from start to end of the command, and those of its steps."""
    took: list[float] = []
    steps: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        # Not under a folder that is closed to the user who runs the embedded server.
        with tempfile.TemporaryDirectory(prefix="kvitto-bench-") as home:
            started = perf_counter()
            ran = subprocess.run(
                [sys.executable, "-m", "ops", "demo", "--json"],
                cwd=ROOT,
                env={**os.environ, "KVITTO_HOME": home},
                check=True,
                capture_output=True,
            )
            took.append(perf_counter() - started)
        for step in json.loads(ran.stdout)["steps"]:
            steps.setdefault(step["step"].partition(" ")[0], []).append(step["seconds"])
    beside = "; ".join(f"{name} {sorted(of)[len(of) // 2]:.1f}" for name, of in steps.items())
    yield spread("make demo after installation", took, "s", beside, at_least=60, aim=20)
