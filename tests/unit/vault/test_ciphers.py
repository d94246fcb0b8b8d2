"""A text opens where it was put, and nowhere else; a file of keys is read strictly or refused."""

import base64
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from ledger.store import StoreError, StoreRefusedError, make_master_keys, read_master_keys
from ledger.store.vault.ciphers import (
    DoesNotFitError,
    Place,
    decrypt,
    encrypt,
    new_data_key,
    unwrap,
    wrap,
)
from ledger.store.vault.master_keys import MasterKeys, add_master_key
from ledger.store.vault.opening import Opener, VaultTamperedError

LOG, OTHER_LOG, ANNA, BO, ITEM = (UUID(int=number) for number in range(1, 6))
PLACE = Place(ANNA, "name", ITEM)
MASTER = b"m" * 32


def test_a_text_opens_at_its_place_alone() -> None:
    key = new_data_key()
    sealed = encrypt("Påhitta Testsson", key, LOG, PLACE)
    assert decrypt(sealed, key, LOG, PLACE) == "Påhitta Testsson"
    others = [
        (key, OTHER_LOG, PLACE),
        (key, LOG, replace(PLACE, person=BO)),
        (key, LOG, replace(PLACE, field="account")),
        (key, LOG, replace(PLACE, item=ANNA)),
        (key, LOG, replace(PLACE, schema=2)),
        (new_data_key(), LOG, PLACE),
    ]
    for other in others:
        with pytest.raises(DoesNotFitError):
            decrypt(sealed, *other)


def test_every_flipped_bit_and_every_cut_is_found() -> None:
    key = new_data_key()
    sealed = encrypt("Bo", key, LOG, PLACE)
    for place in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(DoesNotFitError):
            decrypt(bytes(changed), key, LOG, PLACE)
    for length in range(len(sealed)):
        with pytest.raises(DoesNotFitError):
            decrypt(sealed[:length], key, LOG, PLACE)


def test_the_same_text_never_looks_the_same() -> None:
    key = new_data_key()
    assert len({encrypt("Bo", key, LOG, PLACE) for _ in range(100)}) == 100


def test_a_data_key_is_bound_to_its_log_person_and_master_key() -> None:
    key = new_data_key()
    wrapped = wrap(key, MASTER, "one", LOG, ANNA)
    assert unwrap(wrapped, MASTER, "one", LOG, ANNA) == key
    for other in [
        (MASTER, "two", LOG, ANNA),
        (MASTER, "one", OTHER_LOG, ANNA),
        (MASTER, "one", LOG, BO),
        (b"n" * 32, "one", LOG, ANNA),
    ]:
        with pytest.raises(DoesNotFitError):
            unwrap(wrapped, *other)


def test_what_does_not_fit_is_named() -> None:
    opener = Opener(LOG, MasterKeys("one", {"one": MASTER}))
    keys = {person: new_data_key() for person in (ANNA, BO)}
    wrapped = [
        (person, wrap(key, MASTER, "one", LOG, person), "one") for person, key in keys.items()
    ]
    name = encrypt("Bo", keys[BO], LOG, Place(BO, "name", ITEM))
    number = encrypt("1", keys[ANNA], LOG, Place(ANNA, "number", ANNA))

    def said(ciphertext: bytes, place: Place) -> str:
        with pytest.raises(VaultTamperedError) as refused:
            opener.text(ciphertext, keys[ANNA], place, lambda: wrapped)
        return str(refused.value)

    assert f"that of another person, {BO}" in said(name, PLACE)
    assert "the same person's identity number, moved to another field" in said(number, PLACE)
    assert "another log's, stood in another row, or was changed" in said(name[:-1], PLACE)
    assert "of schema 7, and there is only 1" in said(name, replace(PLACE, schema=7))
    with pytest.raises(VaultTamperedError, match="another person's or another log's"):
        opener.data_key((ANNA, *wrapped[1][1:]))
    with pytest.raises(StoreRefusedError, match="under the master key two, which the file"):
        opener.data_key((ANNA, b"", "two"))


def test_a_file_of_keys_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    made = make_master_keys(path)
    assert make_master_keys(path) == read_master_keys(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    both = add_master_key(path)
    assert both.current != made.current
    assert list(both.keys) == [both.current, made.current]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["master.key"]
    path.chmod(0o640)
    with pytest.raises(StoreRefusedError, match="chmod 600"):
        read_master_keys(path)


KEY = base64.b64encode(MASTER).decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it holds 0 keys"),
        (f"one {KEY[:-4]}\n", "line 1 is not an id, a space and a key"),
        (f"one {KEY}\ntwo\n", "line 2 is not"),
        (f"one {KEY}\n\n", "line 2 is not"),
        (f"on/e {KEY}\n", "line 1 is not"),
        (f"one  {KEY}\n", "line 1 is not"),
        (f"one {KEY}\none {KEY}\n", "line 2 names the key one a second time"),
        ("ö\n", "it is no text"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    with pytest.raises(StoreRefusedError, match=why) as refused:
        read_master_keys(path)
    assert KEY[:8] not in str(refused.value)


def test_a_lost_file_says_what_stands_without_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the log, every total and every proof stand without them"):
        read_master_keys(tmp_path / "nowhere")
