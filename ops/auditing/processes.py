"""
Several processes for one audit: each takes the next range of cases, and all is put in order.

The answer is the same, byte for byte, however many there are. A process that is killed, or a
database that fails one of them, fails the audit: half of one is none.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, Final, Protocol, Self, TypeVar

_Part = TypeVar("_Part")
_Made_co = TypeVar("_Made_co", covariant=True)

#: Events in a ledger for which a second process costs more than it saves.
_FEW: Final = 20_000


class Work(Protocol[_Made_co]):
    """What is done with every range, as an audit with the cases of one."""

    def elsewhere(self) -> Self:
        """Return the work with connections of its own, and what every process needs made."""
        ...

    def part(self, of: Any, /) -> _Made_co:  # noqa: ANN401 - of cases, or of positions
        """Do it with what lies in a range."""
        ...


class WorkerLostError(Exception):
    """A process of the audit ended before its time; the message says what now."""

    def __init__(self) -> None:
        """Say what it may have been."""
        super().__init__(
            "A process of the audit was ended from outside, so nothing is reported: half an audit"
            " is none. Most often the system had no memory left. Give the command again, with"
            " --processes 1 where memory is scarce."
        )


def processes_for(events: int, wanted: int | None) -> int:
    """Return how many processes audit a ledger: those wanted, else one a core; or this one."""
    if not may_copy() or (wanted is None and events < _FEW):
        return 1
    return wanted or len(os.sched_getaffinity(0))


def parts_of(
    task: Work[_Part], ranges: Sequence[tuple[Any, Any]], processes: int
) -> Iterator[_Part]:
    """
    Yield the part of each range, in the order of the ranges.

    Raises what a part raised, in whatever process, and `WorkerLostError`.
    """
    if processes == 1:
        yield from map(task.part, ranges)
        return
    task = task.elsewhere()
    # What is there already is looked at by nobody, or each process would copy it.
    gc.freeze()
    pool = ProcessPoolExecutor(
        min(processes, len(ranges)), get_context("fork"), initializer=_start, initargs=(task,)
    )
    with ExitStack() as stack:
        stack.callback(gc.unfreeze)
        stack.callback(pool.shutdown, cancel_futures=True)
        try:
            yield from pool.map(_part, ranges)
        except BrokenProcessPool as broken:
            raise WorkerLostError from broken


def may_copy() -> bool:
    """
    Tell whether this process can be copied, with the register and the rulebook it has read.

    Elsewhere than on Linux libraries of the system do not stand it. A thread
    beside this one might hold a lock at that moment, and the copy would wait
    for ever.
    """
    return sys.platform == "linux" and threading.active_count() == 1


_tasks: Final[list[Work[Any]]] = []


def _start(task: Work[Any]) -> None:
    """Begin a process: it ends with the one that made it, and leaves the keyboard to that."""
    _tasks.append(task)
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _part(of: tuple[Any, Any]) -> Any:  # noqa: ANN401 - whatever the work makes of it
    return _tasks[0].part(of)
