"""
A writer of the race, a process that is killed without warning: `python -m ... ADDRESS FOLDER SEED`.

Its lanes are threads over one store, so that they commit together. What was open when a
predecessor was killed is sent again first, and so is all that a broken connection left open.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from ledger.store import (
    CommandConflictError,
    Store,
    StoreUnreachableError,
    StreamBusyError,
    open_store,
)
from tests.postgres_fixtures import KEY
from tests.simulation.race.work import Item, Journal, Line, next_item

LANES: Final = 4
STOP: Final = "stop"
Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")


def insisting(
    ask: Callable[Arguments, Answer], *arguments: Arguments.args, **named: Arguments.kwargs
) -> tuple[Answer, bool]:
    """Ask until the database answers; tell whether it was left open on the way."""
    was_open = False
    while True:
        try:
            return ask(*arguments, **named), was_open
        except StreamBusyError:
            # Nothing was written, so nothing is open.
            continue
        except StoreUnreachableError:
            was_open = True
            time.sleep(0.05)


def sent(store: Store, item: Item) -> tuple[str, tuple[int, ...]]:
    """Send an item and return what became of it, with the positions of its events."""
    if item.sort != "decided":
        outcomes = store.append_together(item.events())
        (kind,) = {outcome.kind for outcome in outcomes}
        is_recorded = outcomes[0].is_recorded
        return kind, tuple(o.position for o in outcomes if is_recorded and o.position is not None)
    try:
        recorded = store.execute(item.stream, item.command, lambda _: [item.decided])
    except CommandConflictError:
        return "conflict_command", ()
    return "stored", tuple(one.position for one in recorded if one.position is not None)


def run_lane(store: Store, folder: Path, seed: str, lane: str) -> None:
    journal = Journal(folder / f"{lane}.journal")
    item = journal.open_item
    is_open = item is not None
    while item is not None or not (folder / STOP).exists():
        if item is None:
            item = next_item(seed, lane, journal)
            journal.note(Line(item))
        (kind, positions), was_open = insisting(sent, store, item)
        # An answer that needed a second sending is marked: it was resolved, not acknowledged.
        mark = "resolved " if was_open or is_open else ""
        journal.note(Line(item, mark + kind, positions))
        item, is_open = None, False


def main() -> None:
    address, folder, seed, name = sys.argv[1:]
    store, _ = insisting(open_store, address, KEY, "race")
    with store, ThreadPoolExecutor(LANES) as threads:
        lanes = [
            threads.submit(run_lane, store, Path(folder), seed, f"{name}.{lane}")
            for lane in range(LANES)
        ]
        for lane in wait(lanes, return_when=FIRST_EXCEPTION).done:
            if (error := lane.exception()) is not None:
                traceback.print_exception(error)
                # The other lanes would go on until the end of the race.
                os._exit(1)


if __name__ == "__main__":
    main()
