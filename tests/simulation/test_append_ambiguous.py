"""
A connection that breaks between the commit and its answer: recorded once, and answered.

A relay stands between the store and the server. When the server answers what the relay was told
to lose, it breaks the connection instead of passing the answer back. The server answers an append
after its commit, so by then the event is recorded.
"""

import contextlib
import socket
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent
from psycopg import conninfo

from ledger.store import Command, Kind, Store, StoreUnreachableError, open_store
from ops.postgres import Database
from tests.contracts.store_events import death, document
from tests.postgres_fixtures import KEY

PORT = 5433


class Relay:
    """Passes bytes between clients and the server, and loses answers when it is told to."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.server = server
        self.marker = b""
        self.to_lose = self.lost = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / f".s.PGSQL.{PORT}"))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def lose(self, times: int, marker: bytes = b"stored") -> None:
        """Lose the next answers that hold this marker."""
        self.marker, self.to_lose = marker, times

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.server)
                for one, other, is_answer in ((client, server, False), (server, client, True)):
                    threading.Thread(
                        target=self.carry, args=(one, other, is_answer), daemon=True
                    ).start()

    def carry(self, one: socket.socket, other: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(1 << 16):
                if is_answer and self.to_lose > 0 and self.marker in piece:
                    self.to_lose -= 1
                    self.lost += 1
                    break
                other.sendall(piece)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def relay(database: Database) -> Iterator[Relay]:
    host = conninfo.conninfo_to_dict(database.url_writer)["host"]
    if not str(host).startswith("/"):
        pytest.skip("the given server is not reached through a socket file")
    with tempfile.TemporaryDirectory(prefix="kvitto-test-") as folder:
        relay = Relay(Path(folder), f"{host}/.s.PGSQL.5432")
        yield relay
        # Closing alone would leave the thread waiting in `accept`, for ever.
        relay.listener.shutdown(socket.SHUT_RDWR)
        relay.listener.close()


@pytest.fixture
def far(relay: Relay, database: Database) -> Iterator[Store]:
    """A store behind the relay, with a connection that is open already."""
    url = conninfo.make_conninfo(database.url_writer, host=str(relay.folder), port=PORT)
    with open_store(url, KEY) as store:
        yield store


def test_a_document_whose_answer_was_lost_is_recorded_once(
    relay: Relay, far: Store, store: Store
) -> None:
    event = document(1)
    relay.lose(1)
    outcome = far.append(event)
    assert relay.lost == 1
    assert (outcome.kind, outcome.position, outcome.version) == (Kind.DUPLICATE, 1, 1)
    assert store.count() == 1


def test_a_command_whose_answer_was_lost_gets_its_first_outcome(
    relay: Relay, far: Store, store: Store
) -> None:
    stream, command = uuid.uuid4(), Command(uuid.uuid4(), "anna")
    relay.lose(1)
    (recorded,) = far.execute(stream, command, lambda _: [death()])
    assert relay.lost == 1
    assert [recorded] == store.load(stream)
    assert store.count() == 1


def test_when_every_answer_is_lost_the_sender_is_told_and_may_send_again(
    relay: Relay, far: Store, store: Store
) -> None:
    event = document(1)
    relay.lose(2, marker=b"")
    with pytest.raises(StoreUnreachableError, match="send the same again"):
        far.append(event)
    assert far.append(event).is_recorded
    relay.lose(2, marker=b"duplicate")
    with pytest.raises(StoreUnreachableError, match="send the same again"):
        far.append(event)
    assert far.append(event).kind is Kind.DUPLICATE
    assert store.count() == 1


def test_a_command_that_is_never_answered_fails_as_the_store_says_and_may_be_sent_again(
    relay: Relay, far: Store, store: Store
) -> None:
    stream, command = uuid.uuid4(), Command(uuid.uuid4(), "anna")
    # A column that only the append function has: the history before it is answered.
    relay.lose(2, marker=b"at_position")
    with pytest.raises(StoreUnreachableError, match="send the same again"):
        far.execute(stream, command, lambda _: [death()])
    assert relay.lost == 2
    assert far.execute(stream, command, lambda _: [death()]) == store.load(stream)
    assert store.count() == 1


def test_a_bare_event_of_the_library_is_not_sent_twice(
    relay: Relay, far: Store, store: Store
) -> None:
    recorder = far.application.recorder
    relay.lose(1)
    with pytest.raises(OperationalError, match="did not answer"):
        recorder.insert_events([StoredEvent(uuid.uuid4(), 1, "bare", b"state")])
    assert relay.lost == 1
    assert store.count() == 1


def test_connections_that_the_server_ended_are_replaced(store: Store, database: Database) -> None:
    store.append(document(1))
    with psycopg.connect(database.url_owner, autocommit=True) as owner:
        # The session is a superuser's; what it acts as may not end others.
        owner.execute("set role none")
        ended = owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'tests' and datname = current_database()"
        ).fetchall()
    # The one connection has done both, the checks at the start and the append.
    assert len(ended) == 1
    assert store.append(document(2)).kind is Kind.STORED
    assert store.count() == 2


def test_an_import_whose_answer_was_lost_is_run_again(
    relay: Relay, far: Store, store: Store
) -> None:
    events = [document(number) for number in range(10)]
    relay.lose(1, marker=b"COMMIT")
    with pytest.raises(StoreUnreachableError):
        far.import_events(events)
    assert far.import_events(events).kinds == [Kind.DUPLICATE] * 10
    assert store.count() == 10
