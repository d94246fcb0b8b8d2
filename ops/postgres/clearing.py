"""
Clearing away what was deleted: tables written anew, so that no deleted row stays in their files.

A plain vacuum gives the room of dead rows free and leaves their bytes in it.
What was deleted, and why, belongs to whoever asks.
"""

import re
from collections.abc import Sequence
from typing import Final, LiteralString

import psycopg
from psycopg import errors, sql

from ops.postgres.refused import DatabaseRefusedError
from schemas.sentences import clause_of

#: The first figure of what PostgreSQL says in detail of each table, in any language.
_FIRST_FIGURE: Final = re.compile(r"\D*(\d+)")
#: Tables of which a person's rows are deleted (`kvitto.forget`).
OF_PERSONS: Final = ("person_keys", "person_fields", "identities")
_WAITING: Final = "select person from kvitto.persons_forgotten where cleared_at is null"
_CLEARED: Final = (
    "update kvitto.persons_forgotten set cleared_at = clock_timestamp() where person = any (%b)"
)


def clear_away(url_owner: str, tables: Sequence[str] = OF_PERSONS) -> int:
    """
    Write these tables and their indexes anew, and take their statistics anew.

    Only the owner may; nobody reads or writes a table meanwhile. Returns how many deleted rows
    had to stay, because a transaction that began before still sees them.
    """
    left = 0

    def heard(notice: errors.Diagnostic) -> None:
        nonlocal left
        found = _FIRST_FIGURE.match(notice.message_detail or "")
        left += int(found[1]) if found else 0

    try:
        with psycopg.connect(url_owner, autocommit=True) as connection:
            connection.add_notice_handler(heard)
            # Whoever is forgotten from here on is not cleared away by this run.
            waiting = [person for (person,) in connection.execute(_WAITING)]
            for name in tables:
                _run(connection, "vacuum (full, verbose) kvitto.{}", name)
            for name in tables:
                _run(connection, "analyze kvitto.{}", name)
            if not left and set(tables) >= set(OF_PERSONS):
                connection.execute(_CLEARED, [waiting])
    except psycopg.Error as error:
        raise DatabaseRefusedError(
            "What was to be deleted is deleted, but its bytes may still lie in the tables' files.",
            f"Writing them anew failed: {clause_of(error)}.",
            f"As kvitto_owner run: VACUUM FULL {', '.join(f'kvitto.{name}' for name in tables)};",
        ) from error
    return left


def _run(connection: psycopg.Connection, statement: LiteralString, name: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
