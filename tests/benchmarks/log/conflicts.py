"""
What conflicts cost: 64 clients of whom each hundredth append states a version that is taken.

A conflict fails its own request and no neighbour's. Beside it the same without any.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from typing import Final
from uuid import UUID

from ledger.domain.recorded import Recorded
from ledger.store import Kind, Store
from tests.benchmarks.ground.clients import Act, Rate, beside, run
from tests.benchmarks.ground.opened import ours, server
from tests.benchmarks.ground.papers import endless, events
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement

CLIENTS: Final = 64


def appending(store: Store, every: list[Recorded], client: int, conflict_each: int) -> Act:
    """Return a client that meets a conflict each so many times, 0 for never."""
    papers = endless(every, client)
    # Clients do not meet theirs all at once.
    numbers = count(client)
    begun: list[UUID] = []

    def act() -> None:
        paper, number = next(papers), next(numbers)
        if conflict_each and number % conflict_each == 0 and begun:
            paper = replace(paper, stream=begun[0], version=1)
            assert store.append(paper).kind is Kind.CONFLICT_VERSION
            return
        assert store.append(paper).kind is Kind.STORED
        begun[:] = [paper.stream]

    return act


def measure() -> Iterable[Measurement]:
    """Yield both rates in turns, and how many times the one the other is."""
    seconds, rounds = sized((2.5, 5), (1.0, 2), (0.1, 1))
    numbers = iter(range(10**9))
    met: dict[int, list[Rate]] = {0: [], 100: []}
    with server() as running:
        every = events(running, sized(100, 30, 5))
        with ours(running) as store:
            for _ in range(rounds):
                for conflict_each, rates in met.items():
                    acts = [
                        appending(store, every, next(numbers), conflict_each)
                        for _ in range(CLIENTS)
                    ]
                    rates.append(run(acts, seconds))
    names = ("with 1 % conflicts, each answered", "without")
    what = f"{CLIENTS} clients with 1 % conflicts, beside none"
    yield from beside(what, met[100], met[0], names, at_least=0.7, aim=0.9)
