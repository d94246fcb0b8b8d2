"""
Verifying a log: every row read and hashed again, tiles and checkpoints compared, on both cores.

Beside it the least that anybody could do with the same rows: one SHA-256 chain over their fields,
in Python, through a cursor of the server. It proves of one row nothing without all the others, and
has to be done from the start each time; ours, with a checkpoint that was kept, reads what is new.
"""

import time
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from ledger.store.connections import Connections
from ledger.store.seals import Verified, Verifying
from ops.auditing import parts_of, processes_for
from tests.benchmarks.ground.sealed import SealedLog, sealed_log, small
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement, spread

_PAGE: Final = 10_000
_ROWS: Final = (
    "select position, stream, version, name, recorded_at, state from kvitto.events"
    " where position <= %b order by position"
)


def chained(connections: Connections, size: int) -> bytes:
    """Return the end of a hash chain over the first rows."""
    end = b""
    with (
        connections.lend() as connection,
        connection.transaction(),
        connection.cursor("chain", binary=True) as rows,
    ):
        rows.itersize = _PAGE
        rows.execute(_ROWS, [size])
        for position, stream, version, name, recorded_at, state in rows:
            fields = f"{position} {stream} {version} {name} {recorded_at} ".encode()
            end = sha256(end + fields + state).digest()
    return end


def verified(log: SealedLog, kept: bytes | None) -> Verified:
    """Verify as `kvitto verify` does, from a kept checkpoint or from the start."""
    verifying = Verifying(log.connections, kept, whole=False)
    rows = verifying.size - verifying.task.since
    return verifying.end(parts_of(verifying.task, verifying.runs, processes_for(rows, None)))


def measure() -> Iterable[Measurement]:
    """Yield how many times a chain's rate ours is, both, and the rate when little is new."""
    rounds = sized(3, 1, 1)
    ours: list[float] = []
    theirs: list[float] = []
    with sealed_log() as log:
        sealed = log.seals.latest()
        assert sealed is not None
        for _ in range(rounds):
            started = time.perf_counter()
            assert verified(log, None).findings == []
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            chained(log.connections, sealed.size)
            theirs.append(time.perf_counter() - started)
        # The kept log grows by a hundredth each time it is measured.
        new = max(1, sealed.size // 100)
        log.store.import_events(list(small(sealed.size, sealed.size + new)))
        log.sealer.seal()
        started = time.perf_counter()
        found = verified(log, sealed.note)
        again = time.perf_counter() - started
        assert found.findings == []
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    yield spread(f"verify {sealed.size:,} events", ratios, "×", at_least=1.0, aim=1.5)
    yield spread("  ours, whole, on both cores", ours, "s")
    yield spread("  a plain SHA-256 chain in Python", theirs, "s")
    read = found.sealed.size - found.first + 1 if found.sealed is not None else 0
    part = again / sorted(ours)[len(ours) // 2]
    beside = (
        f"{100 * part:.1f} % of the whole's time for {100 * read / sealed.size:.1f} % of its rows"
    )
    yield Measurement("  ours again, from a kept checkpoint", again, "s", beside)
