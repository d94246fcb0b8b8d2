"""What documents tell of persons is kept once, encrypted, bound to its place; keys can change."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from consumers.files import ingest
from ledger.store import MasterKeys, Name, StoreError, StoreRefusedError, open_store
from ledger.store.vault.master_keys import add_master_key
from ops.postgres.roles import CUSTODIAN
from tests.integration.persons.conftest import Vaulted
from tests.integration.test_ingest import NUMBER, OTHER, counts, opened, registered, write
from tests.postgres_fixtures import KEY

CALLED = "Påhitta Testsson"
ACCOUNT = "bg9912346"
SECRETS = (NUMBER, OTHER, CALLED, ACCOUNT)


def person(document_id: str = "p-1", **changes: object) -> dict[str, Any]:
    return {
        "type": "person-registered/1",
        "document_id": document_id,
        "sender": "fk.intake",
        "received_at": "2014-02-01T10:00:00+01:00",
        "person": f"pnr:{OTHER}",
        "name": CALLED,
        **changes,
    }


def account(document_id: str = "k-1", **changes: object) -> dict[str, Any]:
    return {
        "type": "account-reported/1",
        "document_id": document_id,
        "sender": "fk.intake",
        "received_at": "2014-02-01T10:00:00+01:00",
        "payee": f"pnr:{OTHER}",
        "account": f"acc:{ACCOUNT}",
        "effective_from": "2014-02-01",
        **changes,
    }


def kept(vaulted: Vaulted, number: str = OTHER) -> dict[str, list[str]]:
    with vaulted.custodian() as store:
        ids = store.find([Name("pnr", number)])
        found: dict[str, list[str]] = {}
        for told in store.vault.of(ids.values()):
            found.setdefault(told.place.field, []).append(told.text)
        return found


def test_number_name_and_account_are_kept_once_and_only_encrypted(vaulted: Vaulted) -> None:
    documents = [person(), account(), opened(), registered()]
    assert counts(vaulted.take(*documents)) == (4, 0, 0, 0)
    assert kept(vaulted) == {"number": [OTHER], "name": [CALLED], "account": [ACCOUNT]}
    assert kept(vaulted, NUMBER) == {"number": [NUMBER]}
    before = vaulted.rows("select * from kvitto.person_fields order by 1, 2, 3")
    assert counts(vaulted.take(*documents)) == (0, 4, 0, 0)
    assert vaulted.rows("select * from kvitto.person_fields order by 1, 2, 3") == before
    every = repr(before).encode() + b"".join(
        state for (state,) in vaulted.rows("select state from kvitto.events")
    )
    assert not any(secret.encode() in every for secret in SECRETS)


def test_the_event_is_the_same_with_and_without_a_name(vaulted: Vaulted) -> None:
    nameless = person()
    del nameless["name"]
    assert counts(vaulted.take(nameless)) == (1, 0, 0, 0)
    assert counts(vaulted.take(person())) == (0, 1, 0, 0)
    assert kept(vaulted)["name"] == [CALLED]
    assert counts(vaulted.take(nameless)) == (0, 1, 0, 0)


def test_the_same_document_with_another_name_is_a_conflict_and_what_is_kept_stays(
    vaulted: Vaulted,
) -> None:
    vaulted.take(person())
    found = vaulted.take(person(name="Annan Påhittad"), account(), name="b.ndjson")
    assert counts(found) == (1, 0, 1, 1)
    (reason,) = found.rejected_rows[0].reasons
    assert "is called otherwise there; that stays" in reason.why
    assert "Påhittad" not in str(found.as_json())
    assert kept(vaulted)["name"] == [CALLED]
    later = person("p-2", name="Annan Påhittad", replaces="fk.intake/p-1")
    assert counts(vaulted.take(later, name="c.ndjson")) == (1, 0, 0, 0)
    assert sorted(kept(vaulted)["name"]) == ["Annan Påhittad", CALLED]


def test_of_a_document_that_is_refused_nothing_is_kept(vaulted: Vaulted) -> None:
    later = person(received_at="2098-01-01T00:00:00Z")
    assert counts(vaulted.take(later)) == (0, 0, 1, 0)
    assert vaulted.rows("select count(*) from kvitto.person_keys") == [(0,)]


def test_two_importers_at_once_agree(vaulted: Vaulted) -> None:
    documents = [
        person(
            f"p-{number}", person=f"ref:r-{number % 7}", name=f"Påhittad {chr(65 + number % 26)}"
        )
        for number in range(200)
    ]
    files = [write(vaulted.folder / f"{way}.ndjson", *documents[::way]) for way in (1, -1, 1, -1)]

    def take(file: Path) -> int:
        with vaulted.writer() as store:
            return ingest([file], store).rejected

    vaulted.read_keys(is_first=True)
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(take, files)) == 0
    assert vaulted.rows("select count(*) from kvitto.person_keys") == [(7,)]
    with vaulted.custodian() as store:
        names = [Name("ref", f"r-{number}", "fk.intake") for number in range(7)]
        assert len(store.vault.of(store.find(names).values())) == 200


def test_whoever_has_a_key_already_waits_for_nobody_who_makes_one(vaulted: Vaulted) -> None:
    vaulted.take(person(), account())
    with vaulted.custodian() as store:
        told = store.vault.of(store.find([Name("pnr", OTHER)]).values())
    with (
        ThreadPoolExecutor(1) as threads,
        vaulted.writer() as store,
        psycopg.connect(vaulted.superuser) as other,
    ):
        # Meeting the master keys is done once, and alone.
        assert store.vault.check()
        other.execute("select kvitto.lock_identities()")
        # The name is held against what is kept, and nothing is made.
        assert len(told) == 3
        assert threads.submit(store.vault.keep, told).result(timeout=10) == set()


def test_rows_that_were_swapped_do_not_open_and_it_is_said_which(vaulted: Vaulted) -> None:
    vaulted.take(person(), person("p-2", person=f"pnr:{NUMBER}", name="Bo Påhittad"), account())
    vaulted.rows(
        "update kvitto.person_fields f set ciphertext = o.ciphertext from kvitto.person_fields o"
        " where f.field = 'number' and o.field = 'number' and f.person <> o.person"
    )
    with pytest.raises(StoreError, match=r"identity number of person .* that of another person"):
        kept(vaulted)
    vaulted.rows(
        "update kvitto.person_fields f set ciphertext = o.ciphertext from kvitto.person_fields o"
        " where f.person = o.person and f.field = 'number' and o.field = 'name'"
    )
    with pytest.raises(StoreError, match="does not fit: "):
        kept(vaulted)
    vaulted.rows(
        "update kvitto.person_keys f set wrapped = o.wrapped from kvitto.person_keys o"
        " where f.person <> o.person"
    )
    with pytest.raises(StoreError, match=r"data key of person .* does not fit"):
        kept(vaulted)


def test_another_databases_rows_do_not_open(vaulted: Vaulted) -> None:
    vaulted.take(person())
    vaulted.rows("alter table kvitto.log disable trigger user")
    vaulted.rows(f"update kvitto.log set id = '{UUID(int=1)}'")
    with pytest.raises(StoreError, match="another log's, or was changed"):
        kept(vaulted)


def test_a_master_key_that_does_not_fit_is_refused_and_nothing_is_kept(
    vaulted: Vaulted,
) -> None:
    vaulted.take(person())
    right = vaulted.key_file.read_text()
    id_ = right.partition(" ")[0]
    cases = {
        f"{id_} {'A' * 43}=\n": f"the key called {id_} is another one",
        f"mk-other {'A' * 43}=\n": "none of the keys in the file is known to this database",
    }
    for text, why in cases.items():
        vaulted.key_file.write_text(text)
        with pytest.raises(StoreRefusedError, match=why):
            vaulted.take(person("p-2", person="ref:new"), name="b.ndjson")
        with pytest.raises(StoreRefusedError, match=why):
            kept(vaulted)
    vaulted.key_file.write_text(right)
    assert counts(vaulted.take(person("p-2", person="ref:new"), name="b.ndjson")) == (0, 1, 0, 0)
    assert kept(vaulted)["name"] == [CALLED]


def test_keys_are_wrapped_again_in_batches_and_the_old_line_can_go(
    vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.vault.vault.WRAPPED_AT_ONCE", 3)
    vaulted.take(*(person(f"p-{n}", person=f"ref:r-{n}", name="Bo Påhittad") for n in range(8)))
    old = vaulted.key_file.read_text()
    add_master_key(vaulted.key_file)
    with vaulted.custodian() as store:
        broken_off = store.vault.wrap_again()
        assert next(broken_off) == 3
        assert [
            count.persons for count in sorted(store.vault.counts(), key=lambda c: c.persons)
        ] == [3, 5]
        assert list(store.vault.wrap_again()) == [3, 2]
        assert list(store.vault.wrap_again()) == []
    new = vaulted.key_file.read_text().splitlines()[0]
    vaulted.key_file.write_text(f"{new}\n")
    with vaulted.custodian() as store:
        ids = store.find([Name("ref", f"r-{n}", "fk.intake") for n in range(8)])
        assert len(store.vault.of(ids.values())) == 8
    # The old file alone is from now on one that does not fit.
    vaulted.key_file.write_text(old)
    with pytest.raises(StoreRefusedError, match="none of the keys"):
        vaulted.take(person("p-9", person="ref:r-9"), name="b.ndjson")


def test_who_opened_the_old_key_before_a_rotation_cannot_go_on_with_it(vaulted: Vaulted) -> None:
    vaulted.take(person())
    with vaulted.writer() as writer:
        ingest([write(vaulted.folder / "b.ndjson", person("p-2", person="ref:b"))], writer)
        add_master_key(vaulted.key_file)
        with vaulted.custodian() as store:
            assert sum(store.vault.wrap_again()) == 2
        with pytest.raises(StoreRefusedError, match="was retired by a rotation"):
            ingest([write(vaulted.folder / "c.ndjson", person("p-3", person="ref:c"))], writer)
    assert counts(vaulted.take(person("p-3", person="ref:c"), name="c.ndjson")) == (0, 1, 0, 0)


def test_with_the_master_keys_lost_the_log_stands_and_texts_are_kept_anew(
    vaulted: Vaulted,
) -> None:
    documents = [person(), account(), opened()]
    vaulted.take(*documents)
    vaulted.key_file.unlink()
    with pytest.raises(StoreRefusedError, match="cannot be read"):
        kept(vaulted)
    with vaulted.writer() as store:
        assert len(list(store.load_cases())) == 1
        assert len(store.load_register()) == 2
    with pytest.raises(StoreRefusedError, match="kvitto keys rotate --lost"):
        vaulted.take(person("p-2", person="ref:b"), name="b.ndjson")
    add_master_key(vaulted.key_file)
    with vaulted.custodian() as store:
        assert [count.persons for count in store.vault.lost()] == [1]
        store.vault.give_up(1, "tests", "lost")
        assert list(store.vault.wrap_again()) == []
    assert kept(vaulted) == {}
    assert counts(vaulted.take(*documents)) == (0, 3, 0, 0)
    assert kept(vaulted) == {"number": [OTHER], "name": [CALLED], "account": [ACCOUNT]}


def test_who_is_forgotten_while_it_is_read_is_no_fault(vaulted: Vaulted) -> None:
    vaulted.take(person())

    def forgotten_meanwhile(is_first: bool) -> MasterKeys:
        """Read the keys, as is done between the first statement and the last."""
        vaulted.rows("delete from kvitto.person_keys")
        return vaulted.read_keys(is_first)

    url = vaulted.database.acting_as(CUSTODIAN)
    with open_store(url, KEY, "tests", forgotten_meanwhile) as store:
        ids = store.find([Name("pnr", OTHER)]).values()
        assert {told.text for told in store.vault.of(ids)} == {OTHER, CALLED}
        assert store.vault.of(ids) == []


def test_another_key_under_the_same_id_is_never_taken_for_the_one_that_was_lost(
    vaulted: Vaulted,
) -> None:
    documents = [person(), account()]
    vaulted.take(*documents)
    right = vaulted.key_file.read_text()
    vaulted.key_file.write_text(f"{right.partition(' ')[0]} {'A' * 43}=\n")
    with vaulted.custodian() as store:
        assert [count.persons for count in store.vault.lost()] == [1]
        with pytest.raises(StoreRefusedError, match="under one id there is one key"):
            store.vault.give_up(1, "tests", "lost")
        with pytest.raises(StoreRefusedError, match="would be of 1 ids, not 2"):
            store.vault.give_up(2, "tests", "lost")
    # Nothing was done: the right file works again.
    wrong, _ = vaulted.key_file.read_text(), vaulted.key_file.write_text(right)
    assert kept(vaulted)["name"] == [CALLED]
    vaulted.key_file.write_text(wrong)
    new = add_master_key(vaulted.key_file).current
    with vaulted.custodian() as store:
        store.vault.give_up(1, "tests", "lost")
    assert counts(vaulted.take(*documents)) == (0, 2, 0, 0)
    assert kept(vaulted) == {"number": [OTHER], "name": [CALLED], "account": [ACCOUNT]}
    # The right line beside the new one is no wrong one; alone it is no longer the database's.
    line = vaulted.key_file.read_text().splitlines()[0]
    assert line.startswith(new)
    vaulted.key_file.write_text(f"{line}\n{right}")
    assert kept(vaulted)["name"] == [CALLED]
    vaulted.key_file.write_text(right)
    with pytest.raises(StoreRefusedError, match="none of the keys in the file is known"):
        kept(vaulted)
    assert vaulted.rows("select actor, persons from kvitto.masters_given_up") == [("tests", 1)]
