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

from ledger.rules import Rulebook
from ledger.store.load import Loader
from projections.failures import WorkerEndedError
from projections.refreshing import Kept, Refreshed, Task

#: Cases for which a second process costs more than it saves.
_FEW: Final = 400
#: Chunks that each process may be ahead of what is written, so that memory stays small.
_AHEAD: Final = 3
#: Cases of a small pass that are worth another process.
_LEAST: Final = 3
_ENDED: Final = (
    "A process that computed read models was ended from outside; most often the system had no"
    " memory left. What was written is kept: give the command again, and it goes on from there."
)


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
            raise WorkerEndedError(_ENDED) from broken


class Workers:
    """
    Processes that stay, each with connections of its own, for one small pass after the other.

    Every one of them keeps the register and reads what was added to it; all else it loads anew, so
    nothing that one pass has read is old in the next.
    """

    def __init__(self, loader: Loader, kept: Kept, rulebook: Rulebook, processes: int) -> None:
        """Start them beside this process, which computes as well; none where it has threads."""
        self._kept = kept
        self._others = processes - 1 if _may_copy() else 0
        self._pool = ProcessPoolExecutor(
            max(self._others, 1),
            get_context("fork"),
            initializer=_start,
            initargs=(Task(loader.elsewhere(), 0, None, rulebook, ()), kept),
        )
        if self._others:
            # All begin with the first question: now, while this process has no threads.
            self._pool.submit(_refreshed, ()).result()

    def refreshed(self, task: Task, cases: Sequence[UUID]) -> Refreshed:
        """Return the rows of these cases, this process and the others each taking a part."""
        parts = min(self._others + 1, max(1, len(cases) // _LEAST))
        width = -(-len(cases) // parts)
        first, *rest = [cases[start : start + width] for start in range(0, len(cases), width)]
        try:
            asked = [self._pool.submit(_stepped, task.up_to, task.names, part) for part in rest]
            register = self._kept.at(task.loader, task.up_to)
            of = replace(task, register=register).refreshed(first)
            for part in asked:
                of.add(part.result())
        except BrokenProcessPool as broken:
            raise WorkerEndedError(_ENDED) from broken
        return of

    def close(self) -> None:
        """End them."""
        self._pool.shutdown(cancel_futures=True)


def _may_copy() -> bool:
    """
    Tell whether this process can be copied, with the register and the rulebook it has read.

    A thread beside this one might hold a lock at that moment, and the copy
    would wait for ever.
    """
    return sys.platform == "linux" and threading.active_count() == 1


_tasks: Final[list[Task]] = []
_kept: Final[list[Kept]] = []


def _start(task: Task, *kept: Kept) -> None:
    """Begin a process: it ends with the one that made it, and leaves the keyboard to that."""
    _tasks.append(task)
    _kept.extend(kept)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _refreshed(cases: Sequence[UUID]) -> Refreshed:
    return _tasks[0].refreshed(cases)


def _stepped(up_to: int, names: tuple[str, ...], cases: Sequence[UUID]) -> Refreshed:
    task = _tasks[0]
    register = _kept[0].at(task.loader, up_to)
    return replace(task, up_to=up_to, register=register, names=names).refreshed(cases)
