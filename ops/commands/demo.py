"""
`kvitto demo`: a small synthetic world through every layer, from files to a verified half-year.

In a home of its own that is made anew each time, so that it can be repeated. It succeeds if and
only if the audit found what the world had hidden, and nothing else was wrong.
"""

import fcntl
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from consumers.files import ingest as ingest_files
from consumers.report import IngestReport
from ops.commands.audit import Scope, audited
from ops.commands.failures import ALL_RIGHT, FOUND, WrongUseError
from ops.commands.generate import Faults, FirstMonth, Months, Recipients, Seed, counting
from ops.commands.options import AsJson, asked
from ops.commands.wiring import open_ledger
from ops.postgres import open_database
from ops.settings import Settings, read_settings
from ops.show.audit import AuditView, audit_json
from ops.show.audit.report import audit_parts, next_step
from ops.show.audit.verdict import Truth, Verdict, verdict_of, verdict_report
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

    Everything lies in the folder demo under KVITTO_HOME and is made anew each time, on an embedded
    PostgreSQL. Exit code: 0 if and only if found is exactly what was hidden, else 1.

    Examples:
      kvitto demo

      kvitto demo --recipients 1000 --months 12 --from 2025-01 --seed 7 --faults 0.05
    """
    home = read_settings().home / _FOLDER
    told = _Told(None if as_json else screen())
    if told.console is not None:
        told.console.print(heading("Kvitto demo", f"in {home}"))
    with _emptied(home):
        with counting("Generating", recipients) as tell:
            world = generate_world(
                home / _WORLD,
                recipients=recipients,
                first_month=first,
                months=months,
                seed=seed,
                faults=faults,
                progress=tell,
            )
        told(_generated(world))
        ingested, view = _ledger(home, told)
        verdict = verdict_of(Truth.read(home / _WORLD / "truth.json"), ingested, view.report)
        if not keeps:
            shutil.rmtree(home)
    if told.console is None:
        print_json(_json(told, verdict, view))
    else:
        _show(
            told.console,
            told,
            verdict=verdict,
            ingested=ingested,
            view=view,
            home=home if keeps else None,
        )
    return ALL_RIGHT if verdict.holds else FOUND


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


def _ledger(home: Path, told: _Told) -> tuple[IngestReport, AuditView]:
    """Import the world into a fresh ledger and audit it."""
    settings = Settings.model_construct(home=home, database_url=None, blind_index_key_file=None)
    with open_ledger(settings) as store:
        told("started an embedded PostgreSQL and made the ledger in it")
        with ingest_progress() as watch:
            ingested = ingest_files([home / _WORLD], store, progress=watch)
        stored = counted(ingested.stored, "event")
        rate = number(round(ingested.rows / ingested.seconds)) if ingested.seconds else "0"
        told(f"imported {stored}, {rate} a second")
        view = audited(store, asked(None, None, None, "LAW_ACTUAL", None), Scope())
        told(f"recomputed {counted(view.report.payouts, 'payout')} from them")
    told("stopped the database")
    return ingested, view


def _show(
    console: Console,
    told: _Told,
    *,
    verdict: Verdict,
    ingested: IngestReport,
    view: AuditView,
    home: Path | None,
) -> None:
    console.print()
    if not ingested.is_complete:
        console.print(ingest_report(ingested))
    for part in audit_parts(view):
        console.print(part)
    console.print(verdict_report(verdict))
    took = f"{told.seconds:.1f} s".replace(".", ",")
    console.print(Text(f"\nAll of it took {took}.", FAINT))
    if home is not None:
        console.print(next_step(view, str(home)), soft_wrap=True)


def _json(told: _Told, verdict: Verdict, view: AuditView) -> dict[str, object]:
    return {
        "steps": [{"step": step, "seconds": round(seconds, 3)} for step, seconds in told.steps],
        "seconds": round(told.seconds, 3),
        "verdict": verdict.as_json(),
        "audit": audit_json(view),
    }
