"""
Opening the read models: the store they follow, their tables, and the runner between.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from ledger.domain.accounts import local_date
from ledger.domain.recorded import Recorded, named_in
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.store import Store, StoreUnreachableError
from ops.commands.failures import WrongUseError
from ops.commands.wiring import open_whole
from ops.postgres import Database
from ops.postgres.roles import PROJECTOR
from ops.settings import Settings, read_settings
from ops.show.program import program
from ops.show.readmodels.balances import AsOf
from ops.show.screen import screen
from projections.registry import PROJECTIONS
from projections.runner import Runner
from projections.tables import Tables, places
from projections.tables.connecting import Connection


@dataclass(frozen=True, slots=True)
class ReadModels:
    """The open read models, under the rulebook that their rows are made by."""

    store: Store
    database: Database
    tables: Tables
    runner: Runner

    @property
    def rulebook(self) -> Rulebook:
        """The regime of the settings, with every policy at its default."""
        return self.runner.rulebook

    def catch_up(self) -> int:
        """Carry all of them to the end of the log, and tell how far that has come."""
        with progress("Bringing read models up to date") as tell:
            return self.runner.catch_up(tell=tell)

    def derived_from(self, case: UUID, of: AsOf) -> tuple[list[Recorded], Register]:
        """
        Return the events of a case and the register as of the position of what is shown.

        A derivation from later events would explain another figure than the one beside it. Of the
        register only what bears on the case is read: a country's would take seconds.
        """
        events = self.store.load(case, of.position)
        told = self.store.load_register_about(named_in(events), of.position)
        return events, Register(told)


@contextmanager
def open_read_models(settings: Settings | None = None) -> Generator[ReadModels]:
    """Yield the read models of the ledger that the settings, or the environment, lead to."""
    settings = settings or read_settings()
    with (
        open_whole(settings, PROJECTOR) as (store, database),
        Tables(database.acting_as(PROJECTOR)) as tables,
    ):
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        runner = Runner(
            store, tables, settings.rulebook, processes=cores, unreachable=StoreUnreachableError
        )
        yield ReadModels(store, database, tables, runner)


@contextmanager
def progress(what: str) -> Generator[Callable[[int, int], None]]:
    """
    Yield what shows a count of cases on standard error, where somebody looks.

    It draws when it is told and never in a thread of its own, beside which
    this process could not be copied.
    """
    console = screen(errors=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        console=console,
        auto_refresh=False,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield tell


def as_of(models: ReadModels, connection: Connection, day: date | None) -> AsOf:
    """
    Return how far what is shown has come, and refuse rows that this program did not make.

    Without a day it is reckoned today.
    """
    every = places.places(connection, list(PROJECTIONS))
    shown = [place for place in every if place.is_shown]
    if len(shown) < len(PROJECTIONS):
        raise WrongUseError(
            "The read models were never made, so there is nothing to read. Make them: leave --stale"
            f" out, or give {program()} rebuild"
        )
    for place in shown:
        models.runner.refuse_outdated(place)
    position = min(place.position for place in shown)
    return AsOf(
        position,
        models.store.recorded_at(position),
        # Who looked meanwhile is nothing that these rows lack.
        position + models.store.follower.told_after(position),
        day or local_date(datetime.now(UTC)),
        models.rulebook,
        () if day is None else ("--reckon", day.isoformat()),
    )
