"""
A national ledger as it stood one April morning, and the documents that came in next.

Made once from the kept national store, in another database of its server: what was known before
that morning is recorded and its balances are made; what came next waits in the order in which it
became known. Each run works on a copy.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from heapq import nsmallest
from typing import Final

import psycopg

from ledger.domain.recorded import Recorded, fold_order
from ledger.rules import load_rulebook
from ledger.store import NewEvent, Store, StoreUnreachableError, open_store, read_blind_index_key
from ops.commands.wiring import KEY_NAME
from ops.postgres.database import prepare
from ops.postgres.embedded import Server, running_server
from ops.postgres.roles import PROJECTOR, acting_as
from projections.registry import PROJECTIONS
from projections.runner import Runner
from projections.tables import Tables
from tests.benchmarks.ground.opened import run
from tests.benchmarks.ground.size import sized
from tests.benchmarks.national_store import RECIPIENTS, store_of

MORNING: Final = datetime(2026, 4, 10, tzinfo=UTC)
NAMES: Final = ("balances",)
_PAGE: Final = 20_000


class Late:
    """A copy of the ledger: its address, its key, and the documents that are to come."""

    def __init__(self, address: str, key: bytes, coming: list[NewEvent]) -> None:
        """Keep all three."""
        self.address, self.key, self.coming = address, key, coming


@contextmanager
def late(most: int) -> Generator[Late]:
    """Yield a copy of the ledger with the first so many documents that come next."""
    home = store_of(int(os.environ.get("KVITTO_TEST_RECIPIENTS", sized(RECIPIENTS, 1_800, 60))))
    key = read_blind_index_key(home / KEY_NAME)
    with running_server((home / "postgres").resolve()) as server:
        made = f"late_{_made_by()}"
        with open_store(prepare(server.address("kvitto"), "embedded").url_writer, key) as of:
            if not server.has_database(made):
                _make(server, made, of, key)
            coming = _after(of, most)
        copy = f"late_{os.getpid()}"
        run(server, "create database {} template {} strategy file_copy", copy, made)
        try:
            address = server.address(copy)
            yield Late(prepare(address, "embedded").url_writer, key, coming)
        finally:
            run(server, "drop database {} with (force)", copy)


@contextmanager
def runner_of(address: str, key: bytes, processes: int) -> Generator[Runner]:
    """Yield a runner over such a copy."""
    with open_store(address, key) as store, Tables(acting_as(address, PROJECTOR)) as tables:
        unreachable = StoreUnreachableError
        yield Runner(store, tables, load_rulebook(), processes=processes, unreachable=unreachable)


def _made_by() -> str:
    """Return a name for what the kept balances are made by: those of others cannot be followed."""
    book = load_rulebook()
    by = f"{MORNING} {PROJECTIONS['balances'].made_by(book.sha256)} {book.regime.written}"
    return sha256(by.encode()).hexdigest()[:8]


def _make(server: Server, name: str, of: Store, key: bytes) -> None:
    print(f"making the ledger of {MORNING:%d %B}, which is kept ...", file=sys.stderr)
    unfinished = f"{name}_unfinished"
    run(server, "drop database if exists {} with (force)", unfinished)
    address = prepare(server.ensure_database(unfinished), "embedded").url_writer
    with open_store(address, key) as store:
        for page in _pages(of):
            store.import_events([_new(one) for one in page if one.envelope.known_at < MORNING])
    with runner_of(address, key, os.cpu_count() or 1) as runner:
        runner.catch_up(NAMES)
    with psycopg.connect(server.address(unfinished), autocommit=True) as connection:
        connection.execute("vacuum analyze")
    run(server, "alter database {} rename to {}", unfinished, name)


def _after(of: Store, most: int) -> list[NewEvent]:
    came = (one for page in _pages(of) for one in page if one.envelope.known_at >= MORNING)
    return [_new(one) for one in nsmallest(most, came, key=fold_order)]


def _pages(of: Store) -> Generator[list[Recorded]]:
    position = 0
    while page := of.follow(position, _PAGE):
        yield page
        position = page[-1].position or 0


def _new(of: Recorded) -> NewEvent:
    return NewEvent(of.originator_id, of.envelope, of.event)
