"""
Why a database could not be opened: no server answers, or one does and refuses.
"""

import re
from typing import Final

import psycopg
from psycopg import conninfo, pq, sql

from ops.postgres.addresses import said_of, without_password
from ops.postgres.refused import DatabaseRefusedError

#: What a server says that speaks English; any other is quoted as it is.
_NO_DATABASE: Final = re.compile(r'database "(.+)" does not exist$')
_NO_ROLE: Final = re.compile(r'role "(.+)" does not exist$')


def not_opened(error: psycopg.Error, url: str) -> DatabaseRefusedError:
    """Return the refusal that a failed connection leads to, without the address's password."""
    said = said_of(error, url)
    if not _server_answers(url):
        return DatabaseRefusedError(
            f"The database at {without_password(url)} does not answer.",
            f"No connection was made: {said}.",
            "Check the address in KVITTO_DATABASE_URL, and that the server runs and can be reached"
            " from here.",
        )
    if found := _NO_DATABASE.search(said):
        name = found[1]
        return DatabaseRefusedError(
            f"The server answers, and has no database {name}.",
            "Kvitto makes its tables in a database that is there, and makes none on a server that"
            " is given.",
            "Correct the name in KVITTO_DATABASE_URL, or make the database: CREATE DATABASE"
            f" {_quoted(name)} ENCODING 'UTF8' TEMPLATE template0;",
        )
    if found := _NO_ROLE.search(said):
        name = found[1]
        return DatabaseRefusedError(
            f"The server answers, and has no role {name}.",
            "Kvitto connects as the user that the address names, or else as the one who runs it.",
            "Correct the user in KVITTO_DATABASE_URL, or as a superuser run: CREATE ROLE"
            f" {_quoted(name)} LOGIN;",
        )
    return DatabaseRefusedError(
        f"The server of the database at {without_password(url)} answers, and refuses.",
        f"No connection was made: {said}.",
        "Check user, password and database in KVITTO_DATABASE_URL, and that the server lets this"
        " user in from here (pg_hba.conf).",
    )


def _server_answers(url: str) -> bool:
    try:
        # The question needs neither a user nor a database that is there.
        asked = conninfo.make_conninfo(url, connect_timeout=5)
    except psycopg.Error:
        return False
    return pq.PGconn.ping(asked.encode()) in (pq.Ping.OK, pq.Ping.REJECT)


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string()
