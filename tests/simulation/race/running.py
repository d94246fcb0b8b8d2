"""
One race: writers, readers and faults for some seconds on a server of its own, then the count.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ledger.store import open_store
from ops.postgres.database import prepare
from tests.postgres_fixtures import KEY, fresh_name, quick_folder
from tests.simulation.race.counting import Count, count
from tests.simulation.race.faults import OwnServer, own_server
from tests.simulation.race.reading import LAST
from tests.simulation.race.writing import STOP

ROOT: Final = Path(__file__).parents[3]
FAULTS: Final = ("writer killed", "holder terminated", "server killed")
#: Seconds that writers and readers may take to end once they are told to.
PATIENCE: Final = 60


@dataclass
class Race:
    """The processes of one race."""

    server: OwnServer
    address: str
    folder: Path
    seed: int
    writers: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])
    readers: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])
    faults: Counter[str] = field(default_factory=Counter[str])

    def begun(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        named = f"tests.simulation.race.{module}"
        command = [sys.executable, "-m", named, self.address, str(self.folder), *arguments]
        return subprocess.Popen(command, cwd=ROOT)

    def writer(self, number: int) -> subprocess.Popen[bytes]:
        return self.begun("writing", str(self.seed), str(number))

    def disturb(self, fault: str, dice: random.Random) -> None:
        match fault:
            case "writer killed":
                number = dice.randrange(len(self.writers))
                assert self.writers[number].poll() is None, "a writer ended before it was told to"
                self.writers[number].kill()
                self.writers[number].wait()
                self.writers[number] = self.writer(number)
                self.faults[fault] += 1
            case "holder terminated":
                self.faults[fault] += self.server.terminate_holder()
            case _:
                self.server.kill()
                time.sleep(dice.uniform(0, 0.3))
                self.server.start_again()
                self.faults[fault] += 1

    def run(self, seconds: float) -> None:
        """Let faults come one after another until the time is over; then let all end."""
        dice = random.Random(self.seed)
        deadline = time.monotonic() + seconds
        # Writers are to be at work before the first of them is killed.
        time.sleep(min(1.5, seconds / 4))
        while time.monotonic() < deadline:
            # Each kind in turn, in an order of its own: the shortest race has all of them.
            for fault in dice.sample(FAULTS, len(FAULTS)):
                if time.monotonic() < deadline or not self.faults[fault]:
                    self.disturb(fault, dice)
                    time.sleep(dice.uniform(0.1, 0.8))
        (self.folder / STOP).touch()
        ended(self.writers)

    def close(self) -> None:
        for process in [*self.writers, *self.readers]:
            if process.poll() is None:
                process.kill()
                process.wait()


def ended(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        assert process.wait(PATIENCE) == 0, f"a process of the race ended with {process.args!r}"


def race(
    seconds: float,
    seed: int,
    installation: Path | None = None,
    *,
    writers: int = 3,
    readers: int = 2,
) -> Count:
    """Run a race and count; the installation is that of another PostgreSQL than the wheel's."""
    with ExitStack() as stack:
        place = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="kvitto-race-", dir=quick_folder())
        )
        server = stack.enter_context(own_server(Path(place), installation, fresh_name()))
        journals = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kvitto-race-")))
        database = prepare(server.address, "embedded")
        running = Race(server, database.url_writer, journals, seed)
        stack.callback(running.close)
        running.readers += [running.begun("reading", f"reader-{n}") for n in range(readers)]
        running.writers += [running.writer(number) for number in range(writers)]
        running.run(seconds)
        with open_store(database.url_writer, KEY, "race") as store:
            head = store.head().position
            draft = journals / "head"
            draft.write_text(str(head), "utf-8")
            draft.rename(journals / LAST)
            ended(running.readers)
            counted = count(journals, store.follow(0, limit=head + 1), head)
        return replace(counted, faults=running.faults)
