"""
What is recorded is sealed: whole, once, by one sealer and one key at a time.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from ledger.proofs.checkpoints import open_checkpoint
from ledger.proofs.leaf import leaf_bytes
from ledger.proofs.merkle import leaf_hash, tree_root, verify_consistency, verify_inclusion
from ledger.proofs.notes import VerifierKey
from ledger.store import Store, StoreRefusedError
from ledger.store.seals import (
    Sealer,
    SealerBusyError,
    SealingError,
    read_sealing_key,
    write_sealing_key,
)
from ledger.store.seals.rows import hashed, rows
from ledger.store.seals.sealing import LOCK
from ops.postgres.roles import acting_as
from tests.contracts.store_events import document
from tests.integration.seals.sealed import OTHER_KEY, SealedLog, recorded


def entries(log: SealedLog) -> list[bytes]:
    """Return the leaf entries as the library reads rows, not as COPY does."""
    with psycopg.connect(log.superuser) as connection:
        found = connection.execute(
            "select position, stream, version, name, recorded_at, state from kvitto.events"
            " order by position"
        ).fetchall()
    return [leaf_bytes(*row) for row in found]


def test_every_leaf_is_the_one_that_its_row_has_by_the_specification(
    log: SealedLog, store: Store
) -> None:
    recorded(store, 300)
    long = document("long")
    with psycopg.connect(log.superuser) as connection:
        # A state that is longer than an entry may be stands by its hash.
        connection.execute(
            "select kvitto.append('{1}', array[%s], '{null}', '{newer/1}', array[%s],"
            " array[convert_to(repeat('å', 40000), 'UTF8')], '{null}', '{null}')",
            [long.stream, long.envelope.event_id],
        )
    log.sealer.seal()
    expected = entries(log)
    with log.connections.lend() as connection:
        assert hashed(connection, 0, 301).hashes == b"".join(map(leaf_hash, expected))
        assert [row.entry for row in rows(connection, 0, 301)] == expected


def test_every_event_is_proven_by_the_checkpoint_that_holds_it(
    log: SealedLog, store: Store
) -> None:
    recorded(store, 700)
    assert log.sealer.seal(most=300) == 700
    sizes = [300, 600, 700]
    for size in sizes:
        sealed = log.seals.checkpoint(size)
        assert sealed is not None
        said, _ = open_checkpoint(
            sealed.note, [VerifierKey.read(log.seals.sealing_keys()[0].vkey)], log.seals.log.origin
        )
        assert (said.size, said.root) == (size, sealed.root)
    last, first = log.seals.checkpoint(700), log.seals.checkpoint(300)
    assert last is not None
    assert first is not None
    for at, entry in enumerate(entries(log)):
        proof = log.seals.inclusion(at + 1, 700)
        verify_inclusion(at, 700, leaf_hash(entry), proof, last.root)
    verify_consistency(300, 700, first.root, last.root, log.seals.consistency(300, 700))
    covering = log.seals.covering(301)
    assert covering is not None
    assert covering.size == 600
    assert log.seals.covering(701) is None


def test_sealing_again_adds_nothing(log: SealedLog, store: Store) -> None:
    assert log.sealer.seal() == 0
    assert log.seals.latest() is None
    recorded(store, 3)
    assert log.sealer.seal() == log.sealer.seal() == 3
    assert len(log.seals.sealing_keys()) == 1


def test_sealers_at_once_wait_for_each_other(log: SealedLog, store: Store) -> None:
    recorded(store, 500)
    with ThreadPoolExecutor(4) as threads:
        sizes = list(threads.map(lambda _: log.sealer.seal(most=50), range(4)))
    assert sizes == [500] * 4
    assert log.verified().findings == []


def test_a_log_that_is_sealed_meanwhile_verifies_as_well(log: SealedLog, store: Store) -> None:
    recorded(store, 10)
    log.sealer.seal()
    first = log.note()
    recorded(store, 700, first=10)
    with ThreadPoolExecutor(1) as pool:
        # Every step makes a checkpoint, and grows tiles of two levels.
        sealing = pool.submit(log.sealer.seal, most=2)
        times = 0
        while not sealing.done():
            assert log.verified().findings == []
            assert log.verified(first).findings == []
            times += 1
        sealing.result()
    assert times > 1
    assert log.verified(first).sealed == log.seals.checkpoint(710)


def test_a_sealer_that_may_not_wait_says_who_is_in_the_way(log: SealedLog, store: Store) -> None:
    recorded(store, 5)
    with psycopg.connect(log.superuser) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        with pytest.raises(SealerBusyError, match="Another process"):
            log.sealer.seal(waits=False)


def test_another_key_than_the_logs_seals_nothing(log: SealedLog, store: Store) -> None:
    recorded(store, 5)
    log.sealer.seal()
    recorded(store, 5, first=5)
    with pytest.raises(SealingError, match="not the one that this log goes by"):
        Sealer(log.connections, OTHER_KEY).seal()
    latest = log.seals.latest()
    assert latest is not None
    assert latest.size == 5


def test_a_new_key_begins_with_a_checkpoint_that_both_sign(log: SealedLog, store: Store) -> None:
    recorded(store, 5)
    log.sealer.rotate(OTHER_KEY)
    recorded(store, 5, first=5)
    assert log.sealer.seal() == 10
    old, new = log.seals.sealing_keys()
    assert (old.since_size, new.since_size) == (0, 5)
    keys = [VerifierKey.read(key.vkey) for key in (old, new)]
    _, signed = open_checkpoint(new.note, keys, log.seals.log.origin)
    assert signed == keys
    _, signed = open_checkpoint(log.note(), keys, log.seals.log.origin)
    assert signed == keys[1:]
    assert log.verified().findings == []
    with pytest.raises(SealingError, match="signed this log before"):
        log.sealer.rotate(OTHER_KEY)


def test_a_tree_that_does_not_give_the_last_root_is_not_built_upon(
    log: SealedLog, store: Store
) -> None:
    recorded(store, 300)
    log.sealer.seal()
    recorded(store, 5, first=300)
    log.tampered("update kvitto.tiles set hashes = substr(hashes, 1, 32) where number = 1")
    with pytest.raises(SealingError, match="do not give the root that was signed at size 300"):
        log.sealer.seal()
    latest = log.seals.latest()
    assert latest is not None
    assert latest.size == 300


def test_rows_that_are_gone_are_never_sealed_over(log: SealedLog, store: Store) -> None:
    recorded(store, 10)
    log.tampered("delete from kvitto.events where position = 4")
    with pytest.raises(SealingError, match="rows are missing"):
        log.sealer.seal()
    log.tampered("delete from kvitto.events", "update kvitto.head set position = 0")
    recorded(store, 5)
    log.sealer.seal()
    log.tampered(
        "delete from kvitto.events where position > 3", "update kvitto.head set position = 3"
    )
    with pytest.raises(SealingError, match="ends at position 3, and was sealed up to 5"):
        log.sealer.seal()


def test_a_clock_that_jumps_back_makes_no_checkpoint_earlier(log: SealedLog, store: Store) -> None:
    recorded(store, 3)
    log.sealer.seal()
    log.tampered("update kvitto.checkpoints set sealed_at = sealed_at + interval '1 hour'")
    before = log.seals.latest()
    recorded(store, 3, first=3)
    log.sealer.seal()
    after = log.seals.latest()
    assert before is not None
    assert after is not None
    assert after.sealed_at - before.sealed_at == timedelta(0)


def test_a_disk_that_fills_leaves_nothing_half_sealed(log: SealedLog, store: Store) -> None:
    recorded(store, 300)
    log.sealer.seal()
    recorded(store, 300, first=300)
    log.tampered(
        "create function kvitto.full() returns trigger language plpgsql as $$ begin"
        " raise exception 'could not extend file: No space left on device'"
        " using errcode = 'disk_full'; end $$",
        "create trigger is_full before insert on kvitto.checkpoints"
        " for each row execute function kvitto.full()",
    )
    with pytest.raises(SealingError, match=r"disk is full.*No space left.*Free some room"):
        log.sealer.seal()
    assert log.verified().findings == []
    log.tampered("drop trigger is_full on kvitto.checkpoints")
    assert log.sealer.seal() == 600
    assert log.verified().findings == []


@pytest.mark.parametrize(
    "statement",
    [
        "update kvitto.tiles set hashes = sha256('other')",
        "delete from kvitto.tiles",
        "truncate kvitto.checkpoints cascade",
        "update kvitto.checkpoints set root = sha256('other')",
        "delete from kvitto.sealing_keys",
        "update kvitto.log set id = gen_random_uuid()",
        "insert into kvitto.checkpoints select 1, root, note, now() from kvitto.checkpoints",
        "insert into kvitto.checkpoints select 9, root, note, 'epoch' from kvitto.checkpoints",
    ],
)
@pytest.mark.parametrize("role", ["kvitto_owner", "kvitto_sealer", "kvitto_reader"])
def test_what_was_sealed_stays(log: SealedLog, store: Store, statement: str, role: str) -> None:
    recorded(store, 3)
    log.sealer.seal()
    with (
        psycopg.connect(acting_as(log.superuser, role)) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_the_key_is_read_as_it_was_made_and_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(StoreRefusedError, match="cannot be read"):
        read_sealing_key(file)
    made = write_sealing_key(file)
    assert len(made) == 32
    assert write_sealing_key(file) == read_sealing_key(file) == made
    file.chmod(0o644)
    with pytest.raises(StoreRefusedError, match="may be read by others"):
        read_sealing_key(file)
    file.chmod(0o600)
    file.write_bytes(made[:31])
    with pytest.raises(StoreRefusedError, match="holds 31 bytes"):
        read_sealing_key(file)


def test_events_that_come_while_it_is_sealed_wait_for_the_next(
    log: SealedLog, store: Store
) -> None:
    recorded(store, 200)
    ended = threading.Event()

    def append() -> None:
        for number in range(50):
            store.append(document(f"late-{number}"))
        ended.set()

    with ThreadPoolExecutor(1) as threads:
        appending = threads.submit(append)
        while not ended.is_set():
            log.sealer.seal(most=20)
        appending.result()
    assert log.sealer.seal() == 250
    found = log.verified()
    assert (found.findings, found.unsealed) == ([], 0)
    with log.connections.lend() as connection:
        (row,) = connection.execute("select hashes from kvitto.tiles where level = 0").fetchall()
    latest = log.seals.latest()
    assert latest is not None
    assert tree_root(250, lambda _level, _number: row[0]) == latest.root
