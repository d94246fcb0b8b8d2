"""
The page on backups is run as it is written: base backup, WAL archive, a point in time, and proof.

On a real server whose programs are installed here; without one the run says so and skips.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.store import open_store
from ops.cli import main
from ops.postgres.database import prepare
from ops.postgres.embedded import running_server
from ops.postgres.programs import ServerUser
from ops.postgres.roles import WRITER, acting_as
from tests.architecture.tree import ROOT
from tests.foreign_programs import note_missing
from tests.integration.seals.sealed import recorded
from tests.postgres_fixtures import KEY, REAL, quick_folder
from tests.postgres_servers import servers

BLOCK = re.compile(r"^```sh\n# (\w+): ([\w-]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGE = {
    (who, name): text
    for who, name, text in BLOCK.findall((ROOT / "ops/postgres/backup.md").read_text("utf-8"))
}
NEW_PORT = "5433"


@dataclass
class Server:
    """A real server, the folders of the page, and how to do what stands there."""

    folder: Path
    programs: Path
    user: ServerUser
    kept: Path

    @property
    def variables(self) -> dict[str, str]:
        folders = {name: str(self.folder / name.lower()) for name in ("ARCHIVE", "BACKUP")}
        return folders | {
            "DATA": str(self.folder / "data"),
            "RESTORED": str(self.folder / "restored"),
            "NEWPORT": NEW_PORT,
            "KEPT": str(self.kept),
            "PGHOST": str(self.folder / "data"),
            "PGPORT": "5432",
            "PGUSER": "postgres",
            "PGDATABASE": "kvitto",
            "PATH": f"{self.programs}:{os.environ['PATH']}",
        }

    def does(self, name: str, **more: str) -> None:
        """Run a block of the page as the user of the server."""
        self.shell(PAGE["server", name], **more)

    def shell(self, script: str, **more: str) -> None:
        other = self.user.is_other
        done = subprocess.run(
            ["sh", "-eu", "-c", script],
            cwd=self.folder,
            env=self.variables | more,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            user=self.user.uid if other else None,
            group=self.user.gid if other else None,
            extra_groups=[] if other else None,
        )
        assert done.returncode == 0, done.stderr

    def kvitto(self, name: str) -> int:
        """Give the command of a block of the page."""
        words = PAGE["kvitto", name].replace('"$KEPT"', str(self.kept)).split()
        return main(words[1:])

    def restore(self, target: str) -> None:
        self.does("last-wal")
        self.does("restore", TARGET=target)

    def stop(self) -> None:
        restored = self.folder / "restored"
        if (restored / "postmaster.pid").exists():
            self.shell('pg_ctl stop -w -m immediate -D "$RESTORED"')
        shutil.rmtree(restored, ignore_errors=True)

    def record(self, count: int, first: int, port: str = "5432") -> None:
        with open_store(acting_as(self.address(port), WRITER), KEY) as store:
            recorded(store, count, first=first)

    def address(self, port: str = "5432") -> str:
        return f"host={self.folder / 'data'} port={port} user=postgres dbname=kvitto"

    def asked(self, question: str) -> Any:  # noqa: ANN401 - whatever is asked for
        with psycopg.connect(self.address(), autocommit=True) as connection:
            row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture(scope="module")
def backed_up(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server with a base backup at 40 events, points at 60, and 100 events; and the targets."""
    installed = next((of.installation for of in servers() if of.installation), None)
    if installed is None or not (installed / "bin" / "pg_basebackup").exists():
        note_missing(pytestconfig, "NO BACKUP WAS RESTORED: install PostgreSQL 15 or later.")
        pytest.skip("no programs of a real server")
    own = tmp_path_factory.mktemp("keys")
    with (
        tempfile.TemporaryDirectory(prefix="kvitto-b-", dir=quick_folder()) as folder,
        running_server(Path(folder), installation=installed, **REAL) as running,
        pytest.MonkeyPatch.context() as patched,
    ):
        running.ensure_database("kvitto")
        server = Server(
            Path(folder), installed / "bin", ServerUser.for_folder(Path(folder)), own / "kept"
        )
        (server.folder / "archive").mkdir()
        server.user.take(server.folder / "archive")
        server.folder.chmod(0o777)
        for name in ("BLIND_INDEX", "SEALING"):
            (own / name).touch(0o600)
            (own / name).write_bytes(KEY)
            patched.setenv(f"KVITTO_{name}_KEY_FILE", str(own / name))
        patched.setenv("KVITTO_HOME", str(own / "home"))
        patched.setenv("KVITTO_DATABASE_URL", server.address())
        prepare(server.address(), "external")
        # What this machine needs and a server of its own has: where it listens.
        for setting, value in (
            ("unix_socket_directories", str(server.folder / "data")),
            ("listen_addresses", ""),
        ):
            server.shell(f"psql -c \"alter system set {setting} = '{value}'\"")
        yield server, _lived(server)
        server.stop()


