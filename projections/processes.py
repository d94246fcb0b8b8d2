"""
Several processes for one pass: each computes the next chunk, and all come back in order.

Nothing is written here, so a process that ends before its time costs the work
it had not handed in, and no more.
"""

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Final
from uuid import UUID

from projections.failures import WorkerEndedError
from projections.refreshing import Refreshed, Task

#: Cases for which a second process costs more than it saves.
_FEW: Final = 400
#: Chunks that each process may be ahead of what is written, so that memory stays small.
_AHEAD: Final = 3


def computed(task: Task, chunks: Sequence[Sequence[UUID]], processes: int) -> Iterator[Refreshed]:
    """Yield the rows of each chunk of cases, in the order of the chunks."""
    cases = sum(map(len, chunks))
    if processes == 1 or cases < _FEW or len(chunks) == 1 or not _may_copy():
        yield from map(task.refreshed, chunks)
        return
    task = replace(task, loader=task.loader.elsewhere())
    # What is there already is looked at by nobody, or each process would copy it.
    gc.freeze()
    pool = ProcessPoolExecutor(
        min(processes, len(chunks)), get_context("fork"), initializer=_start, initargs=(task,)
    )
    with ExitStack() as stack:
        stack.callback(gc.unfreeze)
        stack.callback(pool.shutdown, cancel_futures=True)
        waiting: deque[Future[Refreshed]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_refreshed, chunk))
                if len(waiting) >= processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as broken:
            raise WorkerEndedError(
                "A process that computed read models was ended from outside; most often the"
                " system had no memory left. What was written is kept: give the command again,"
                " and it goes on from there."
            ) from broken


def _may_copy() -> bool:
    """
    Tell whether this process can be copied, with the register and the rulebook it has read.

    A thread beside this one might hold a lock at that moment, and the copy
    would wait for ever.
    """
    return sys.platform == "linux" and threading.active_count() == 1


_tasks: Final[list[Task]] = []


def _start(task: Task) -> None:
    """Begin a process: it ends with the one that made it, and leaves the keyboard to that."""
    _tasks.append(task)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _refreshed(cases: Sequence[UUID]) -> Refreshed:
    return _tasks[0].refreshed(cases)
