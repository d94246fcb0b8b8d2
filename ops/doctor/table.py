"""
The one table of checks, by name, and of areas with what is said of each that was looked at.
"""

import platform
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from ledger.rules import editions
from ops.doctor import files, log, program, rulebook, seals, server, surroundings
from ops.doctor.check import Check, Needs
from ops.doctor.seen import Seen
from ops.doctor.server import server_of
from ops.show.money import number
from ops.show.quantities import counted

CHECKS: Final[Mapping[str, Check]] = {
    "python-version": Check("program", program.old_python),
    "library-versions": Check("program", program.libraries_out_of_bounds),
    "harmful-libraries": Check("program", program.harmful_libraries),
    "strangers": Check("program", program.strangers),
    "settings": Check("environment", surroundings.wrong_settings),
    "database-functions": Check("environment", surroundings.database_functions),
    "library-keys": Check("environment", surroundings.keys_of_the_library),
    "home-writable": Check("home", files.home_not_writable, Needs.SETTINGS),
    "home-open": Check("home", files.home_open_to_others, Needs.SETTINGS),
    "disk-full": Check("home", files.disk_full, Needs.SETTINGS),
    "key-usable": Check("key", files.key_unusable, Needs.KEY),
    "key-of-database": Check("key", files.key_of_another_database, Needs.LOG),
    "master-keys": Check("key", files.master_keys_unusable, Needs.LOG),
    "cleared-away": Check("key", files.not_cleared_away, Needs.LOG),
    "reachable": Check("database", server.unreachable, Needs.DATABASE),
    "server-version": Check("database", server.old_server, Needs.SERVER),
    "encoding": Check("database", server.encoding, Needs.SERVER),
    "keeps-what-it-confirms": Check("database", server.losing_settings, Needs.SERVER),
    "clock-skew": Check("database", server.clock_skew, Needs.SERVER),
    "roles": Check("schema", server.roles, Needs.SERVER),
    "migrations": Check("schema", server.migrations, Needs.SCHEMA),
    "owners": Check("schema", server.owners, Needs.LOG),
    "rights": Check("schema", server.least_privilege, Needs.LOG),
    "triggers": Check("schema", server.triggers, Needs.LOG),
    "head-row": Check("log", log.head, Needs.LOG),
    "gaps": Check("log", log.gaps, Needs.LOG),
    "unknown-events": Check("log", log.unknown_names, Needs.LOG),
    "unreadable-events": Check("log", log.unreadable_events, Needs.LOG),
    "nameless-cases": Check("log", log.nameless_cases, Needs.LOG),
    "sealing-key": Check("seals", seals.sealing_key, Needs.LOG),
    "not-sealed": Check("seals", seals.not_sealed, Needs.LOG),
    "read-models": Check("read models", log.read_models, Needs.LOG),
    "editions": Check("rulebook", rulebook.faulty_editions),
    "rate-today": Check("rulebook", rulebook.no_rate_today),
}


def _program(_: Seen) -> str:
    try:
        ours = version("kvitto")
    except PackageNotFoundError:
        ours = "not installed"
    return f"Kvitto {ours}, Python {platform.python_version()}"


def _environment(seen: Seen) -> str:
    if seen.settings is None:
        return ""
    is_embedded = seen.settings.address is None
    return "embedded database" if is_embedded else "database of KVITTO_DATABASE_URL"


def _home(seen: Seen) -> str:
    if seen.settings is None:
        return ""
    home = seen.settings.home
    return f"{home.absolute()}{'' if home.exists() else ', not made yet'}"


def _key(seen: Seen) -> str:
    return "" if seen.key_file is None else str(seen.key_file.absolute())


def _database(seen: Seen) -> str:
    if seen.server is None:
        return seen.no_server
    return f"PostgreSQL {seen.server.version_text}, {seen.server.where}"


def _schema(seen: Seen) -> str:
    server = server_of(seen)
    return "" if server.closed_roles else counted(len(server.applied() or ()), "migration")


def _log(seen: Seen) -> str:
    ends = server_of(seen).ends()
    return f"{counted(ends.events, 'event')}, up to position {number(ends.last)}"


def _seals(seen: Seen) -> str:
    sealed = server_of(seen).sealed()
    if not sealed.size:
        return "nothing is sealed yet"
    return f"sealed up to position {number(sealed.size)}"


def _read_models(seen: Seen) -> str:
    return counted(len(server_of(seen).read_models()), "read model")


def _rulebook(_: Seen) -> str:
    return f"{counted(len(editions()), 'edition')}, the latest {editions()[-1]}"


#: The areas in the order in which they are told, and what is said of each.
AREAS: Final[Mapping[str, Callable[[Seen], str]]] = {
    "program": _program,
    "environment": _environment,
    "home": _home,
    "key": _key,
    "database": _database,
    "schema": _schema,
    "log": _log,
    "seals": _seals,
    "read models": _read_models,
    "rulebook": _rulebook,
}
