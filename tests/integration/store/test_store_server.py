"""
The embedded server: started once, shared, found again after a crash, stopped by its last user.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.store import Kind, open_store
from ops.postgres import DatabaseRefusedError, open_database
from ops.postgres.embedded import running_server
from tests.contracts.store_events import document
from tests.postgres_fixtures import KEY, quick_folder

#: A user of the server that says so and waits to be told to end, or to be killed.
USER = """
import sys
from pathlib import Path
from ops.postgres import DatabaseRefusedError, open_database
with open_database(Path(sys.argv[1])) as database:
    print(database.url_writer, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kvitto-test-", dir=quick_folder()) as folder:
        yield Path(folder) / "a folder"


def another_user(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_open(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    address = user.stdout.readline().strip()
    assert address
    return address


def server_pid(home: Path) -> int | None:
    path = home / "postgres" / "data" / "postmaster.pid"
    return int(path.read_text().split()[0]) if path.exists() else None


def test_processes_that_start_at_once_share_one_server_until_the_last_ends(home: Path) -> None:
    users = [another_user(home) for _ in range(3)]
    assert len({wait_until_open(user) for user in users}) == 1
    pid = server_pid(home)
    with open_database(home) as database:
        assert database.kind == "embedded"
        for user in users:
            user.communicate()
        assert server_pid(home) == pid is not None
        psycopg.connect(database.url_writer).close()
    assert server_pid(home) is None
    assert [user.returncode for user in users] == [0, 0, 0]


def test_a_killed_server_is_started_again_with_what_was_recorded(home: Path) -> None:
    with open_database(home) as database, open_store(database.url_writer, KEY) as store:
        assert store.append(document(1)).kind is Kind.STORED
        pid = server_pid(home)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with open_database(home):
            assert server_pid(home) not in {pid, None}
            # The store's connections broke with the server; the document is recognised.
            assert store.append(document(2)).is_recorded
            assert store.count() == 2


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(home: Path) -> None:
    user = another_user(home)
    wait_until_open(user)
    user.kill()
    user.communicate()
    pid = server_pid(home)
    with open_database(home):
        assert server_pid(home) == pid is not None
    assert server_pid(home) is None


def test_a_process_id_that_now_belongs_to_another_program_does_not_block_the_start(
    home: Path,
) -> None:
    with open_database(home):
        pass
    left = home / "postgres" / "data" / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{left.parent}\n0\n5432\n{left.parent}\n\n0 0\nready\n")
    with open_database(home):
        assert server_pid(home) not in {os.getpid(), None}


def test_the_embedded_server_keeps_what_it_confirms_and_listens_on_no_port(home: Path) -> None:
    with running_server(home) as server, psycopg.connect(server.address()) as connection:
        rows = connection.execute(
            "select name, setting from pg_settings where name = any (%s)",
            [["fsync", "full_page_writes", "synchronous_commit", "listen_addresses"]],
        ).fetchall()
        assert dict(rows) == {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "listen_addresses": "",
        }
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    deep = home / ("x" * 100)
    with running_server(deep) as server:
        assert len(str(server.socket_folder)) < 100
        with running_server(deep) as same:
            assert same == server


def test_a_folder_that_cannot_be_written_is_said_to(home: Path) -> None:
    home.write_text("a file where the folder should be")
    with (
        pytest.raises(DatabaseRefusedError, match="or name another folder as KVITTO_HOME"),
        open_database(home),
    ):
        pass
