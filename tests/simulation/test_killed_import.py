"""An import killed five times, then run twice at once, ends in the audit of a clean run."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.store import Store, open_store
from ops.postgres.database import Database, prepare
from ops.world import generate
from tests.integration.test_whole_run import Found, audited, found
from tests.postgres_fixtures import KEY, Cluster, fresh_name

ROOT = Path(__file__).parents[2]

#: Run by other processes, which the test kills.
IMPORT = f"""
import sys
from pathlib import Path
from consumers.files import ingest
from ledger.store import open_store
with open_store(sys.argv[1], {KEY!r}) as store:
    print(ingest([Path(sys.argv[2])], store).rejected)
"""


@contextmanager
def database(cluster: Cluster) -> Generator[Database]:
    name = fresh_name()
    yield prepare(cluster.create(name), "embedded")
    cluster.drop(name)


def importing(opened: Database, world: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, opened.url_writer, str(world)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> bytes:
    output, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    return output.strip()


def audit_of(store: Store) -> Found:
    assert store.count() == store.head().position
    positions = [recorded.position for recorded in store.follow(0, limit=1_000_000)]
    assert positions == list(range(1, store.count() + 1))
    return found(audited(store))


@pytest.mark.parametrize("seed", [random.SystemRandom().randrange(10_000)])
def test_an_import_killed_five_times_ends_in_the_audit_of_one_clean_run(
    seed: int, cluster: Cluster, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    generate(
        tmp_path / "in", recipients=80, first_month="2025-10", months=6, seed=seed, faults=0.05
    )
    with database(cluster) as opened, open_store(opened.url_writer, KEY) as store:
        assert ended(importing(opened, tmp_path / "in")) == b"0"
        clean, count = audit_of(store), store.count()
    assert clean
    with database(cluster) as opened, open_store(opened.url_writer, KEY) as store:
        counts = [0]
        for _ in range(5):
            process = importing(opened, tmp_path / "in")
            while store.count() <= counts[-1] < count and process.poll() is None:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            counts.append(store.count())
        both = [importing(opened, tmp_path / "in") for _ in range(2)]
        assert [ended(process) for process in both] == [b"0", b"0"]
        assert store.count() == count, f"seed {seed}, killed at {counts}"
        assert audit_of(store) == clean, f"seed {seed}, killed at {counts}"
    assert len(set(counts)) > 1, "no import was killed on its way"