def _lived(server: Server) -> dict[str, str]:
    """Let a ledger be backed up, grow, and be sealed; return targets to restore to."""
    server.does("archive")
    server.record(40, 0)
    server.does("backup")
    server.record(20, 100)
    assert main(["seal"]) == 0
    server.does("name")
    targets = {
        "name": "recovery_target_name = 'before-the-command'",
        "lsn": f"recovery_target_lsn = '{server.asked('select pg_current_wal_lsn()')}'",
        "time": f"recovery_target_time = '{datetime.now(UTC).isoformat()}'",
        "all": "recovery_target_timeline = 'latest'",
    }
    server.asked("select pg_sleep(0.05)")
    server.record(40, 200)
    assert main(["seal"]) == 0
    assert server.kvitto("keep") == 0
    assert main(["tiles", str(server.kept.with_name("tiles"))]) == 0
    return targets


@pytest.fixture
def restored(
    backed_up: tuple[Server, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Server]]:
    server, targets = backed_up

    def restore(target: str) -> Server:
        server.restore(targets[target])
        monkeypatch.setenv("KVITTO_DATABASE_URL", server.address(NEW_PORT))
        return server

    yield restore
    server.stop()


Restored = Callable[[str], Server]


def test_all_that_was_archived_comes_back_and_is_what_was_kept(
    restored: Restored, capsys: pytest.CaptureFixture[str]
) -> None:
    server = restored("all")
    assert server.kvitto("verify") == 0, capsys.readouterr().out


@pytest.mark.parametrize("target", ["name", "time", "lsn"])
def test_the_point_before_a_mistake_is_recognised_as_older_than_what_was_kept(
    restored: Restored, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server = restored(target)
    with psycopg.connect(server.address(NEW_PORT)) as connection:
        assert connection.execute("select max(position) from kvitto.events").fetchone() == (60,)
    assert server.kvitto("verify") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "ends at position 60: 40 events are missing" in said
    assert "restored from an older backup" in said


def test_what_is_recorded_after_an_earlier_point_is_another_history(
    restored: Restored, capsys: pytest.CaptureFixture[str]
) -> None:
    server = restored("name")
    server.record(60, 300, NEW_PORT)
    assert main(["seal"]) == 0
    capsys.readouterr()
    assert server.kvitto("verify") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "are not those of the checkpoint that you hold" in said
    # Whoever kept the entries too is told where the two part.
    assert main(["verify", "--whole", "--against", str(server.kept.with_name("tiles"))]) == 1
    assert "position 61" in " ".join(capsys.readouterr().out.split())


def test_bits_that_turned_in_the_backup_are_found(
    restored: Restored, capsys: pytest.CaptureFixture[str]
) -> None:
    server = restored("all")
    with psycopg.connect(server.address(NEW_PORT)) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update kvitto.events set state = set_byte(state, 90, get_byte(state, 90) # 1)"
            " where position = 33"
        )
    assert server.kvitto("verify") == 1
    assert "33" in capsys.readouterr().out
