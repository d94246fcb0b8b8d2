"""
The roles: one owns the schema, the others may do what their work needs and no more.

Roles belong to a whole server, so several databases share them and may make
them at the same moment. What each role is granted stands in the
migrations, beside the objects.
"""

from contextlib import suppress
from typing import Final

import psycopg
from psycopg import conninfo, errors, sql

from ops.postgres.refused import DatabaseRefusedError

OWNER: Final = "kvitto_owner"
#: Has no right any more; the first migrations name it, so that it must be there for them.
APPLICATION: Final = "kvitto_application"
READER: Final = "kvitto_reader"
WRITER: Final = "kvitto_writer"
PROJECTOR: Final = "kvitto_projector"
SEALER: Final = "kvitto_sealer"
CUSTODIAN: Final = "kvitto_custodian"
#: Every role, in the order in which they are made.
ROLES: Final = (OWNER, APPLICATION, READER, WRITER, PROJECTOR, SEALER, CUSTODIAN)

_SET_IS_A_RIGHT: Final = 160_000
#: How often a change is tried again that another database's start got into.
_ATTEMPTS: Final = 20


def ensure_roles(connection: psycopg.Connection) -> None:
    """Make the roles and let the connected user act as each, unless it is so already."""
    for role in ROLES:
        try:
            _ensure_role(connection, role)
        except errors.InsufficientPrivilege as error:
            user = connection.info.user
            raise DatabaseRefusedError(
                f"The database user {user} may not make the role {role}. Ask whoever runs the"
                f" server for: CREATE ROLE {role} NOLOGIN; GRANT {role} TO {user};"
            ) from error


def acting_as(url: str, role: str) -> str:
    """Return the connection string with which sessions act as this role from the start."""
    given = conninfo.conninfo_to_dict(url).get("options")
    options = f"{given} " if given else ""
    return conninfo.make_conninfo(url, options=f"{options}-c role={role}")


def _ensure_role(connection: psycopg.Connection, role: str) -> None:
    name = sql.Identifier(role)
    for attempt in range(_ATTEMPTS):
        try:
            if not role_exists(connection, role):
                # Another database's start may be first; then the role is there.
                with suppress(errors.DuplicateObject, errors.UniqueViolation):
                    connection.execute(sql.SQL("create role {} nologin").format(name))
            if not may_act_as(connection, role):
                connection.execute(sql.SQL("grant {} to current_user").format(name))
        except errors.InternalError_:
            # "tuple concurrently updated": two grants of one role met.
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return


def roles_of(connection: psycopg.Connection) -> tuple[str, ...]:
    """Return the roles that the connected user may act as; a superuser need not be asked."""
    if connection.info.parameter_status("is_superuser") == "on":
        return ROLES
    rows = connection.execute(
        "select rolname from pg_roles where rolname = any(%s) and pg_has_role(oid, %s) order by 1",
        [list(ROLES), _right(connection)],
    )
    return tuple(role for (role,) in rows)


def role_exists(connection: psycopg.Connection, role: str) -> bool:
    """Tell whether the server has this role."""
    row = connection.execute("select from pg_roles where rolname = %s", [role]).fetchone()
    return row is not None


def may_act_as(connection: psycopg.Connection, role: str) -> bool:
    """Tell whether the connected user may act as this role."""
    row = connection.execute(
        "select pg_has_role(current_user, %s, %s)", [role, _right(connection)]
    ).fetchone()
    return row == (True,)


def _right(connection: psycopg.Connection) -> str:
    # Since PostgreSQL 16 whoever makes a role is a member, but may not act as it yet.
    return "set" if connection.info.server_version >= _SET_IS_A_RIGHT else "member"
