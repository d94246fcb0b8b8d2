"""
Durable appends: each client records one event after the other, and waits for the commit.

Beside it the library's own application: its mapper, its transcoder and its PostgreSQL recorder at
their defaults, one event in a transaction. Both record the same events, in streams of their own.
"""

from collections.abc import Iterable
from typing import Final

from ledger.domain.recorded import Recorded
from ledger.store import Kind, Store
from tests.benchmarks.ground.clients import Act, Rate, beside, run
from tests.benchmarks.ground.opened import library, ours, server
from tests.benchmarks.ground.papers import endless, events, peer_event
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.national_library import Peer

#: Clients, and how many times the library's rate ours should be: at least, and as an aim.
ASKED: Final = ((1, 1.0, 1.5), (16, 5.0, 10.0), (64, 8.0, 15.0))


def appending(store: Store, every: list[Recorded], client: int) -> Act:
    """Return one client of ours."""
    papers = endless(every, client)

    def act() -> None:
        assert store.append(next(papers)).kind is Kind.STORED

    return act


def recording(peer: Peer, every: list[Recorded], client: int) -> Act:
    """Return one client of the library."""
    papers = endless(every, client)
    versions: dict[object, int] = {}

    def act() -> None:
        paper = next(papers)
        version = versions[paper.stream] = versions.get(paper.stream, 0) + 1
        peer.events.put([peer_event(paper, version)])

    return act


def measure() -> Iterable[Measurement]:
    """Yield the rates with one client and with many, in turns with the library's."""
    seconds, rounds = sized((2.5, 3), (1.0, 1), (0.1, 1))
    numbers = iter(range(10**9))
    with server() as running:
        every = events(running, sized(100, 30, 5))
        with ours(running) as store, library(running) as (peer, _):
            run([appending(store, every, next(numbers))], seconds / 5)
            run([recording(peer, every, next(numbers))], seconds / 5)
            for clients, at_least, aim in ASKED:
                mine: list[Rate] = []
                theirs: list[Rate] = []
                for _ in range(rounds):
                    acts = [appending(store, every, next(numbers)) for _ in range(clients)]
                    mine.append(run(acts, seconds))
                    acts = [recording(peer, every, next(numbers)) for _ in range(clients)]
                    theirs.append(run(acts, seconds))
                what = f"durable appends, {clients} client{'s' * (clients > 1)}"
                names = ("ours", "library, one event a transaction")
                yield from beside(what, mine, theirs, names, at_least=at_least, aim=aim)
