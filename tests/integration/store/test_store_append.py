"""
What the log answers to one event, to a repeated one, and to one that does not fit.
"""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ledger.store import Kind, NewEvent, Store
from ledger.store.appending import Group, append_groups, row_of
from ledger.store.connections import Connections
from ops.postgres import Database
from tests.contracts.store_events import death, document, report


def kinds_of(store: Store, *groups: list[NewEvent]) -> list[list[Kind]]:
    """Send groups in one call, as the append thread does when callers come together."""
    with store.application.log_factory.log.connections.lend() as connection:
        rows = [Group([row_of(event) for event in group], is_repeatable=True) for group in groups]
        return [[outcome.kind for outcome in found] for found in append_groups(connection, rows)]


def positions(store: Store) -> list[int | None]:
    return [recorded.position for recorded in store.follow(0)]


def test_the_first_event_gets_position_and_version_one(store: Store) -> None:
    event = document(1)
    outcome = store.append(event)
    assert (outcome.kind, outcome.position, outcome.version) == (Kind.STORED, 1, 1)
    (recorded,) = store.follow(0)
    assert (recorded.originator_id, recorded.envelope, recorded.event) == (
        event.stream,
        event.envelope,
        event.event,
    )
    assert (recorded.position, recorded.recorded_at) == (1, outcome.recorded_at)
    assert store.head().recorded_at == outcome.recorded_at == store.recorded_at(1)


def test_the_same_document_twice_is_recorded_once(store: Store) -> None:
    event = document(1)
    first = store.append(event)
    again = store.append(event)
    assert again == replace(first, kind=Kind.DUPLICATE)
    assert store.count() == 1


def test_a_document_with_other_content_is_not_recorded(store: Store) -> None:
    event = document(1)
    first = store.append(event)
    outcome = store.append(replace(event, event=report(9)))
    assert (outcome.kind, outcome.position) == (Kind.CONFLICT_DOCUMENT, first.position)
    assert store.append(replace(event, stream=uuid.uuid4())).kind is Kind.CONFLICT_DOCUMENT
    assert store.count() == 1


def test_a_stated_version_must_be_the_next(store: Store) -> None:
    stream = uuid.uuid4()
    assert store.append(replace(document(1, stream), version=1)).kind is Kind.STORED
    for stated in (1, 3):
        outcome = store.append(replace(document(f"x{stated}", stream), version=stated))
        assert (outcome.kind, outcome.version) == (Kind.CONFLICT_VERSION, 1)
    assert store.append(replace(document(2, stream), version=2)).version == 2
    assert store.count() == 2


def test_what_is_known_later_than_the_clock_of_the_store_is_refused(store: Store) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    outcome = store.append(document(1, known_at=later))
    assert outcome.kind is Kind.KNOWN_LATER
    assert outcome.recorded_at is not None
    assert outcome.recorded_at < later
    assert store.count() == 0


def test_a_conflict_fails_its_own_group_and_leaves_no_gap(store: Store) -> None:
    stream = uuid.uuid4()
    known = document(1, stream)
    store.append(known)
    found = kinds_of(
        store,
        [document(2, stream)],
        [replace(document(3, stream), version=1)],
        [known],
        [document(4), document(5)],
        [document(6), replace(known, event=death())],
        [replace(document(7, stream), version=3)],
    )
    assert found == [
        [Kind.STORED],
        [Kind.CONFLICT_VERSION],
        [Kind.DUPLICATE],
        [Kind.STORED, Kind.STORED],
        [Kind.CONFLICT_DOCUMENT, Kind.CONFLICT_DOCUMENT],
        [Kind.STORED],
    ]
    assert positions(store) == [1, 2, 3, 4, 5]
    assert [recorded.originator_version for recorded in store.load(stream)] == [1, 2, 3]


def test_one_document_twice_in_a_commit_is_recorded_once(store: Store) -> None:
    event = document(1)
    other = replace(event, event=death())
    assert kinds_of(store, [event], [event], [other]) == [
        [Kind.STORED],
        [Kind.DUPLICATE],
        [Kind.CONFLICT_DOCUMENT],
    ]
    assert kinds_of(store, [document(2), document(2)]) == [[Kind.CONFLICT_DOCUMENT] * 2]
    assert store.count() == 1


def test_an_append_that_wrote_nothing_leaves_the_head_as_it_was(store: Store) -> None:
    event = document(1)
    store.append(event)
    before = store.head()
    assert kinds_of(store, [event], [replace(event, event=death())])
    assert store.head() == before


def test_events_together_are_recorded_together(store: Store) -> None:
    stream = uuid.uuid4()
    stored = store.append_together([document(number, stream) for number in range(3)])
    assert [outcome.version for outcome in stored] == [1, 2, 3]
    wrong = store.append_together([document(8, stream), replace(document(9, stream), version=2)])
    assert {outcome.kind for outcome in wrong} == {Kind.CONFLICT_VERSION}
    assert store.append_together([]) == []
    assert store.count() == 3


def test_a_row_that_the_database_cannot_take_fails_alone(store: Store) -> None:
    impossible = replace(document("bad"), version=2**40)
    with ThreadPoolExecutor(8) as threads:
        futures = [threads.submit(store.append, document(number)) for number in range(40)]
        bad = threads.submit(store.append, impossible)
    assert {future.result().kind for future in futures} == {Kind.STORED}
    with pytest.raises(psycopg.Error):
        bad.result()
    assert store.count() == 40


def test_whoever_waited_for_the_head_records_at_the_time_after_the_wait(
    store: Store, database: Database
) -> None:
    with psycopg.connect(database.url_owner) as holder, ThreadPoolExecutor(1) as threads:
        holder.execute("select from kvitto.head for update")
        waiting = threads.submit(store.append, document(1))
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        released_at = datetime.now(UTC)
        holder.rollback()
        recorded_at = waiting.result().recorded_at
    assert recorded_at is not None
    assert recorded_at > released_at - timedelta(milliseconds=50)


def test_the_time_of_recording_never_goes_back(store: Store, database: Database) -> None:
    ahead = datetime.now(UTC) + timedelta(days=1)
    with psycopg.connect(database.url_owner) as owner:
        owner.execute("update kvitto.head set recorded_at = %s", [ahead])
    assert store.append(document(1)).recorded_at == ahead


def test_a_closed_store_refuses_and_does_not_hang(database: Database) -> None:
    connections = Connections(database.url_writer)
    connections.close()
    with pytest.raises(Exception, match="closed"), connections.lend():
        pass
