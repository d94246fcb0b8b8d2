"""
The parts of a whole ledger, one after another, with how far it has come told on the way.
"""

from collections.abc import Iterator
from itertools import chain
from typing import TypeVar

from ledger.store.load import ranges
from ops.auditing.processes import Work, parts_of, processes_for
from ops.show.counting import counting

_Part = TypeVar("_Part")


def told_parts(what: str, work: Work[_Part], up_to: int, processes: int | None) -> Iterator[_Part]:
    """Yield the parts of the whole ledger up to a position, and tell how far it has come."""
    if not up_to:
        return
    of = ranges(up_to)
    parts = parts_of(work, of, processes_for(up_to, processes))
    # The processes are made before the thread that draws is.
    first = next(parts)
    with counting(what, len(of)) as tell:
        for done, part in enumerate(chain([first], parts), 1):
            tell(done, len(of))
            yield part
