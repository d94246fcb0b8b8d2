"""
Clearing away what was deleted: tables written anew, so that no deleted row stays in their files.

A plain vacuum gives the room of dead rows free and leaves their bytes in it.
What was deleted, and why, belongs to whoever asks.
"""

import re
from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg import errors, sql

#: The first figure of what PostgreSQL says in detail of each table, in any language.
_FIRST_FIGURE: Final = re.compile(r"\D*(\d+)")
#: Tables of which a person's rows are deleted (`kvitto.forget`).
OF_PERSONS: Final = ("person_keys", "person_fields", "identities")


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

    with psycopg.connect(url_owner, autocommit=True) as connection:
        connection.add_notice_handler(heard)
        for name in tables:
            connection.execute(
                sql.SQL("vacuum (full, verbose) kvitto.{}").format(sql.Identifier(name))
            )
        for name in tables:
            connection.execute(sql.SQL("analyze kvitto.{}").format(sql.Identifier(name)))
    return left
