"""
From commit to visible: documents come in at a steady rate, and a reader looks at the balances.

A national ledger as it stood one April morning, and its next documents in the order in which they
became known, nearly each in another case. They are recorded by many threads of one process at a
fixed rate, whatever becomes of them (an open loop); a runner in another process follows; a reader
asks for the balance of the case that was written last, and in the same statement how
far the read model has come. A document is visible when an answer says so; the time counts from the
end of its commit. In the end every balance that was touched must be what a fresh reckoning gives.
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from uuid import UUID

import psycopg

from ledger.store import NewEvent, Store, open_store
from ops.postgres.roles import READER, acting_as
from projections.refreshing import Task
from tests.benchmarks.ground.late import NAMES, Late, late, runner_of
from tests.benchmarks.ground.size import sized
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.national_store import ROOT

WRITERS: Final = 32
PROCESSES: Final = 2
_LOOK: Final = (
    "select p.position, b.owed_ore from kvitto.projections p"
    " left join kvitto.balances b on b.case_id = %s where p.name = 'balances' and p.is_shown"
)
_PAUSE: Final = 0.002
#: Seconds before it counts: the copy of the ledger is on the disk only, and the runner begins.
_WARM: Final = 8.0
#: Seconds for which what came last may stay invisible before the benchmark gives up.
_PATIENCE: Final = 60.0


class Seen:
    """When each position was committed, and when a reader saw that it was shown."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.committed: dict[int, float] = {}
        self.looks: list[tuple[float, int]] = []

    def waits(self) -> list[float]:
        """Return the seconds from commit to visible of each document, in the order of the log."""
        found: list[float] = []
        looks = iter(self.looks)
        at, shown = next(looks)
        for position in sorted(self.committed):
            while shown < position:
                at, shown = next(looks)
            found.append(max(0.0, at - self.committed[position]))
        return found


def write(
    store: Store, papers: Sequence[NewEvent], rate: float, seen: Seen, touch: list[UUID]
) -> None:
    """Record documents, each when it is due, from many threads."""
    numbers = count()
    begun = time.monotonic() + 0.1

    def writer() -> None:
        while (number := next(numbers)) < len(papers):
            wait = begun + number / rate - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            outcome = store.append(papers[number])
            assert outcome.position is not None
            seen.committed[outcome.position] = time.monotonic()
            touch[0] = papers[number].stream

    threads = [threading.Thread(target=writer) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def look(address: str, seen: Seen, touch: list[UUID], last: list[int]) -> None:
    """Ask again and again for a balance, until all is shown."""
    with psycopg.connect(acting_as(address, READER), autocommit=True) as connection:
        ends = None
        while True:
            row = connection.execute(_LOOK, [touch[0]], binary=True).fetchone()
            assert row is not None
            seen.looks.append((time.monotonic(), row[0]))
            if last and row[0] >= last[0]:
                return
            ends = ends or (time.monotonic() + _PATIENCE if last else None)
            if ends and time.monotonic() > ends:
                raise TimeoutError(f"{last[0] - row[0]} events are not visible")
            time.sleep(_PAUSE)


@contextmanager
def following(of: Late) -> Generator[None]:
    """Let a runner follow in a process of its own."""
    with NamedTemporaryFile() as key:
        Path(key.name).write_bytes(of.key)
        command = [sys.executable, "-m", "tests.benchmarks.log.visible", of.address, key.name]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                yield
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait() == 0


def differing(of: Late, touched: set[UUID]) -> int:
    """Return how many balances are not what a fresh reckoning gives."""
    with runner_of(of.address, of.key, 1) as runner:
        head = runner.log.follower.head().position
        cases = sorted(touched)
        task = Task(runner.log.loader, head, None, runner.rulebook, NAMES)
        made = task.refreshed(cases).rows["balances"]
        with runner.tables.transaction() as connection:
            kept = connection.execute(
                "select case_id, owed_ore, paid_ore, explained_ore from kvitto.balances"
                " where case_id = any (%s)",
                [cases],
            ).fetchall()
    fresh = {(row[0], row[3], row[4], row[11]) for rows in made.values() for row in rows}
    return len(fresh ^ set(kept))


def measured(rate: float, seconds: float) -> list[float]:
    """Return the waits in ms of what came at a rate for some seconds, after some of it."""
    warm = int(rate * _WARM)
    with late(warm + int(rate * seconds)) as of, open_store(of.address, of.key) as store:
        seen, touch, last = Seen(), [of.coming[0].stream], list[int]()
        with following(of):
            warming = Seen()
            write(store, of.coming[:warm], rate, warming, touch)
            reader = threading.Thread(
                target=look, args=(of.address, seen, touch, last), daemon=True
            )
            reader.start()
            write(store, of.coming[warm:], rate, seen, touch)
            last.append(max(seen.committed))
            reader.join()
        assert differing(of, {paper.stream for paper in of.coming[:2_000]}) == 0
    return [1000 * wait for wait in seen.waits()]


def measure() -> Iterable[Measurement]:
    """Yield the wait of 99 in 100, and the half."""
    rate, seconds = sized((500.0, 20.0), (500.0, 5.0), (50.0, 1.0))
    waits = sorted(measured(rate, seconds))
    p50, p99 = (waits[len(waits) * part // 100] for part in (50, 99))
    yield Measurement(
        f"commit to visible in balances, {rate:.0f} events/s, p99",
        p99,
        "ms",
        f"p50 {p50:.0f} ms, longest {waits[-1]:.0f} ms; {len(waits):,} documents",
        at_least=100.0,
        aim=30.0,
    )


def follow(address: str, key_file: str) -> None:
    """Follow until this process is asked to end."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with runner_of(address, Path(key_file).read_bytes(), PROCESSES) as runner:
        print("following", flush=True)
        runner.follow(NAMES, is_ended=ended.is_set)


if __name__ == "__main__":
    follow(*sys.argv[1:])
