"""
Inclusion proofs: how long one takes in a tree of two million leaves, each leaf drawn anew.

What is measured is what a receipt asks for, from the question to the list of hashes. A sample of
the proofs is checked against the signed root. Of a larger tree, which is made and kept:
`python -m tests.benchmarks.log.proofs 10000000`.
"""

import sys
import time
from collections.abc import Iterable
from hashlib import sha256
from random import Random
from typing import Final

from ledger.proofs.merkle import verify_inclusion
from tests.benchmarks.ground.sealed import sealed_log
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement

_CHECKED: Final = 20


def measure(leaves: int | None = None) -> Iterable[Measurement]:
    """Yield the wait of 99 in 100, with the half beside it."""
    times = sized(5_000, 2_000, 100)
    dice = Random(7)
    with sealed_log(leaves) as log:
        sealed = log.seals.latest()
        assert sealed is not None
        waits: list[float] = []
        for _ in range(times):
            position = dice.randrange(1, sealed.size + 1)
            started = time.perf_counter()
            proof = log.seals.inclusion(position, sealed.size)
            waits.append(1000 * (time.perf_counter() - started))
            if len(waits) <= _CHECKED:
                row = log.seals.row(position)
                assert row is not None
                leaf = sha256(b"\0" + row.entry).digest()
                verify_inclusion(position - 1, sealed.size, leaf, proof, sealed.root)
    waits.sort()
    p50, p99 = (waits[len(waits) * part // 100] for part in (50, 99))
    yield Measurement(
        f"inclusion proof at {sealed.size:,} leaves, p99",
        p99,
        "ms",
        f"p50 {p50:.2f} ms, longest {waits[-1]:.1f} ms; {times:,} leaves drawn",
        at_least=5.0,
        aim=1.0,
    )


if __name__ == "__main__":
    for measured in measure(int(sys.argv[1])):
        print(f"{measured.what}: {measured.value:.2f} {measured.unit}, {measured.beside}")
