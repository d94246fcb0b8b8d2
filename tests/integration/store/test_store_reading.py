"""
Reading the log: by position, by stream, every case, the register, and waiting for more.
"""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import psycopg
import pytest

from ledger.store import Store, UnknownEventError, load
from ops.postgres import Database
from tests.contracts.store_events import death, document, provider


def test_an_empty_log_has_nothing_to_read(store: Store) -> None:
    assert store.head().position == store.count() == 0
    assert store.follow(0) == store.load(uuid.uuid4()) == store.load_register() == []
    assert list(store.load_cases()) == []
    assert store.recorded_at(1) is None


def test_pages_follow_each_other_without_gap_or_overlap(store: Store) -> None:
    store.import_events([document(number) for number in range(25)])
    seen: list[int | None] = []
    while page := store.follow(len(seen), limit=10):
        seen += [event.position for event in page]
    assert seen == list(range(1, 26))


def test_a_stream_is_read_up_to_a_position(store: Store) -> None:
    stream = uuid.uuid4()
    store.import_events([document(n, stream if n % 2 else None) for n in range(6)])
    whole = store.load(stream)
    assert [event.originator_version for event in whole] == [1, 2, 3]
    assert store.load(stream, up_to=4) == whole[:2]
    assert store.load(stream, up_to=0) == []


def test_every_case_is_loaded_whole_and_the_register_apart(store: Store) -> None:
    streams = [uuid.uuid4() for _ in range(7)]
    cases = [document(n, streams[n % 7]) for n in range(30)]
    store.import_events([*cases[:15], document("r1", event=provider()), *cases[15:]])
    store.import_events([document("r2", event=provider())])
    for at_once in (1, 5, 10_000):
        with patch.object(load, "EVENTS_AT_ONCE", at_once):
            loaded = dict(store.load_cases())
        assert list(loaded) == sorted(streams)
        assert all(history == store.load(stream) for stream, history in loaded.items())
    assert [event.position for event in store.load_register()] == [16, 32]
    assert [event.position for event in store.load_register(up_to=20)] == [16]


def test_cases_are_loaded_up_to_a_position_and_by_their_ids(store: Store) -> None:
    streams = [uuid.uuid4() for _ in range(4)]
    store.import_events([document(n, streams[n % 4]) for n in range(12)])
    early = dict(store.load_cases(up_to=6))
    assert {stream: len(history) for stream, history in early.items()} == dict(
        zip(streams, (2, 2, 1, 1), strict=True)
    )
    with patch.object(load, "STREAMS_AT_ONCE", 2):
        some = dict(store.load_cases(streams=[*streams[:3], uuid.uuid4(), streams[0]]))
    assert some == {stream: store.load(stream) for stream in sorted(streams[:3])}
    assert list(store.load_cases(streams=[])) == []


def test_what_is_recorded_while_cases_are_loaded_is_left_out(store: Store) -> None:
    streams = [uuid.uuid4() for _ in range(20)]
    store.import_events([document(n, stream) for n, stream in enumerate(streams)])
    with patch.object(load, "EVENTS_AT_ONCE", 2):
        cases = store.load_cases()
        first, _ = next(cases)
        store.import_events([document(f"late {n}", s, death()) for n, s in enumerate(streams)])
        later = dict(cases)
    assert first == min(streams)
    assert {len(history) for history in later.values()} == {1}


def test_an_event_of_an_unknown_name_is_met_not_skipped(store: Store, database: Database) -> None:
    with psycopg.connect(database.url_writer) as connection:
        connection.execute(
            "select kvitto.append('{1}', array[gen_random_uuid()], '{null}', '{newer-fact/1}',"
            " array[gen_random_uuid()], array['{}'::bytea], '{null}', '{null}')"
        )
    with pytest.raises(UnknownEventError, match="newer-fact/1"):
        list(store.load_cases())
    with pytest.raises(UnknownEventError):
        store.follow(0)


def test_whoever_waits_is_woken_by_a_commit(store: Store) -> None:
    assert not store.wait(0, timeout=0.01)
    with ThreadPoolExecutor(1) as threads:
        started = time.monotonic()
        waiting = threads.submit(store.wait, 0, 30)
        time.sleep(0.05)
        store.append(document(1))
        assert waiting.result()
        assert time.monotonic() - started < 10
    assert store.wait(0, timeout=0)
    assert not store.wait(1, timeout=0)


def test_who_looked_is_not_gone_through_for_where_the_log_ends(
    store: Store, database: Database
) -> None:
    store.import_events([document(number) for number in range(5)])
    with psycopg.connect(database.url_owner) as connection:
        connection.execute(
            "insert into kvitto.events select n, gen_random_uuid(), 1, 'case-read/1', now(),"
            " gen_random_uuid(), null, '{}' from generate_series(6, 3000) n"
        )
        connection.execute("update kvitto.head set position = 3000")
    follower = store.follower
    assert follower.last_told().position == 5
    assert [follower.told_after(2), follower.told_after(2, at_most=2)] == [3, 2]
    assert store.append(document(9)).is_recorded
    assert follower.last_told().position == 3001
    assert [follower.told_after(4), follower.told_after(5), follower.told_after(3001)] == [2, 1, 0]
