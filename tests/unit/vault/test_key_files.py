"""Files of keys are written whole or not at all, by one at a time, and read by nobody else."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.store import (
    StoreRefusedError,
    make_master_keys,
    read_blind_index_key,
    read_master_keys,
    write_blind_index_key,
)
from ledger.store.seals import read_sealing_key, write_sealing_key
from ledger.store.vault.master_keys import add_master_key

Keys = Callable[[Path], object]
MAKERS: list[Keys] = [make_master_keys, write_blind_index_key, write_sealing_key, add_master_key]
READERS: list[Keys] = [read_master_keys, read_blind_index_key, read_sealing_key]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.key"


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("where", ["secrets.token_bytes", "os.fsync", "os.link"])
def test_whoever_is_stopped_while_it_makes_a_key_leaves_nothing_in_the_way(
    path: Path, make: Keys, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as only_now:
        only_now.setattr(where, stopped)
        with pytest.raises(KeyboardInterrupt):
            make(path)
        assert not path.exists()
    made = make(path)
    assert made is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("make", MAKERS)
def test_the_name_of_a_new_key_is_on_the_disk_too(
    path: Path, make: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, kept = os.fsync, list[bool]()

    def fsync(descriptor: int) -> None:
        # The file comes first, and when its folder is kept it has its name.
        kept.append(stat.S_ISDIR(os.fstat(descriptor).st_mode) and path.exists())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    make(path)
    assert kept == [False, True]


@pytest.mark.parametrize("make", MAKERS[:3])
def test_first_starts_at_once_agree_on_one_key(path: Path, make: Keys) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(make, [path] * 16))
    assert made == [made[0]] * 16


def test_of_keys_that_are_added_at_once_none_is_lost(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = {keys.current for keys in threads.map(add_master_key, [path] * 16)}
    assert set(read_master_keys(path).keys) == made
    assert len(made) == 16


@pytest.mark.parametrize("read", READERS)
def test_a_key_that_others_may_read_or_that_is_missing_is_refused(path: Path, read: Keys) -> None:
    with pytest.raises(StoreRefusedError, match=r"cannot be read from .*No such file.*Restore"):
        read(path)
    path.write_bytes(b"k" * 32)
    path.chmod(0o640)
    with pytest.raises(StoreRefusedError, match=r"by others than its owner.* Run: chmod 600"):
        read(path)


@pytest.mark.parametrize("read", READERS[1:])
def test_an_empty_file_is_refused_with_what_to_do(path: Path, read: Keys) -> None:
    path.touch(0o600)
    with pytest.raises(StoreRefusedError, match=r"holds 0 bytes, .* or remove it where"):
        read(path)
    path.write_bytes(b"k" * 31)
    with pytest.raises(StoreRefusedError, match=r"holds 31 bytes, .* Restore the file\.$"):
        read(path)
