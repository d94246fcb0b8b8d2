"""
Bulk import: each event once, whatever is repeated, broken off or imported at the same time.
"""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ledger.store import Kind, Store
from ledger.store.bulk import Importer
from ops.postgres import Database
from tests.contracts.store_events import death, document, report


def importer(store: Store) -> Importer:
    return Importer(store.application.log_factory.log.connections)


def staged(database: Database) -> int:
    with psycopg.connect(database.url_owner) as connection:
        row = connection.execute("select count(*) from kvitto.staging").fetchone()
    assert row is not None
    return row[0]


def test_an_import_assigns_versions_in_the_order_of_the_input(store: Store) -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    store.append(document("before", one))
    events = [document(number, one if number % 2 else two) for number in range(10)]
    outcome = store.import_events(events)
    assert outcome.kinds == [Kind.STORED] * 10
    assert outcome.head == store.count() == 11
    assert [e.envelope for e in store.follow(1)] == [e.envelope for e in events]
    assert [e.originator_version for e in store.load(one)] == [1, 2, 3, 4, 5, 6]
    assert [e.originator_version for e in store.load(two)] == [1, 2, 3, 4, 5]


def test_nothing_is_imported_from_nothing(store: Store) -> None:
    outcome = store.import_events([])
    assert (outcome.kinds, outcome.head) == ([], 0)


def test_an_import_that_is_run_again_changes_nothing(store: Store, database: Database) -> None:
    events = [document(number) for number in range(50)]
    store.import_events(events[:20])
    head = store.head()
    again = store.import_events(events[:20])
    assert again.kinds == [Kind.DUPLICATE] * 20
    assert store.head() == head
    whole = importer(store).import_events(events, batch_size=15)
    assert whole.indexes(Kind.STORED) == list(range(20, 50))
    assert store.count() == 50
    assert staged(database) == 0


def test_each_row_has_its_own_outcome(store: Store) -> None:
    known, later = document("known"), datetime.now(UTC) + timedelta(hours=1)
    store.append(known)
    twice = document("twice")
    not_yet = document("not yet", known_at=later)
    outcome = store.import_events(
        [
            document(1),
            known,
            replace(known, event=death()),
            twice,
            twice,
            replace(twice, event=report(7)),
            not_yet,
            document(2),
        ]
    )
    assert outcome.kinds == [
        Kind.STORED,
        Kind.DUPLICATE,
        Kind.CONFLICT_DOCUMENT,
        Kind.STORED,
        Kind.DUPLICATE,
        Kind.CONFLICT_DOCUMENT,
        Kind.KNOWN_LATER,
        Kind.STORED,
    ]
    assert outcome.indexes(Kind.STORED) == [0, 3, 7]
    assert [event.position for event in store.follow(0)] == [1, 2, 3, 4]


def test_of_two_stamps_of_one_document_the_one_that_may_be_recorded_counts(store: Store) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    first, second = document(1, known_at=later), document(1)
    assert store.import_events([first, second]).kinds == [Kind.KNOWN_LATER, Kind.STORED]


@pytest.mark.parametrize("change", [{"version": 1}, {"command": True}])
def test_what_belongs_to_a_command_is_not_imported(store: Store, change: dict[str, object]) -> None:
    event = document(1, command_id=uuid.uuid4() if "command" in change else None)
    if "version" in change:
        event = replace(event, version=1)
    with pytest.raises(ValueError, match="not imported"):
        store.import_events([event])
    assert store.count() == 0


def test_two_importers_of_the_same_files_record_each_document_once(
    store: Store, database: Database
) -> None:
    events = [document(number) for number in range(400)]
    with ThreadPoolExecutor(3) as threads:
        imports = [
            threads.submit(importer(store).import_events, order, 50)
            for order in (events, events[::-1], events[100:] + events[:100])
        ]
        appended = [store.append(document(f"other {number}")).kind for number in range(50)]
    kinds = [kind for done in imports for kind in done.result().kinds]
    assert kinds.count(Kind.STORED) == 400
    assert kinds.count(Kind.DUPLICATE) == 800
    assert appended == [Kind.STORED] * 50
    assert [event.position for event in store.follow(0)] == list(range(1, 451))
    assert staged(database) == 0


def test_a_batch_that_fails_leaves_nothing_behind(store: Store, database: Database) -> None:
    with psycopg.connect(database.url_writer) as connection:
        connection.execute("begin")
        with connection.cursor().copy(
            "copy kvitto.staging (batch, ordinal, stream, name, event_id, known_at, state)"
            " from stdin"
        ) as copy:
            copy.write_row([uuid.uuid4(), 0, uuid.uuid4(), "x", uuid.uuid4(), None, b"{}"])
        connection.rollback()
    assert staged(database) == 0
    assert store.import_events([document(1)]).kinds == [Kind.STORED]
