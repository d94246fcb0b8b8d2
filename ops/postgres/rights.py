"""
What each role may do, object by object: the one table that a database is held against.

The rights are given by the migrations, beside what they are for. Whatever a table, view, column,
sequence or function has beyond this table, or lacks of it, is a finding of `kvitto doctor`; an
object that stands nowhere here fails the tests.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ops.postgres.roles import CUSTODIAN, PROJECTOR, READER, SEALER, WRITER

#: Whoever connects, as the catalogue calls it.
EVERYBODY: Final = "PUBLIC"


class Right(NamedTuple):
    """A right on one object. A column is named `table.column`."""

    role: str
    right: str
    kind: str
    name: str

    def __str__(self) -> str:
        """Write the right as it is granted."""
        if self.kind == "COLUMN":
            table, _, column = self.name.partition(".")
            return f"{self.right} ({column}) ON kvitto.{table}"
        if self.kind == "SCHEMA":
            return f"{self.right} ON SCHEMA {self.name}"
        return (
            f"{self.right} ON {'' if self.kind == 'TABLE' else f'{self.kind} '}kvitto.{self.name}"
        )

    @property
    def giving(self) -> str:
        """The statement that gives it."""
        return f"GRANT {self} TO {self.role};"

    @property
    def taking(self) -> str:
        """The statement that takes it."""
        return f"REVOKE {self} FROM {self.role};"


_LOOKING: Final = (READER, WRITER, PROJECTOR, SEALER)
_EVERY: Final = (*_LOOKING, CUSTODIAN)
_NAMING: Final = (READER, WRITER, PROJECTOR, CUSTODIAN)
_KEEPING: Final = (WRITER, CUSTODIAN)
_Roles = tuple[str, ...]

#: What a projector does with its tables.
_MADE: Final[Mapping[str, _Roles]] = {
    "SELECT": (READER, PROJECTOR),
    "INSERT": (PROJECTOR,),
    "UPDATE": (PROJECTOR,),
    "DELETE": (PROJECTOR,),
}
_SEALED: Final[Mapping[str, _Roles]] = {"SELECT": _LOOKING, "INSERT": (SEALER,)}
_MODELS: Final = (
    "balances",
    "municipal_cofinancing",
    "municipal_debits",
    "municipal_reimbursements",
    "payout_verification",
    "postings",
    "recoveries",
    "sick_pay_compensation",
    "transfers",
)

#: Kind and name of every object, who has which right on it.
RIGHTS: Final[Mapping[tuple[str, str], Mapping[str, _Roles]]] = {
    ("SCHEMA", "kvitto"): {"USAGE": _EVERY},
    # The log.
    ("TABLE", "events"): {"SELECT": _EVERY},
    ("TABLE", "head"): {"SELECT": _EVERY},
    ("TABLE", "log"): {"SELECT": _EVERY},
    ("TABLE", "migrations"): {"SELECT": _EVERY},
    ("TABLE", "staging"): {"INSERT": (WRITER,)},
    ("TABLE", "trackings"): {"SELECT": (READER, WRITER, PROJECTOR)},
    ("FUNCTION", "append"): {"EXECUTE": (WRITER,)},
    # Whoever may read leaves a trace of it.
    ("FUNCTION", "append_access"): {"EXECUTE": (READER, WRITER, PROJECTOR, CUSTODIAN)},
    ("FUNCTION", "case_read"): {"EXECUTE": _EVERY},
    ("FUNCTION", "import_batch"): {"EXECUTE": (WRITER,)},
    ("FUNCTION", "track"): {"EXECUTE": (WRITER, PROJECTOR)},
    ("FUNCTION", "also_met_as"): {"EXECUTE": _EVERY},
    ("FUNCTION", "replaced_by"): {"EXECUTE": _EVERY},
    # What those are made of is called by them alone, as the owner.
    **{
        ("FUNCTION", name): {}
        for name in (
            "append_apart",
            "append_group",
            "append_one_by_one",
            "bears_on",
            "clear_staging",
            "content_of",
            "doubtful_groups",
            "find_command",
            "find_documents",
            "has_access_form",
            "lock_identities",
            "refuse_change",
            "refuse_other_tile",
            "refuse_smaller_checkpoint",
            "set_aside",
            "types_of",
            "write_batch",
            "write_events",
        )
    },
    # Names. A token is read by nobody.
    ("TABLE", "identities"): {},
    ("COLUMN", "identities.kind"): {"SELECT": _NAMING},
    ("COLUMN", "identities.id"): {"SELECT": _NAMING},
    ("COLUMN", "identities.reference"): {"SELECT": _NAMING},
    ("TABLE", "key_checks"): {},
    ("FUNCTION", "find_names"): {"EXECUTE": _EVERY},
    ("FUNCTION", "is_key_right"): {"EXECUTE": _EVERY},
    ("FUNCTION", "resolve"): {"EXECUTE": (WRITER,)},
    # Persons.
    ("TABLE", "person_keys"): {"SELECT": (CUSTODIAN,)},
    ("TABLE", "person_fields"): {"SELECT": (CUSTODIAN,)},
    ("TABLE", "persons_forgotten"): {"SELECT": (CUSTODIAN,)},
    ("TABLE", "masters_given_up"): {"SELECT": (CUSTODIAN,)},
    ("FUNCTION", "has_master_key"): {"EXECUTE": _KEEPING},
    ("FUNCTION", "meet_master_keys"): {"EXECUTE": _KEEPING},
    ("FUNCTION", "kept_fields"): {"EXECUTE": _KEEPING},
    ("FUNCTION", "kept_keys"): {"EXECUTE": _KEEPING},
    ("FUNCTION", "data_keys"): {"EXECUTE": _KEEPING},
    ("FUNCTION", "keep_fields"): {"EXECUTE": _KEEPING},
    ("FUNCTION", "wrap_again"): {"EXECUTE": (CUSTODIAN,)},
    ("FUNCTION", "forget"): {"EXECUTE": (CUSTODIAN,)},
    ("FUNCTION", "keep_masters"): {"EXECUTE": (CUSTODIAN,)},
    ("FUNCTION", "lost_masters"): {"EXECUTE": (CUSTODIAN,)},
    ("FUNCTION", "retire_masters"): {"EXECUTE": (CUSTODIAN,)},
    # Seals.
    ("TABLE", "tiles"): _SEALED,
    ("COLUMN", "tiles.hashes"): {"UPDATE": (SEALER,)},
    ("TABLE", "sealing_keys"): _SEALED,
    ("TABLE", "checkpoints"): _SEALED,
    ("TABLE", "witnesses"): _SEALED,
    ("TABLE", "cosignatures"): _SEALED,
    # What the log can rebuild.
    ("TABLE", "projections"): _MADE,
    ("TABLE", "projection_cases"): _MADE,
    ("TABLE", "projection_parked"): _MADE,
    **{("TABLE", f"{model}_{side}"): _MADE for model in _MODELS for side in "ab"},
    **{("TABLE", model): {"SELECT": (READER, PROJECTOR)} for model in _MODELS},
    ("FUNCTION", "is_shown"): {"EXECUTE": (READER, PROJECTOR)},
    ("TABLE", "audits"): {"SELECT": (READER, PROJECTOR), "INSERT": (PROJECTOR,)},
    ("SEQUENCE", "audits_id_seq"): {},
}

#: Every object of the schema that rights are given on, with its owner.
OBJECTS: Final = """
with objects as (
    select case c.relkind when 'S' then 'SEQUENCE' else 'TABLE' end as kind,
           c.relname::text as name, c.relowner as owner, coalesce(c.relacl, acldefault(
               case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)) as acl
    from pg_class c
    where c.relnamespace = 'kvitto'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'COLUMN', c.relname || '.' || a.attname, c.relowner, a.attacl
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'kvitto'::regnamespace and a.attacl is not null
    union all
    select 'FUNCTION', p.proname, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    from pg_proc p where p.pronamespace = 'kvitto'::regnamespace
    union all
    select 'SCHEMA', n.nspname, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
    from pg_namespace n where n.nspname = 'kvitto')
"""
#: Every right that somebody but the owner has.
GRANTED: Final = (
    OBJECTS
    + """
select case when a.grantee = 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end,
       a.privilege_type, o.kind, o.name
from objects o, lateral aclexplode(o.acl) a where a.grantee <> o.owner
"""
)
#: What makes a role more than itself, and the statement that takes it.
POWERS: Final = """
select rolname::text, 'has the attribute ' || power, format('ALTER ROLE %%I NO%%s;', rolname, power)
from pg_roles, lateral (values
    ('SUPERUSER', rolsuper), ('CREATEROLE', rolcreaterole), ('CREATEDB', rolcreatedb),
    ('REPLICATION', rolreplication), ('BYPASSRLS', rolbypassrls)) as p (power, has)
where has and rolname = any (%(roles)s)
union all
select m.rolname, 'is a member of ' || r.rolname,
       format('REVOKE %%I FROM %%I;', r.rolname, m.rolname)
from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid
where m.rolname = any (%(roles)s)
order by 1, 2
"""


def rights_given() -> Iterator[Right]:
    """Yield every right of the table."""
    for (kind, name), rights in RIGHTS.items():
        for right, roles in rights.items():
            for role in roles:
                yield Right(role, right, kind, name)
