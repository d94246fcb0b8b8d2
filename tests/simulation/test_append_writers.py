"""
Four writers, an importer and a reader at its tail: nothing lost, doubled or skipped, no gaps.

One seed decides what each writer sends: new documents, documents sent before, documents whose
content was changed, versions that others may have taken, and groups. Writers are threads with
connections of their own and no append thread between them, so that they meet in the database.
"""

import os
import random
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from ledger.domain.recorded import Recorded
from ledger.store import Kind, NewEvent, Store, open_store
from ops.postgres import Database
from tests.contracts.store_events import document, report
from tests.postgres_fixtures import KEY

SEED = int(os.environ.get("KVITTO_TEST_SEED", "20260305"))
WRITERS, SENDINGS = 4, 250
STREAMS = [uuid.UUID(int=number) for number in range(1, 9)]


@dataclass
class Sent:
    """What one writer was told of each document it sent."""

    stored: list[uuid.UUID] = field(default_factory=list[uuid.UUID])
    kinds: Counter[Kind] = field(default_factory=Counter[Kind])

    def note(self, event: NewEvent, kind: Kind) -> None:
        self.kinds[kind] += 1
        if kind is Kind.STORED:
            self.stored.append(event.envelope.event_id)


def sendings(writer: int) -> Iterator[list[NewEvent]]:
    """Yield what one writer sends, each a group."""
    dice = random.Random(f"{SEED}/{writer}")
    known: list[NewEvent] = []
    for number in range(SENDINGS):
        stream = dice.choice(STREAMS)
        # Half of the documents are sent by every writer.
        shared = dice.random() < 0.5
        event = document(f"{number}" if shared else f"{writer}/{number}", STREAMS[number % 8])
        chance = dice.random()
        if chance < 0.1 and known:
            yield [dice.choice(known)]
        elif chance < 0.2 and known:
            yield [replace(dice.choice(known), event=report(dice.randint(4, 30)))]
        elif chance < 0.3:
            yield [replace(document(f"{writer}/v{number}", stream), version=dice.randint(1, 60))]
        elif chance < 0.4:
            yield [document(f"{writer}/g{number}/{n}", stream) for n in range(dice.randint(2, 5))]
        else:
            known.append(event)
            yield [event]


def write(database: Database, writer: int) -> Sent:
    sent = Sent()
    with open_store(database.url_writer, KEY) as store:
        for group in sendings(writer):
            for event, outcome in zip(group, store.append_together(group), strict=True):
                sent.note(event, outcome.kind)
    return sent


def bring_in(database: Database) -> Sent:
    sent = Sent()
    with open_store(database.url_writer, KEY) as store:
        for batch in range(20):
            events = [document(f"i{batch // 2}/{n}", STREAMS[n % 8]) for n in range(40)]
            for event, kind in zip(events, store.import_events(events).kinds, strict=True):
                sent.note(event, kind)
    return sent


def tail(store: Store, ended: threading.Event) -> list[Recorded]:
    """Follow the log from its start, as a projection does, until the writers have ended."""
    seen: list[Recorded] = []
    while True:
        # Read before the page, or what came between would be missed.
        is_last = ended.is_set()
        page = store.follow(len(seen), limit=50)
        # A reader that met a later position first would never see the earlier one.
        assert [event.position for event in page] == list(
            range(len(seen) + 1, len(seen) + 1 + len(page))
        ), f"seed {SEED}"
        seen += page
        if not page:
            if is_last:
                return seen
            store.wait(len(seen), timeout=0.2)


def test_nothing_is_lost_doubled_or_skipped(store: Store, database: Database) -> None:
    ended = threading.Event()
    with ThreadPoolExecutor(WRITERS + 2) as threads:
        reading = threads.submit(tail, store, ended)
        writing = [threads.submit(write, database, writer) for writer in range(WRITERS)]
        writing.append(threads.submit(bring_in, database))
        try:
            sent = [one.result() for one in writing]
        finally:
            ended.set()
        seen = reading.result()
    told = [event_id for one in sent for event_id in one.stored]
    recorded = [event.envelope.event_id for event in seen]
    again = f"repeat with: KVITTO_TEST_SEED={SEED} python -m pytest {__file__}"
    assert sorted(told) == sorted(recorded), again
    assert len(set(recorded)) == len(recorded) == store.count(), again
    kinds = sum((one.kinds for one in sent), Counter[Kind]())
    # The run is worth something only when writers met.
    wanted = {Kind.STORED, Kind.DUPLICATE, Kind.CONFLICT_DOCUMENT, Kind.CONFLICT_VERSION}
    assert wanted <= set(kinds), kinds


def test_the_log_holds_together_after_the_race(store: Store, database: Database) -> None:
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda writer: write(database, writer), range(WRITERS)))
    seen = store.follow(0, limit=100_000)
    for stream in STREAMS:
        history = store.load(stream)
        assert [event.originator_version for event in history] == list(range(1, len(history) + 1))
        positions = [event.position or 0 for event in history]
        assert positions == sorted(positions)
    times = [event.recorded_at for event in seen if event.recorded_at is not None]
    assert times == sorted(times)
    assert store.head().recorded_at == times[-1]
    assert all(event.envelope.known_at <= time for event, time in zip(seen, times, strict=True))
