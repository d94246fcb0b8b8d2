"""
Bulk import: a million events from outside, of which each hundredth comes twice.

What was recorded before is found and left out, and the last part is then imported once more in
whole, as after an import that broke off. Beside it the library's recorder in batches of 500, which
recognises nothing; of fewer events, as its rate does not grow. Making the events is in no time,
turning them into bytes is in both.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from ledger.domain.recorded import Recorded
from ledger.store import Kind, NewEvent, Store
from tests.benchmarks.ground.clients import rate_of
from tests.benchmarks.ground.opened import library, ours, server
from tests.benchmarks.ground.papers import endless, events, peer_event
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement, spread
from tests.benchmarks.national_library import Peer

BATCH: Final = 500
#: Of how many events one comes twice.
EACH: Final = 100


def parts(every: list[Recorded], count: int, size: int) -> Iterator[list[NewEvent]]:
    """Yield so many events in parts; each hundredth has come before."""
    papers = endless(every, 0)
    last: list[NewEvent] = []
    for _ in range(count // size):
        part: list[NewEvent] = []
        while len(part) < size:
            new = list(islice(papers, EACH - 1))
            part += new
            part.append(last[len(part)] if last else new[0])
        yield part
        last = part


def imported(store: Store, part: list[NewEvent]) -> float:
    """Import a part, and return how many a second."""
    started = time.perf_counter()
    kinds = store.import_events(part).kinds
    rate = len(part) / (time.perf_counter() - started)
    assert set(kinds) <= {Kind.STORED, Kind.DUPLICATE}
    assert Kind.DUPLICATE in kinds
    return rate


def recorded(peer: Peer, papers: list[NewEvent]) -> list[float]:
    """Record events the library's way, and return how many a second, batch by batch."""
    versions: dict[object, int] = {}
    rates: list[float] = []
    for start in range(0, len(papers), BATCH):
        made = []
        for paper in papers[start : start + BATCH]:
            version = versions[paper.stream] = versions.get(paper.stream, 0) + 1
            made.append(peer_event(paper, version))
        started = time.perf_counter()
        peer.recorder.insert_events([peer.mapper.to_stored_event(one) for one in made])
        rates.append(len(made) / (time.perf_counter() - started))
    return rates


def measure() -> Iterable[Measurement]:
    """Yield how many times the library's rate ours is, and both."""
    count, size = sized((1_000_000, 50_000), (100_000, 20_000), (2_000, 1_000))
    theirs_count = sized(20_000, 5_000, 1_000)
    with server() as running:
        every = events(running, sized(455, 100, 5))
        with library(running) as (peer, _):
            theirs = recorded(peer, list(islice(endless(every, 0), theirs_count)))
        with ours(running) as store:
            last: list[NewEvent] = []
            mine: list[float] = []
            for part in parts(every, count, size):
                mine.append(imported(store, part))
                last = part
            started = time.perf_counter()
            assert set(store.import_events(last).kinds) == {Kind.DUPLICATE}
            again = len(last) / (time.perf_counter() - started)
            stored = store.count()
        whole = count / sum(size / rate for rate in mine)
        peers = theirs_count / sum(BATCH / rate for rate in theirs)
        yield Measurement(
            f"bulk import of {count:,} events", whole / peers, "×", at_least=3.0, aim=4.5
        )
        p50, p99 = (1000 * size / of for of in (sorted(mine)[len(mine) // 2], min(mine)))
        yield spread(
            "  ours",
            mine,
            "/s",
            f"{stored:,} new; {size:,} take {p50:,.0f} ms, the slowest {p99:,.0f} ms",
        )
        yield Measurement("  ours, all of them known", again, "/s")
        rate = rate_of([BATCH / of for of in theirs], 1.0)
        yield spread(
            "  library, batches of 500",
            theirs,
            "/s",
            f"{theirs_count:,} events; a batch p50 {rate.p50:.0f} ms, p99 {rate.p99:.0f} ms",
        )
