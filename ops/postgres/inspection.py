"""
Looking into a database without changing anything in it: settings, rights, migrations, the log.

It answers with what is there; what of it is wrong, and what to do, is judged by `ops.doctor`.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import conninfo

from ops.postgres.addresses import without_password
from ops.postgres.opening import not_opened
from ops.postgres.refused import DatabaseRefusedError
from ops.postgres.rights import GRANTED, POWERS, Right
from ops.postgres.roles import OWNER, ROLES, may_act_as, role_exists
from schemas.catalogue import ACCESS_EVENTS
from schemas.sentences import clause_of

#: Tables that only grow, each with the trigger that keeps it so.
GUARDED: Final = {"events": "events_only_grow", "head": "head_stays"}
_READ_ONLY: Final = "-c default_transaction_read_only=on -c timezone=UTC"


class Ends(NamedTuple):
    """Where the log ends by its head row and by its events; told: the last that is no look."""

    head: int | None
    recorded_at: datetime | None
    last: int
    events: int
    last_told: int
    told: int | None


class StoredEvent(NamedTuple):
    """An event as its row holds it."""

    position: int
    name: str
    event_id: object
    state: bytes


class SealedUpTo(NamedTuple):
    """How far the log is sealed, with which key, and since when what came after waits."""

    size: int
    vkey: str | None
    waiting: int
    since: datetime | None


class ReadModel(NamedTuple):
    """A table of the projections: how far it has come, and what it could not take."""

    name: str
    position: int
    #: When the first event was recorded that is not in it, where there is one.
    behind_since: datetime | None
    parked: int
    ore_at_risk: int


@contextmanager
def inspected(url: str) -> Generator["Inspection"]:
    """
    Yield the database behind an address, opened for reading only.

    Raises `DatabaseRefusedError`, without the address's password, when it does not answer.
    """
    try:
        given = conninfo.conninfo_to_dict(url).get("options")
        options = f"{given} {_READ_ONLY}" if given else _READ_ONLY
        connection = psycopg.connect(
            conninfo.make_conninfo(url, options=options, application_name="kvitto doctor"),
            autocommit=True,
            connect_timeout=10,
        )
    except psycopg.Error as error:
        raise not_opened(error, url) from None
    with connection:
        yield Inspection(connection, without_password(url))


class Inspection:
    """An open database; every method only reads."""

    def __init__(self, connection: psycopg.Connection, where: str) -> None:
        """Act as the owner of the schema where that may be, since it alone may see all of it."""
        self._connection = connection
        self.where = where
        self.user = connection.info.user
        self.version = connection.info.server_version // 10_000
        self.version_text = str(connection.info.parameter_status("server_version")).split()[0]
        self.missing_roles = [role for role in ROLES if not role_exists(connection, role)]
        there = [role for role in ROLES if role not in self.missing_roles]
        self.closed_roles = [role for role in there if not may_act_as(connection, role)]
        ((is_superuser,),) = connection.execute(
            "select rolsuper from pg_roles where rolname = current_user"
        )
        # A superuser sees all of it, also what was taken from the owner.
        if not is_superuser and OWNER not in self.missing_roles + self.closed_roles:
            connection.execute(f"set role {OWNER}".encode())

    def _rows(
        self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query.encode(), parameters or None).fetchall()
        except psycopg.Error as error:
            raise DatabaseRefusedError(
                f"The database at {self.where} did not answer a question: {clause_of(error)}."
                f" Check that the server runs and that {self.user} may read the schema kvitto,"
                " then ask again."
            ) from error

    def _one(self, query: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401
        return self._rows(query, parameters)[0][0]

    def _has(self, table: str) -> bool:
        return bool(self._one("select to_regclass(%s) is not null", [f"kvitto.{table}"]))

    # The server.

    def setting(self, name: str) -> str:
        """Return a setting of the server, as it writes it."""
        return str(self._one("select current_setting(%s)", [name]))

    def encoding(self) -> str:
        """Return in what the database keeps its texts."""
        return str(
            self._one(
                "select pg_encoding_to_char(encoding) from pg_database"
                " where datname = current_database()"
            )
        )

    def clock(self) -> datetime:
        """Return the server's time, in UTC."""
        moment: datetime = self._one("select clock_timestamp()")
        return moment

    # The schema and who may change it.

    def applied(self) -> list[tuple[int, str, str]] | None:
        """Return number, name and hash of each migration that was run; None where none was."""
        if not self._has("migrations"):
            return None
        return [
            (number, name, digest)
            for number, name, digest in self._rows(
                "select number, name, hash from kvitto.migrations order by number"
            )
        ]

    def has_log(self) -> bool:
        """Tell whether there is a log to look into."""
        return self._has("events") and self._has("head")

    def rights(self) -> set[Right]:
        """Return every right on an object of the schema that somebody but its owner has."""
        return {Right(*row) for row in self._rows(GRANTED)}

    def powers(self) -> list[tuple[str, str, str]]:
        """Return what makes one of our roles more than itself, with the statement that takes it."""
        return [
            (role, power, taking)
            for role, power, taking in self._rows(POWERS, {"roles": list(ROLES)})
        ]

    def owners(self) -> Mapping[str, str]:
        """Return who owns each table of the log."""
        return dict(
            self._rows(
                "select tablename, tableowner from pg_tables"
                " where schemaname = 'kvitto' and tablename = any(%s)",
                [list(GUARDED)],
            )
        )

    def triggers_at_work(self) -> set[str]:
        """Return the triggers that are there and not disabled."""
        return {
            name
            for (name,) in self._rows(
                "select tgname from pg_trigger where tgenabled in ('O', 'A') and tgrelid = any("
                " array(select to_regclass('kvitto.' || t) from unnest(%s::text[]) t))",
                [list(GUARDED)],
            )
        }

    def key_proof(self) -> bytes | None:
        """Return what proves a blind-index key to be this database's; None before it met one."""
        if not self._has("key_checks"):
            return None
        rows = self._rows("select proof from kvitto.key_checks where name = 'blind-index'")
        return bytes(rows[0][0]) if rows else None

    def master_keys(self) -> dict[str, tuple[bytes | None, int]]:
        """Return the proof of each master key, and of how many ids a data key lies under it."""
        if not self._has("person_keys"):
            return {}
        rows = self._rows(
            "select coalesce(c.id, k.master_id), c.proof, count(k.person)"
            " from (select substr(name, length('master-key:') + 1) as id, proof"
            " from kvitto.key_checks where starts_with(name, 'master-key:')) c"
            " full join kvitto.person_keys k on k.master_id = c.id group by 1, 2 order by 1"
        )
        return {id_: (None if proof is None else bytes(proof), of) for id_, proof, of in rows}

    def not_cleared(self) -> list[str]:
        """Return the ids that were forgotten and, as far as is known, not cleared away."""
        # A database that a migration is still to come to has no such column.
        query = (
            "select person::text from kvitto.persons_forgotten f"
            " where to_jsonb(f) ->> 'cleared_at' is null order by 1"
        )
        return [id_ for (id_,) in self._rows(query)] if self._has("persons_forgotten") else []

    # The log and what is made of it.

    def ends(self) -> Ends:
        """Return where the log ends."""
        # A database that a migration is still to come to has no `told`.
        query = (
            "select h.position, h.recorded_at, e.*, (to_jsonb(h) ->> 'told')::bigint from (select"
            " coalesce(max(position), 0), count(*), coalesce(max(position) filter (where"
            " name <> all (%s)), 0) from kvitto.events) e left join kvitto.head h on true"
        )
        return Ends(*self._rows(query, [list(ACCESS_EVENTS)])[0])

    def sealed(self) -> SealedUpTo:
        """Return how far the log is sealed."""
        ((size, vkey, waiting, since),) = self._rows(
            "select s.size, (select k.vkey from kvitto.sealing_keys k order by k.number desc"
            " limit 1), coalesce(h.position - s.size, 0),"
            " (select e.recorded_at from kvitto.events e"
            " where e.position > s.size order by e.position limit 1)"
            " from (select coalesce(max(c.size), 0) as size from kvitto.checkpoints c) s"
            " left join kvitto.head h on true"
        )
        return SealedUpTo(size, vkey, waiting, since)

    def first_gap(self) -> int:
        """Return the first position that no event has, though a later one does."""
        return int(
            self._one(
                "select min(p.position) from (select 1 as position union all"
                " select e.position + 1 from kvitto.events e) p"
                " where not exists (select from kvitto.events n where n.position = p.position)"
            )
        )

    def names(self) -> Mapping[str, int]:
        """Return each stored name with how many events have it."""
        return dict(self._rows("select name, count(*) from kvitto.events group by name"))

    def events(self, after: int, limit: int) -> list[StoredEvent]:
        """Return events after a position, in the order of positions."""
        return [
            StoredEvent(position, name, event_id, bytes(state))
            for position, name, event_id, state in self._rows(
                "select position, name, event_id, state from kvitto.events where position > %s"
                " order by position limit %s",
                [after, limit],
            )
        ]

    def nameless_cases(self, names: Sequence[str]) -> int:
        """Return how many streams of these events have no case number."""
        return int(
            self._one(
                "select count(*) from (select distinct stream from kvitto.events"
                " where name = any(%s)) s where not exists (select from kvitto.identities i"
                " where i.id = s.stream and i.kind = 'case')",
                [list(names)],
            )
        )

    def read_models(self) -> list[ReadModel]:
        """Return the tables of the projections that are shown, none where there are none."""
        if not self._has("projections"):
            return []
        return [
            ReadModel(*row)
            for row in self._rows(
                "select p.name, p.position, (select e.recorded_at from kvitto.events e"
                " where e.position > p.position and e.name <> all (%s)"
                " order by e.position limit 1), count(k.case_id),"
                " coalesce(sum(k.ore_at_risk), 0)::bigint"
                " from kvitto.projections p left join kvitto.projection_parked k"
                " on k.name = p.name and k.side = p.side"
                " where p.is_shown group by p.name, p.position order by p.name",
                [list(ACCESS_EVENTS)],
            )
        ]
