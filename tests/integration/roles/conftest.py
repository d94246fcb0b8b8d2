"""
Real sessions of each role: a login that is a member of one role and of nothing else.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from psycopg import conninfo, sql

from ops.postgres import Database
from ops.postgres.roles import ROLES
from tests.postgres_fixtures import KEY, fresh_name


class Login(NamedTuple):
    """A login, and the address under which it connects."""

    name: str
    address: str


LoginOf = Callable[[str], Login]


@pytest.fixture
def login_of(database: Database) -> Iterator[LoginOf]:
    """Make a login for a role; a superuser that acts as it could go back to what it was."""
    made: list[str] = []

    def make(role: str) -> Login:
        name = fresh_name()
        with psycopg.connect(database.address, autocommit=True) as superuser:
            superuser.execute(
                sql.SQL("create role {} login in role {}").format(
                    sql.Identifier(name), sql.Identifier(role)
                )
            )
        made.append(name)
        return Login(name, conninfo.make_conninfo(database.address, user=name))

    yield make
    with psycopg.connect(database.address, autocommit=True) as superuser:
        for name in made:
            for statement in ("drop owned by {}", "drop role {}"):
                superuser.execute(sql.SQL(statement).format(sql.Identifier(name)))


@pytest.fixture(params=list(ROLES[2:]))
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The blind-index key of the tests, as a file."""
    path = tmp_path / "blind-index.key"
    path.touch(0o600)
    path.write_bytes(KEY)
    return path
