"""
`kvitto demo`: a small synthetic world through every layer, from files to a verified half-year.

In a home of its own that is made anew each time, so that it can be repeated. It succeeds if and
only if the audit found what the world had hidden, and nothing else was wrong.
"""

import fcntl
import shutil
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from consumers.files import ingest as ingest_files
from consumers.report import IngestReport
from ledger.amounts import first_day, month_of
from ledger.store import Store
from ops.commands.audit import Scope, audited
from ops.commands.between.tour import Stop, stops
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.generate import Faults, FirstMonth, Months, Recipients, Seed
from ops.commands.options import AsJson, asked
from ops.commands.readmodels.opened import open_read_models
from ops.commands.wiring import open_ledger
from ops.postgres import open_database
from ops.postgres.roles import WRITER
from ops.settings import Settings, before_a_command, read_settings
from ops.show.audit import AuditView, audit_json
from ops.show.audit.report import audit_parts, next_step
from ops.show.audit.verdict import Truth, Verdict, verdict_of, verdict_report
from ops.show.between.tour import tour_report
from ops.show.counting import counting
from ops.show.ingest import ingest_progress, ingest_report
from ops.show.money import number
from ops.show.quantities import counted
from ops.show.screen import FAINT, heading, print_json, screen
from ops.world import WorldSummary
from ops.world import generate as generate_world

_FOLDER: Final = "demo"
_WORLD: Final = "world"


@dataclass(slots=True)
class _Told:
    """The steps as they end, with their seconds; shown at once unless all is JSON."""

    console: Console | None
    steps: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    _started: float = field(default_factory=monotonic)

    def __call__(self, step: str) -> None:
        now = monotonic()
        seconds, self._started = now - self._started, now
        self.steps.append((step, seconds))
        if self.console is not None:
            took = f"{seconds:5.1f} s".replace(".", ",")
            self.console.print(Text.assemble((f"  {took}  ", FAINT), step))

    @property
    def seconds(self) -> float:
        """All seconds so far."""
        return sum(seconds for _, seconds in self.steps)


def demo(
    *,
    recipients: Recipients = 300,
    first: FirstMonth = "2025-10",
    months: Months = 6,
    seed: Seed = 2023,
    faults: Faults = 0.02,
    keeps: Annotated[
        bool,
        typer.Option("--keep/--no-keep", help="Keep files and database, to look further in them."),
    ] = True,
    as_json: AsJson = False,
) -> int:
    """
    Show what Kvitto does: a world with hidden faults, imported, audited, and the faults found.

    Halfway through its months the reform of SOU 2023:9 begins: municipal decisions move, and what
    passes between payers is shown in one line each.

    Everything lies in the folder demo under KVITTO_HOME and is made anew each time, on an embedded
    PostgreSQL. Exit code: 0 if and only if found is exactly what was hidden, else 1.

    Examples:
      kvitto demo

      kvitto demo --recipients 1000 --months 12 --from 2025-01 --seed 7 --faults 0.05
    """
    home = read_settings(embedded=True).home / _FOLDER
    told = _Told(None if as_json else screen())
    if told.console is not None:
        told.console.print(heading("Kvitto demo", f"in {home}"))
    with _emptied(home):
        shown = _run(home, _Wish(recipients, first, months, seed, faults), told)
        if not keeps:
            shutil.rmtree(home)
    if told.console is None:
        print_json(_json(told, shown))
    else:
        _show(told.console, told, shown, home if keeps else None)
    return ALL_RIGHT if shown.verdict.holds else FOUND


