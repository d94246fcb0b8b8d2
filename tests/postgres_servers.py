"""
Which PostgreSQL servers the tests run on: the embedded one, and a real one where there is one.

The second is named in KVITTO_TEST_DATABASE_URL (a superuser's address), or it is the newest whose
programs are installed on this machine; then it is started in a folder of its own. Starting them
belongs to `tests.postgres_fixtures`.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest

from ops.postgres.database import OLDEST
from ops.postgres.programs import installed

GIVEN = "KVITTO_TEST_DATABASE_URL"
#: How many servers there must be, or the run is refused: the continuous integration says 2.
WANTED = "KVITTO_TEST_SERVERS"
#: Where Debian keeps the programs of each major version.
DEBIAN = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "pg_ctl", "postgres")
HOW_TO_GET_ANOTHER = (
    f"install PostgreSQL {OLDEST} or later (Debian: apt install postgresql), or name a server in"
    f" {GIVEN}"
)


@dataclass(frozen=True)
class PostgresServer:
    """
    A server that the tests may use, running or not.

    `address` is that of a server that runs already, `installation` the folder of the programs
    with which another is started; the embedded one has neither.
    """

    name: str
    version: str
    address: str | None = None
    installation: Path | None = None

    @property
    def is_embedded(self) -> bool:
        return self.name == "embedded"

    def __str__(self) -> str:
        return f"{self.name}-{self.version}"


@cache
def servers() -> tuple[PostgresServer, ...]:
    """Return the servers of this run, the embedded one first; fail where one is demanded more."""
    embedded = PostgresServer("embedded", _version_of_programs(installed()))
    given = os.environ.get(GIVEN)
    second = _given(given) if given else newest(_installations())
    found = (embedded,) if second is None else (embedded, second)
    if len(found) < int(os.environ.get(WANTED, "1")):
        raise pytest.UsageError(
            f"The tests are to run on {os.environ[WANTED]} PostgreSQL servers, and there is only"
            f" {embedded}: {HOW_TO_GET_ANOTHER}; or unset {WANTED}."
        )
    return found


def newest(installations: Iterable[Path]) -> PostgresServer | None:
    """Return the newest of these installations that is whole and not too old."""
    whole = [
        PostgresServer("postgresql", _version_of_programs(folder), installation=folder)
        for folder in dict.fromkeys(installations)
        if all((folder / "bin" / program).is_file() for program in PROGRAMS)
    ]
    recent = [server for server in whole if _numbers(server) >= (OLDEST,)]
    return max(recent, key=_numbers, default=None)


def what_was_used(counts: dict[PostgresServer, int]) -> str:
    """Return a sentence that says on which servers how many tests ran."""
    each = [
        f"{server} ({count} {'test' if count == 1 else 'tests'})"
        for server, count in counts.items()
    ]
    return f"Tests with a database ran on {' and on '.join(each)}."


def _installations() -> list[Path]:
    found = list(DEBIAN.glob("*"))
    asked = shutil.which("pg_config")
    if asked is not None:
        found.append(Path(_said([asked, "--bindir"])).resolve().parent)
    return [folder for folder in found if folder != installed()]


def _version_of_programs(installation: Path) -> str:
    said = _said([str(installation / "bin" / "postgres"), "--version"])
    match = re.search(r"\d+[\w.]*", said)
    assert match is not None, f"{installation} has a version that cannot be read: {said}"
    return match[0]


def _given(address: str) -> PostgresServer:
    try:
        return PostgresServer("given", version_of(address), address=address)
    except psycopg.Error as error:
        raise pytest.UsageError(
            f"The server in {GIVEN} does not answer ({type(error).__name__}): check its address"
            " and that it runs, or unset the variable."
        ) from None


def version_of(address: str) -> str:
    """Return the version that a running server says it has, without its packager's words."""
    with psycopg.connect(address, connect_timeout=10) as connection:
        return str(connection.info.parameter_status("server_version")).split()[0]


def _numbers(server: PostgresServer) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", server.version))


def _said(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
