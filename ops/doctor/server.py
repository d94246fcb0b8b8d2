"""
Checks of the server and of the schema in it: version, settings, clock, migrations, rights.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from ops.doctor.fault import Fault, doubtful
from ops.doctor.seen import Seen
from ops.postgres.database import OLDEST
from ops.postgres.inspection import GUARDED, Inspection
from ops.postgres.migrations import read_migrations
from ops.postgres.rights import EVERYBODY, rights_given
from ops.postgres.roles import OWNER, ROLES
from ops.show.program import program
from ops.show.quantities import counted

#: Settings of the server without which it may lose what it has confirmed.
_KEEPING: Final = ("fsync", "full_page_writes", "synchronous_commit")
#: What two clocks may differ by; papers are stamped to the second.
_MOST_SKEW: Final = timedelta(seconds=5)


def server_of(seen: Seen) -> Inspection:
    """Return the server, which is there where these checks are made."""
    assert seen.server is not None
    return seen.server


def unreachable(seen: Seen) -> Iterator[Fault]:
    """Find a database that could not be opened."""
    if seen.server_fault is not None:
        yield seen.server_fault


def old_server(seen: Seen, oldest: int = OLDEST) -> Iterator[Fault]:
    """Find a server that is older than those Kvitto is tested on."""
    server = server_of(seen)
    if server.version < oldest:
        yield Fault(
            f"The server is PostgreSQL {server.version_text}.",
            f"Kvitto needs {oldest} or later, and does not start with an older one.",
            "Upgrade the server, or unset KVITTO_DATABASE_URL to use the embedded one.",
        )


def encoding(seen: Seen) -> Iterator[Fault]:
    """Find a database that cannot hold every letter."""
    found = server_of(seen).encoding()
    if found != "UTF8":
        yield Fault(
            f"The database keeps its texts in {found}.",
            "Events are UTF-8: a name or ground with other letters could not be recorded.",
            "Make a database with encoding UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE"
            " template0) and restore the log into it.",
        )


def losing_settings(seen: Seen) -> Iterator[Fault]:
    """Find settings with which the server confirms what it may lose."""
    for name in _KEEPING:
        if server_of(seen).setting(name) == "off":
            yield Fault(
                f"The server runs with {name} off.",
                "What it has confirmed may be lost, or torn, when the machine stops: a payment"
                " that was ordered would be ordered again.",
                f"Set {name} = on in postgresql.conf, and restart the server.",
            )


def clock_skew(seen: Seen) -> Iterator[Fault]:
    """Find a server whose clock is not this machine's."""
    before = seen.now()
    theirs = server_of(seen).clock()
    after = seen.now()
    skew = theirs - (before + (after - before) / 2)
    if abs(skew) > _MOST_SKEW + (after - before) / 2:
        seconds, ahead = abs(skew).total_seconds(), "ahead of" if skew > timedelta() else "behind"
        yield doubtful(
            f"The server's clock is {seconds:.0f} s {ahead} this machine's.",
            "Papers stamped here are refused where the server is behind, and what is known at"
            " this moment is asked for by this machine's clock.",
            "Let both set their clocks by the same time service (chrony, systemd-timesyncd).",
        )


def roles(seen: Seen) -> Iterator[Fault]:
    """Find roles that are missing, or that the login may not act as."""
    server = server_of(seen)
    if server.missing_roles and server.applied() is None:
        # Nothing was made yet: `migrations` says so.
        return
    for role in server.missing_roles:
        yield Fault(
            f"The server has no role {role}.",
            "The log belongs to one role and is read and appended to by another.",
            f"As a superuser run: CREATE ROLE {role} NOLOGIN; GRANT {role} TO {server.user};",
        )
    for role in server.closed_roles:
        yield Fault(
            f"The user {server.user} may not act as {role}.",
            "Kvitto connects as this user and works as that role.",
            f"As a superuser run: GRANT {role} TO {server.user};",
        )


def migrations(seen: Seen) -> Iterator[Fault]:
    """Find a schema that is missing, old, newer than this program, or made by other files."""
    applied, files = server_of(seen).applied(), read_migrations()
    if applied is None:
        yield doubtful(
            "The database holds no log.",
            "No command has been run on it yet, or it is not the database that was meant.",
            f"If it is the right one, begin with: {program()} ingest PATH",
        )
        return
    if len(applied) > len(files):
        yield Fault(
            "The database was made by a newer Kvitto.",
            f"It has {counted(len(applied), 'migration')}, and this program knows {len(files)}.",
            "Install the newer version, or open the database that this one belongs to.",
        )
    for (number, name, digest), file in zip(applied, files, strict=False):
        if (number, digest) != (file.number, file.hash):
            yield Fault(
                f"The migration {file.name} is not the file that was run as {name}.",
                "A file that was run is never changed: the schema is another than this program's.",
                "Restore the file as it was released, or open the database it belongs to.",
            )
    if len(applied) < len(files):
        yield doubtful(
            f"The database lacks {counted(len(files) - len(applied), 'migration')}.",
            f"It ends at {applied[-1][1] if applied else 'none'}, and this program knows more.",
            f"Make a backup, then give any command: it runs them, as does {program()} audit.",
        )


def owners(seen: Seen) -> Iterator[Fault]:
    """Find who else may change what is recorded, as its owner."""
    server = server_of(seen)
    for table, owner in server.owners().items():
        if owner != OWNER:
            yield Fault(
                f"The table kvitto.{table} belongs to {owner}.",
                f"An owner may take its triggers off; it should be {OWNER}, which nobody is.",
                f"As a superuser run: ALTER TABLE kvitto.{table} OWNER TO {OWNER};",
            )


def least_privilege(seen: Seen) -> Iterator[Fault]:
    """Find roles that may do more than their work needs, or less."""
    server = server_of(seen)
    if len(server.applied() or ()) != len(read_migrations()):
        # Another version's rights are not those of this one.
        return
    has, given = server.rights(), set(rights_given())
    for right in sorted(has - given):
        role = "everybody" if right.role == EVERYBODY else right.role
        yield Fault(
            f"The role {role} has the right to {right}.",
            "What is recorded may only be added to, by functions that belong to the owner."
            if right.name in GUARDED
            else "No work of Kvitto's needs it, so it can only be misused.",
            f"As a superuser run: {right.taking}",
        )
    for role in ROLES:
        lacking = sorted(right for right in given - has if right.role == role)
        if not lacking or role in server.missing_roles:
            continue
        more = f", and {counted(len(lacking) - 1, 'other')}" if lacking[1:] else ""
        yield Fault(
            f"The role {role} lacks the right to {lacking[0]}{more}.",
            "What is done in this role fails there.",
            f"As a superuser run: {' '.join(right.giving for right in lacking)}",
        )
    for role, power, taking in server.powers():
        yield Fault(
            f"The role {role} {power}.",
            "So it may do what none of Kvitto's roles is for.",
            f"As a superuser run: {taking}",
        )


def triggers(seen: Seen) -> Iterator[Fault]:
    """Find a table of the log that is not guarded."""
    at_work = server_of(seen).triggers_at_work()
    for table, name in GUARDED.items():
        if name not in at_work:
            yield Fault(
                f"The trigger {name} on kvitto.{table} is disabled or missing.",
                "Without it the table's owner may change or remove what is recorded, unseen.",
                f"As a superuser run: ALTER TABLE kvitto.{table} ENABLE TRIGGER {name}; then find"
                " out who disabled it, and compare the log with its seal or a backup.",
            )
