"""
Bytes per event, everything counted: tables, indexes, what is stored out of line, and tiles.

The same national events in both, after a vacuum. Ours are sealed, so the tiles count as well, and
so do the indexes by which a document, a command and a party are found, of which the library has
none. The library's are its table and indexes, in its own JSON.
"""

from collections.abc import Iterable

import psycopg

from tests.benchmarks.ground.opened import database, library, server
from tests.benchmarks.ground.papers import copied, events, peer_event
from tests.benchmarks.ground.sealed import opened
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement

_BATCH = 100
#: All of a schema: its tables with their indexes and what is stored out of line.
_SIZE = (
    "select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c"
    " where c.relnamespace = to_regnamespace(%s) and c.relkind = 'r'"
)


def bytes_in(address: str, schema: str) -> int:
    """Return the bytes of a schema after a vacuum."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum")
        ((found,),) = connection.execute(_SIZE, [schema]).fetchall()
    return found


def measure() -> Iterable[Measurement]:
    """Yield how many times the library's bytes ours are, and both."""
    copies = sized(10, 2, 1)
    with server() as running:
        every = events(running, sized(455, 100, 5))
        papers = [paper for number in range(copies) for paper in copied(every, number)]
        with database(running, "footprint") as address:
            with opened(address) as log:
                empty = bytes_in(address, "kvitto")
                log.store.import_events(papers)
                log.sealer.seal()
            mine = (bytes_in(address, "kvitto") - empty) / len(papers)
        with library(running, "footprint_library") as (peer, address):
            versions: dict[object, int] = {}
            for start in range(0, len(papers), _BATCH):
                made = []
                for paper in papers[start : start + _BATCH]:
                    version = versions[paper.stream] = versions.get(paper.stream, 0) + 1
                    made.append(peer.mapper.to_stored_event(peer_event(paper, version)))
                peer.recorder.insert_events(made)
            theirs = bytes_in(address, "public") / len(papers)
    yield Measurement(
        "bytes per event, beside the library's", mine / theirs, "×", at_least=1.6, aim=1.3
    )
    yield Measurement("  ours", mine, "bytes", f"{len(papers):,} events")
    yield Measurement("  library's table and indexes", theirs, "bytes")
