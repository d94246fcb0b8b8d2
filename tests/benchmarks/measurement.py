"""
A figure that was measured, with what is asked of it and what was measured beside it.

A benchmark is a module here with `measure() -> Iterable[Measurement]`; `__main__` prints them all
in one table. Figures are printed and never asserted: machines differ, and a timer is no test.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import NamedTuple


class Measurement(NamedTuple):
    """
    One line of the table: a median, its spread, and what to hold it against.

    `at_least` and `aim` are what is asked of the figure: floors for a rate, ceilings for seconds.
    """

    what: str
    value: float
    unit: str
    beside: str = ""
    at_least: float | None = None
    aim: float | None = None
    low: float | None = None
    high: float | None = None


def spread(
    what: str,
    values: list[float],
    unit: str,
    beside: str = "",
    *,
    at_least: float | None = None,
    aim: float | None = None,
) -> Measurement:
    """Return the median of several rounds with the lowest and the highest."""
    return Measurement(what, median(values), unit, beside, at_least, aim, min(values), max(values))


def per_second(count: int, work: Callable[[], object]) -> float:
    """
    Return how many a second of a core's time are done when `work` does so many.

    Time that the system gives to other processes meanwhile is not counted.
    """
    started = process_time()
    work()
    return count / (process_time() - started)


@contextmanager
def one_core() -> Generator[None]:
    """Keep this process on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
