"""
Many clients at once, each a thread that waits for every answer, and what is said of them.

Ours and a peer are measured in turns, round by round, so that what else the machine does meets
both. Of each the median of the rounds is told, and the longest wait of 99 in 100.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple

from tests.benchmarks.measurement import Measurement, spread

Act = Callable[[], object]


class Rate(NamedTuple):
    """How many a second were done, and how long one waited, in ms: the half, and 99 in 100."""

    per_second: float
    p50: float
    p99: float


def rate_of(waits: Sequence[float], seconds: float) -> Rate:
    """Return the rate of what was done in some seconds, by how long each waited."""
    ordered = sorted(waits)
    at = [ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 99)]
    return Rate(len(ordered) / seconds, 1000 * at[0], 1000 * at[1])


def run(clients: Iterable[Act], seconds: float) -> Rate:
    """Let clients act again and again for a while."""
    waits: list[float] = []
    failed: list[BaseException] = []

    def repeat(act: Act) -> None:
        ends = time.perf_counter() + seconds
        try:
            while (started := time.perf_counter()) < ends:
                act()
                waits.append(time.perf_counter() - started)
        except BaseException as failure:  # noqa: BLE001 - raised below
            failed.append(failure)

    threads = [threading.Thread(target=repeat, args=(act,)) for act in clients]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return rate_of(waits, time.perf_counter() - started)


def beside(
    what: str,
    ours: Sequence[Rate],
    theirs: Sequence[Rate],
    names: tuple[str, str],
    *,
    at_least: float,
    aim: float,
) -> Iterable[Measurement]:
    """Yield how many times a peer's rate ours is, then both."""
    ratios = [a.per_second / b.per_second for a, b in zip(ours, theirs, strict=True)]
    yield spread(what, ratios, "×", at_least=at_least, aim=aim)
    yield told(f"  {names[0]}", ours)
    yield told(f"  {names[1]}", theirs)


def told(what: str, rounds: Sequence[Rate]) -> Measurement:
    """Return the median rate of some rounds, and the waits beside it."""
    p50, p99 = median(of.p50 for of in rounds), median(of.p99 for of in rounds)
    waits = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    return spread(what, [of.per_second for of in rounds], "/s", waits)