@dataclass(frozen=True, slots=True)
class _Wish:
    """The world that is wanted."""

    recipients: int
    first: str
    months: int
    seed: int
    faults: float

    @property
    def reform(self) -> date:
        """The first of the month in the middle, on which the reform begins."""
        return date.fromordinal(first_day(month_of(self.first) + self.months // 2))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a demo comes to."""

    ingested: IngestReport
    view: AuditView
    verdict: Verdict
    regime: str
    stops: list[Stop]


def _run(home: Path, wish: _Wish, told: _Told) -> _Shown:
    """Generate the world, import it, audit it, and hold what was found against the truth."""
    reform = wish.reform
    regime = f"SOU_2023_9:{reform}"
    settings = Settings.model_construct(
        home=home, database_url=None, blind_index_key_file=None, master_key_file=None, regime=regime
    )
    # The database is started beside the generator: one is waiting, the other computing.
    with ExitStack() as opened, ThreadPoolExecutor(1) as beside:
        opening = beside.submit(opened.enter_context, open_ledger(settings, WRITER))
        with counting("Generating", wish.recipients) as tell:
            world = generate_world(
                home / _WORLD,
                recipients=wish.recipients,
                first_month=wish.first,
                months=wish.months,
                seed=wish.seed,
                faults=wish.faults,
                reform=reform,
                progress=tell,
            )
        told(_generated(world))
        store = opening.result()
        told("started an embedded PostgreSQL beside it, with a ledger in it")
        ingested, view = _through(store, home, regime, told)
        with open_read_models(settings) as models:
            models.catch_up()
            told("kept balances, claims, debits, recoveries and postings as tables")
            with models.tables.transaction(is_reading=True) as connection:
                toured = stops(models, connection, regime, *_looked_back(wish))
            told("compared two moments of knowledge, and tried another law on every case")
    told("stopped the database")
    truth = Truth.read(home / _WORLD / "truth.json")
    verdict = verdict_of(truth, ingested, view.report)
    return _Shown(ingested, view, verdict, regime, toured)


def _looked_back(wish: _Wish) -> tuple[int, date]:
    """Return the last month, and a day on which some of its papers were not in yet."""
    last = month_of(wish.first) + wish.months - 1
    return last, date.fromordinal(first_day(last + 2))


@contextmanager
def _emptied(home: Path) -> Generator[None]:
    """Make the demo's home anew, and keep other demos out of it."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_name(f"{home.name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongUseError(
                f"Another demo is running in {home}. Wait for its end, or set KVITTO_HOME to"
                " another folder."
            ) from None
        if (home / "postgres" / "data" / "postmaster.pid").exists():
            # A demo that was killed left its server running; as its last user we stop it.
            with open_database(home):
                pass
        if home.exists():
            shutil.rmtree(home)
        home.mkdir()
        yield


def _generated(world: WorldSummary) -> str:
    documents = counted(sum(world.documents.values()), "document")
    return f"generated {documents}, with {counted(world.faults, 'fault')} hidden in them"


def _through(store: Store, home: Path, regime: str, told: _Told) -> tuple[IngestReport, AuditView]:
    """Import the world and audit it."""
    with ingest_progress() as watch:
        ingested = ingest_files([home / _WORLD], store, progress=watch)
    rate = number(round(ingested.rows / ingested.seconds)) if ingested.seconds else "0"
    told(f"imported {counted(ingested.stored, 'event')}, {rate} a second")
    view = audited(store, asked(None, None, None, regime, None), Scope())
    told(f"recomputed {counted(view.report.payouts, 'payout')} from them")
    return ingested, view


def _show(console: Console, told: _Told, shown: _Shown, home: Path | None) -> None:
    console.print()
    if not shown.ingested.is_complete:
        console.print(ingest_report(shown.ingested))
    for part in audit_parts(shown.view):
        console.print(part)
    console.print(verdict_report(shown.verdict))
    if home is not None:
        said = [(stop.name, stop.says, stop.command) for stop in shown.stops]
        before = f"{before_a_command(home)}KVITTO_REGIME={shown.regime}"
        console.print(tour_report(said, before), soft_wrap=False)
    took = f"{told.seconds:.1f} s".replace(".", ",")
    console.print(Text(f"\nAll of it took {took}.", FAINT))
    if home is not None:
        console.print(next_step(shown.view, before_a_command(home)), soft_wrap=True)


def _json(told: _Told, shown: _Shown) -> dict[str, object]:
    return {
        "steps": [{"step": step, "seconds": round(seconds, 3)} for step, seconds in told.steps],
        "seconds": round(told.seconds, 3),
        "verdict": shown.verdict.as_json(),
        "audit": audit_json(shown.view),
        "between_payers": [
            {"about": stop.name, "says": stop.says, "command": f"kvitto {stop.command}"}
            for stop in shown.stops
        ],
    }
