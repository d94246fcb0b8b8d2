"""
Ledgers with a small world in them, and what their read models hold, for the tests of projections.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from consumers.files import ingest
from ledger.rules import load_rulebook
from ledger.store import StoreUnreachableError, open_store
from ops.postgres.roles import PROJECTOR, WRITER, acting_as
from ops.world import generate
from projections.registry import PROJECTIONS
from projections.runner import Runner
from projections.tables import Tables
from tests.postgres_fixtures import KEY

Rows = dict[str, list[tuple[Any, ...]]]


def fill(address: str, folder: Path, recipients: int, months: int, seed: int = 11) -> None:
    """Import a world with many faults into the database of a superuser's address."""
    world = folder / f"world-{recipients}-{months}-{seed}"
    if not world.exists():
        generate(
            world,
            recipients=recipients,
            first_month="2025-10",
            months=months,
            seed=seed,
            faults=0.2,
            # Municipal decisions move in it, so that every read model has rows.
            reform=date(2025, 11, 1) if months > 1 else None,
        )
    with open_store(acting_as(address, WRITER), KEY, "tests") as store:
        assert ingest([world], store).is_complete


@contextmanager
def running(url: str) -> Generator[Runner]:
    """Yield a runner over a database, whose store may append too."""
    # Of two roles in an address the last one holds.
    with open_store(url, KEY, "tests") as store, Tables(acting_as(url, PROJECTOR)) as tables:
        yield Runner(store, tables, load_rulebook(), unreachable=StoreUnreachableError)


def held(tables: Tables) -> Rows:
    """Return all rows that are shown, and what is parked, in order."""
    found: Rows = {}
    with tables.transaction(is_reading=True) as connection:
        for name, of in PROJECTIONS.items():
            columns = ", ".join(of.columns)
            rows = connection.execute(f"select {columns} from kvitto.{name}".encode())
            found[name] = sorted(rows.fetchall(), key=repr)
        parked = connection.execute(
            "select k.name, k.case_id, k.reason, k.ore_at_risk from kvitto.projection_parked k"
            " join kvitto.projections p using (name, side) where p.is_shown order by 1, 2"
        )
        found["parked"] = parked.fetchall()
    return found


def wipe(tables: Tables) -> None:
    """Take the read models away, as if they had never been made."""
    every = [f"{name}_{side}" for name in PROJECTIONS for side in "ab"]
    every += ["projections", "projection_cases", "projection_parked"]
    with tables.transaction() as connection:
        for table in every:
            connection.execute(f"delete from kvitto.{table}".encode())


def fresh(url: str, position: int | None = None) -> Rows:
    """Return the rows that are made when nothing was made before."""
    with running(url) as runner:
        wipe(runner.tables)
        runner.catch_up(up_to=position)
        return held(runner.tables)


def as_superuser(address: str, *statements: str | tuple[str, Sequence[Any]]) -> None:
    """Do to a database what only its superuser may, triggers at rest."""
    with psycopg.connect(address) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in statements:
            text, values = (statement, ()) if isinstance(statement, str) else statement
            connection.execute(text.encode(), values)
