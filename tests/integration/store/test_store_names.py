"""
Names become random ids, the same ones for everybody who meets them at once.
"""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from ledger.store import (
    Name,
    Store,
    StoreRefusedError,
    open_store,
    read_blind_index_key,
    write_blind_index_key,
)
from ops.postgres import Database
from tests.postgres_fixtures import KEY

PNR, REF = Name("pnr", "198001019876"), Name("ref", "A17", "bolaget")


def test_a_name_keeps_its_id(store: Store) -> None:
    first = store.resolve([PNR, REF, PNR])
    assert len(set(first.values())) == 2
    assert store.resolve({REF}) == {REF: first[REF]} == store.find([REF, Name("ref", "A17")])


def test_kind_and_scope_and_text_tell_names_apart(store: Store) -> None:
    names = [Name("a", "bc"), Name("ab", "c"), Name("a", "c", "b"), Name("a", "b", "c")]
    assert len(set(store.resolve(names).values())) == 4
    with pytest.raises(ValueError, match="NUL"):
        store.resolve([Name("a", "b\0c")])


def test_looking_up_makes_no_ids(store: Store) -> None:
    assert store.find([PNR]) == {}
    assert store.find([PNR]) == {}
    assert store.resolve([]) == store.find([]) == {}


def test_only_the_case_number_is_kept(store: Store, database: Database) -> None:
    case = Name("case", "LASS-1")
    ids = store.resolve([case, PNR, REF])
    assert store.case_references() == {ids[case]: "LASS-1"}
    with psycopg.connect(database.url_owner) as connection:
        rows = connection.execute("select * from kvitto.identities").fetchall()
    assert len(rows) == 3
    assert PNR.text.encode() not in repr(rows).encode()
    assert "A17" not in repr(rows)


def test_importers_that_meet_the_same_names_at_once_agree(store: Store) -> None:
    names = [Name("pnr", str(n)) for n in range(300)]

    def meet(seed: int) -> dict[Name, uuid.UUID]:
        shuffled = random.Random(seed).sample(names, len(names))
        return store.resolve(shuffled)

    with ThreadPoolExecutor(6) as threads:
        met = list(threads.map(meet, range(6)))
    assert all(ids == met[0] for ids in met)
    assert len(set(met[0].values())) == 300


def test_another_key_is_refused(store: Store, database: Database) -> None:
    store.resolve([PNR])
    with pytest.raises(StoreRefusedError, match="every name would get a second id"):
        open_store(database.url_writer, b"x" * 32)
    with pytest.raises(StoreRefusedError, match="31 bytes"):
        open_store(database.url_writer, KEY[:31])
    open_store(database.url_writer, KEY).close()


def test_a_key_file_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = write_blind_index_key(path)
    assert (len(key), path.stat().st_mode & 0o777) == (32, 0o600)
    assert write_blind_index_key(path) == read_blind_index_key(path) == key
    path.chmod(0o640)
    with pytest.raises(StoreRefusedError, match="chmod 600"):
        read_blind_index_key(path)


def test_a_key_file_that_is_missing_or_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(StoreRefusedError, match="No such file"):
        read_blind_index_key(path)
    path.touch(0o600)
    path.write_bytes(b"short")
    with pytest.raises(StoreRefusedError, match="holds 5 bytes, not 32"):
        read_blind_index_key(path)
