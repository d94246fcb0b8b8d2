"""
The catalogue of the database, held against the one table of what each role may do.
"""

from itertools import product
from typing import Any

import psycopg

from ops.postgres import Database
from ops.postgres.inspection import inspected
from ops.postgres.rights import OBJECTS, RIGHTS, rights_given
from ops.postgres.roles import APPLICATION, OWNER, ROLES

TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
#: How PostgreSQL itself is asked, and about which rights.
ASKED = {
    "TABLE": ("has_table_privilege", TABLE_RIGHTS),
    "SEQUENCE": ("has_sequence_privilege", ("USAGE", "SELECT", "UPDATE")),
    "FUNCTION": ("has_function_privilege", ("EXECUTE",)),
    "SCHEMA": ("has_schema_privilege", ("USAGE", "CREATE")),
}


def asked(database: Database, query: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.address) as superuser:
        return superuser.execute(query.encode(), values or None).fetchall()


def test_every_right_in_the_catalogue_stands_in_the_table_and_the_other_way_round(
    database: Database,
) -> None:
    with inspected(database.address) as looking:
        assert looking.rights() == set(rights_given())
        assert looking.powers() == []


def test_every_object_stands_in_the_table_and_belongs_to_the_owner(database: Database) -> None:
    found = asked(
        database, OBJECTS + "select kind, name, pg_get_userbyid(owner)::text from objects"
    )
    assert {(kind, name) for kind, name, _ in found} == set(RIGHTS)
    # No two functions share a name, so a name says which is meant.
    assert len(found) == len(RIGHTS)
    assert {owner for *_, owner in found} == {OWNER}


def test_postgresql_answers_for_each_role_as_the_table_does(database: Database) -> None:
    """Memberships and rights of everybody count here, which no single grant shows."""
    wrong: list[str] = []
    oids = {
        ("FUNCTION", name): signature
        for name, signature in asked(
            database,
            "select proname::text, oid::regprocedure::text from pg_proc"
            " where pronamespace = 'kvitto'::regnamespace",
        )
    }
    whole = [key for key in RIGHTS if key[0] != "COLUMN"]
    for (kind, name), role in product(whole, (*ROLES[2:], APPLICATION)):
        function, rights = ASKED[kind]
        where = name if kind == "SCHEMA" else oids.get((kind, name), f"kvitto.{name}")
        held = asked(
            database,
            f"select r from unnest(%s::text[]) r where {function}(%s, %s, r)",
            list(rights), role, where,
        )  # fmt: skip
        wanted = {right for right, roles in RIGHTS[kind, name].items() if role in roles}
        if {right for (right,) in held} != wanted:
            wrong.append(f"{role} on {kind} {name}: {held}, not {wanted}")
    assert wrong == []


def test_columns_are_read_and_changed_by_nobody_but_those_of_the_table(database: Database) -> None:
    found = asked(
        database,
        "select r, c.relname || '.' || a.attname, p from pg_attribute a"
        " join pg_class c on c.oid = a.attrelid, unnest(%s::text[]) r,"
        " unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p"
        " where c.relnamespace = 'kvitto'::regnamespace and a.attnum > 0 and not a.attisdropped"
        " and c.relkind in ('r', 'v') and has_column_privilege(r, c.oid, a.attnum, p)"
        " and not has_table_privilege(r, c.oid, p)",
        list(ROLES[1:]),
    )
    given = [right for right in rights_given() if right.kind == "COLUMN"]
    assert set(found) == {(right.role, right.name, right.right) for right in given}


def test_everybody_has_nothing_now_and_in_what_is_made_later(database: Database) -> None:
    nobody = (
        "select p.oid::regprocedure::text from pg_proc p,"
        " lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " where p.pronamespace = 'kvitto'::regnamespace and a.grantee = 0"
    )
    assert asked(database, nobody) == []
    with psycopg.connect(database.url_owner) as owner:
        owner.execute("create function kvitto.later() returns integer language sql return 1")
        assert owner.execute(nobody.encode()).fetchall() == []
        owner.rollback()


def test_what_runs_as_the_owner_finds_only_what_it_names(database: Database) -> None:
    """A function that looks where its caller says would do for the owner what the caller wants."""
    found = asked(
        database,
        "select proname::text, proconfig from pg_proc"
        " where pronamespace = 'kvitto'::regnamespace and prosecdef",
    )
    assert len(found) >= 6
    for name, settings in found:
        assert "search_path=pg_catalog, pg_temp" in settings, name
