"""A person is forgotten when it may be, whole and for good; everything that was counted stands."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from consumers.files import ingest
from ledger.domain.accounts import local_date
from ledger.rules import load_rulebook
from ledger.services.forgetting import NoPersonError, Wish, day_of, forget, look_up, person_named
from ledger.store import Name, NewEvent
from ledger.store.vault.forgetting import Bearing, Forgetter
from ops.cli import main
from schemas.register import PersonForgotten
from tests.integration.persons.conftest import Vaulted
from tests.integration.persons.test_vault import ACCOUNT, CALLED, account, person
from tests.integration.test_ingest import NUMBER, OTHER, counts, opened, registered, report, write
from tests.postgres_fixtures import KEY, Cluster, fresh_name

RULES = load_rulebook()
WHY = "kept long enough"
#: Long ago, so that everything may be forgotten today.
WORLD = ("--recipients", "12", "--from", "2015-01", "--months", "3", "--seed", "5",
         "--faults", "0.2")  # fmt: skip

Shown = Callable[..., dict[str, Any]]


def lines(path: Path, kind: str) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        if document["type"].startswith(kind):
            yield document


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    assert main(["generate", str(folder), *WORLD]) == 0
    return folder


@pytest.fixture
def ledger(
    cluster: Cluster, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A ledger of a world long ago, to which the environment leads; its superuser's address."""
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_bytes(KEY)
    name = fresh_name()
    address = cluster.create(name)
    monkeypatch.setenv("KVITTO_DATABASE_URL", address)
    monkeypatch.setenv("KVITTO_BLIND_INDEX_KEY_FILE", str(key))
    seal = tmp_path / "sealing.key"
    seal.touch(0o600)
    seal.write_bytes(KEY)
    monkeypatch.setenv("KVITTO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KVITTO_SEALING_KEY_FILE", str(seal))
    monkeypatch.setenv("KVITTO_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    assert main(["keys", "new"]) == 0
    recipient = next(lines(files / "register.ndjson", "person-registered"))
    write(files / "accounts.ndjson", account(payee=recipient["person"]))
    assert main(["ingest", str(files)]) == 0
    yield address
    cluster.drop(name)


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    def runs(*arguments: str, code: int | None = 0) -> dict[str, Any]:
        capsys.readouterr()
        ended = main([*arguments, "--json"])
        said = capsys.readouterr()
        assert code is None or ended == code, said.err
        assert said.out, said.err
        return json.loads(said.out)

    return runs


def bytes_of(address: str) -> Iterator[tuple[str, bytes]]:
    """Yield everything that the database holds: each column, and each file of each relation."""
    with psycopg.connect(address, autocommit=True) as connection:
        tables = connection.execute(
            "select c.oid::regclass::text, a.attname, a.atttypid = 'bytea'::regtype"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
            " and (c.relnamespace = 'kvitto'::regnamespace"
            " or c.oid = 'pg_statistic'::regclass)"
        ).fetchall()
        for table, column, is_bytes in tables:
            query = sql.SQL("select {0} from {1} where {0} is not null").format(
                sql.SQL("{}" if is_bytes else "{}::text").format(sql.Identifier(column)),
                sql.SQL(table),
            )
            if not is_bytes:
                query = sql.SQL("select {}::text from {}").format(
                    sql.Identifier(column), sql.SQL(table)
                )
            for (value,) in connection.execute(query):
                yield f"{table}.{column}", value if is_bytes else str(value).encode()
        connection.execute("checkpoint")
        relations = connection.execute(
            "select c.oid::regclass::text, pg_read_binary_file(pg_relation_filepath(c.oid))"
            " from pg_class c where c.relkind in ('r', 'i', 't')"
            " and (c.relnamespace in ('kvitto'::regnamespace, 'pg_toast'::regnamespace)"
            " or c.oid = 'pg_statistic'::regclass)"
        ).fetchall()
        yield from relations


def standing_in(address: str, secrets: dict[str, bytes]) -> set[tuple[str, str]]:
    return {
        (what, where)
        for where, held in bytes_of(address)
        for what, secret in secrets.items()
        if secret in held or secret.hex().encode() in held
    }


def secrets_of(address: str, id_: str) -> dict[str, bytes]:
    """Return what the database holds of a person that leads to it: keys, texts, tokens."""
    with psycopg.connect(address, autocommit=True) as connection:
        asked = {
            "key": "select wrapped from kvitto.person_keys where person = %b::uuid",
            "text": "select ciphertext from kvitto.person_fields where person = %b::uuid",
            "token": "select token from kvitto.identities where id = %b::uuid",
        }
        return {
            f"{what} {number}": value
            for what, query in asked.items()
            for number, (value,) in enumerate(
                connection.cursor(binary=True).execute(query.encode(), [id_])
            )
        }


#: Where the log ends, which forgetting itself moves.
POINT = ("point", "position", "recorded_at")


def counted(shown: Shown) -> dict[str, Any]:
    """Return what the ledger counts, whole."""
    commands = ("audit", "balances", "trial-balance", "debits", "recoveries")
    whole = {command: shown(command, code=None) for command in commands}
    return {
        command: {name: of for name, of in said.items() if name not in POINT}
        for command, said in whole.items()
    }


def test_nothing_of_a_person_is_left_and_everything_counted_stands(
    ledger: str,
    files: Path,
    shown: Shown,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recipient = next(lines(files / "register.ndjson", "person-registered"))
    number = recipient["person"].removeprefix("pnr:")
    told = shown("person", number)
    assert {of["field"] for of in told["kept"]} == {"number", "name", "account"}
    with psycopg.connect(ledger, autocommit=True) as connection:
        # Statistics of a column hold samples of it, and are taken at any time.
        connection.execute("analyze")
    before = counted(shown)
    assert main(["seal"]) == 0
    assert main(["verify"]) == 0
    secrets = secrets_of(ledger, told["person"])
    assert {what.split()[0] for what in secrets} == {"key", "text", "token"}
    plain = {"number": number, "name": recipient["name"], "account": ACCOUNT}
    texts = {what: text.encode() for what, text in plain.items()}
    assert standing_in(ledger, texts) == set()
    assert {what for what, _ in standing_in(ledger, secrets)} == set(secrets)

    done = shown("forget", number, "--why", WHY)
    assert done["result"] == "forgotten"
    assert done["rows_left"] == 0
    assert standing_in(ledger, secrets | texts) == set()
    assert counted(shown) == before
    assert main(["rebuild"]) == 0
    assert counted(shown) == before
    # What was sealed before is held against what is there, and the forgetting is sealed too.
    assert main(["verify", "--whole"]) == 0
    assert main(["seal"]) == 0
    assert main(["verify", "--whole"]) == 0
    capsys.readouterr()
    assert main(["person", number]) == 2
    said = capsys.readouterr()
    assert "Nobody is known by that number" in said.err
    assert number not in said.err + said.out
    # The document comes back as another person's, and is refused; what was made of it is no text.
    assert main(["ingest", str(files / "register.ndjson")]) == 1
    assert standing_in(ledger, texts) == set()


def test_an_assistant_met_under_two_ids_is_forgotten_under_both(
    ledger: str, files: Path, shown: Shown
) -> None:
    of = next(one for one in lines(files / "register.ndjson", "assistant-") if "also" in one)
    asked = [of["assistant"], "--sender", of["sender"]]
    told = shown("person", *asked)
    assert len(told["ids"]) == 2
    assert {one["text"] for one in told["kept"]} == {of["name"], of["also"].removeprefix("pnr:")}
    secrets = {
        f"{id_} {what}": value
        for id_ in told["ids"]
        for what, value in secrets_of(ledger, id_).items()
    }
    trial = shown("forget", *asked, "--why", WHY, "--dry-run")
    assert trial["result"] == "would_be"
    assert {what for what, _ in standing_in(ledger, secrets)} == set(secrets)
    done = shown("forget", *asked, "--why", WHY)
    assert (done["ids"], done["cases"]) == (told["ids"], len(told["cases"]))
    assert standing_in(ledger, secrets) == set()
    for gone in (asked, [of["also"]], [told["ids"][0]], [told["ids"][1]]):
        assert main(["person", *gone]) == 2


def test_the_boundary_is_the_day_after_the_last_day_of_keeping(vaulted: Vaulted) -> None:
    vaulted.take(person(), account())
    with vaulted.custodian() as store:
        found = look_up(store, person_named(store, Name("pnr", OTHER)), RULES)
        assert found.kept is not None
        assert found.kept.until.isoformat() == "2024-02-01"
        wish = Wish(WHY, "tests", found.kept.until)
        assert forget(store, found, wish, RULES) is None
        assert store.vault.of(found.ids)
        next_day = replace(wish, today=found.kept.until + timedelta(days=1))
        assert forget(store, found, next_day, RULES) is not None
        assert store.vault.of(found.ids) == []
        (event,) = (of for of in store.load(found.id) if isinstance(of.event, PersonForgotten))
        assert event.event == PersonForgotten(
            person=found.id, ids=(found.id,), why=WHY, kept_until=found.kept.until
        )
        assert event.envelope.actor == "tests"
        with pytest.raises(NoPersonError, match=f"{found.id} was forgotten on 20"):
            person_named(store, found.id)


def test_a_clock_that_runs_ahead_lets_nobody_be_forgotten_early(vaulted: Vaulted) -> None:
    with vaulted.custodian() as store:
        now = datetime.now(UTC)
        assert day_of(store, now + timedelta(days=4_000)) <= local_date(now) + timedelta(days=1)
        assert day_of(store, now - timedelta(days=4_000)) == local_date(now - timedelta(days=4_000))


@pytest.mark.usefixtures("ledger")
def test_a_refusal_names_the_day_from_which_it_may_be_done(
    files: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    of = next(lines(files / "register.ndjson", "person-registered"))
    later = person("late", person=of["person"], received_at="2026-02-01T10:00:00+01:00")
    assert main(["ingest", str(write(tmp_path / "late.ndjson", later))]) == 0
    capsys.readouterr()
    assert main(["forget", of["person"], "--why", WHY]) == 1
    said = capsys.readouterr().out
    assert re.search(r"Refused: .* may be forgotten\s+from\s+2036-02-02", said, re.DOTALL)
    assert "No paragraph was found" in said
    assert main(["person", of["person"]]) == 0
    assert main(["forget", of["person"], "--why", f"it is {of['person'][4:]}"]) == 2
    assert main(["forget", of["person"], "--why", " "]) == 2


def meanwhile(monkeypatch: pytest.MonkeyPatch, comes: Callable[[int], object]) -> list[int]:
    """Let something come each time between deciding and destroying; returns the times."""
    real = Forgetter.forget
    times: list[int] = []

    def late(
        self: Forgetter, event: NewEvent, at: int, *of: *tuple[Bearing, set[UUID], set[UUID]]
    ) -> bool:
        times.append(len(times))
        comes(len(times))
        return real(self, event, at, *of)

    monkeypatch.setattr(Forgetter, "forget", late)
    return times


def forgotten(vaulted: Vaulted) -> bool:
    """Tell whether a person that might be forgotten today was."""
    with vaulted.custodian() as store:
        found = look_up(store, person_named(store, Name("pnr", OTHER)), RULES)
        today = found.forgettable_from
        assert today is not None
        return forget(store, found, Wish(WHY, "tests", today), RULES) is not None


RECENT = "2026-02-01T10:00:00+01:00"


@pytest.mark.parametrize(
    "late",
    [
        person("p-2", received_at=RECENT),
        # Names nobody of it, and is of its case.
        report("r-1", received_at=RECENT, assistant="ref:else"),
    ],
    ids=["names it", "in its case"],
)
def test_what_comes_meanwhile_is_seen_before_anything_is_destroyed(
    vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch, late: dict[str, Any]
) -> None:
    vaulted.take(person(), opened(received_at="2014-02-01T10:00:00+01:00"))
    before = vaulted.rows("select count(*) from kvitto.person_fields")
    times = meanwhile(monkeypatch, lambda _: vaulted.take(late, name="b.ndjson"))
    assert not forgotten(vaulted)
    assert len(times) == 1
    assert vaulted.rows("select count(*) from kvitto.person_fields") >= before
    assert vaulted.rows("select count(*) from kvitto.persons_forgotten") == [(0,)]


def test_what_replaces_a_document_about_the_person_makes_it_be_decided_anew(
    vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaulted.take(person(), account())
    other = account("k-2", payee="ref:else", account="acc:bg50500107",
                    replaces="fk.intake/k-1")  # fmt: skip
    times = meanwhile(monkeypatch, lambda _: vaulted.take(other, name="b.ndjson"))
    assert forgotten(vaulted)
    assert len(times) == 2


def test_a_log_that_always_goes_on_does_not_keep_anybody(
    vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaulted.take(person(), account())

    def comes(time: int) -> None:
        one = person(f"else-{time}", person=f"ref:else-{time}", received_at=RECENT)
        assert vaulted.take(one, name=f"{time}.ndjson").stored == 1

    times = meanwhile(monkeypatch, comes)
    assert forgotten(vaulted)
    assert len(times) == 1


def test_an_account_of_somebody_else_too_keeps_its_way(vaulted: Vaulted) -> None:
    both = account("k-2", payee="ref:else"), account("k-3", account="acc:bg50500107")
    vaulted.take(person(), account(), *both)
    names = {Name("acc", text) for text in (ACCOUNT, "bg50500107")}
    with vaulted.custodian() as store:
        found = look_up(store, person_named(store, Name("pnr", OTHER)), RULES)
        assert len(found.accounts) == 1
        today = found.forgettable_from
        assert today is not None
        assert forget(store, found, Wish(WHY, "tests", today), RULES) is not None
        assert set(store.find(names)) == {Name("acc", ACCOUNT)}
        other = store.find([Name("ref", "else", "fk.intake")]).values()
        assert [told.text for told in store.vault.of(other)] == [ACCOUNT]


def test_a_later_document_about_the_number_makes_a_new_person(vaulted: Vaulted) -> None:
    vaulted.take(person(), registered(assistant=f"pnr:{NUMBER}", also=None))
    with vaulted.custodian() as store:
        found = look_up(store, person_named(store, Name("pnr", OTHER)), RULES)
        today = found.forgettable_from
        assert today is not None
        assert forget(store, found, Wish(WHY, "tests", today), RULES) is not None
    again = vaulted.take(person(), person("p-2"), name="b.ndjson")
    assert counts(again) == (1, 0, 1, 1)
    with vaulted.custodian() as store:
        new = person_named(store, Name("pnr", OTHER))
        assert new != found.id
        assert {told.text for told in store.vault.of([new])} == {OTHER, CALLED}
        assert store.vault.of([found.id]) == []


def test_an_import_that_met_the_person_before_keeps_nothing_after(
    vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaulted.take(person())
    with vaulted.writer() as writer, vaulted.custodian() as store:
        found = look_up(store, person_named(store, Name("pnr", OTHER)), RULES)
        met = writer.resolve([Name("pnr", OTHER)])
        today = found.forgettable_from
        assert today is not None
        assert forget(store, found, Wish(WHY, "tests", today), RULES) is not None
        # Names were turned into ids before the person was forgotten, and recorded after it.
        monkeypatch.setattr(writer, "resolve", lambda _: met)
        file = write(vaulted.folder / "b.ndjson", person("p-2"))
        assert ingest([file], writer).stored == 1
        assert store.vault.of([found.id]) == []
    assert vaulted.rows("select count(*) from kvitto.person_keys") == [(0,)]
