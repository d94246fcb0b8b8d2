"""
The import of files on the screen: how far it is, and what became of every row.

Rejected rows are named by file, line and field; what stands in them is in the reject file only.
"""

import shlex
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Group, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.text import Text

from consumers.files import Watch
from consumers.report import QUARANTINED, IngestReport
from consumers.report import Progress as Step
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import (
    BAD,
    DOUBTFUL,
    FAINT,
    GOOD,
    STRONG,
    figures,
    heading,
    names,
    plain,
    screen,
    spaced,
    table,
    words,
)
from ops.show.words import municipality

#: Rejected rows that are shown; all of them stand in the reject files.
_SHOWN: Final = 20
_MINUTE: Final = 60


@contextmanager
def ingest_progress() -> Generator[Watch]:
    """Yield what shows the progress of an import on standard error, where somebody looks."""
    console = screen(errors=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("Importing", total=None, rate="")

        def watch(step: Step) -> None:
            rate = f"{number(round(step.rows_per_second))} rows/s"
            bar.update(
                task,
                total=step.bytes_total,
                completed=step.bytes_done,
                description=f"Importing {plain(step.file).rpartition('/')[2]}",
                rate=f"{rate}, {_left(step.seconds_left)}",
            )

        yield watch


def _left(seconds: float | None) -> str:
    if seconds is None:
        return "…"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s left"
    return f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s left"


_NOT_KEPT: Final = (
    "Identity numbers, names and accounts were not kept, ids alone: KVITTO_MASTER_KEY_FILE is not"
    " set. The same files again keep them when it is."
)


def ingest_report(report: IngestReport, *, keeps_persons: bool = True) -> Group:
    """Return what became of all files, and whether texts of persons were kept."""
    told = () if keeps_persons else (Text(_NOT_KEPT, FAINT), Text())
    return Group(*spaced(_parts(report)), *told, _next_step(report))


def _parts(report: IngestReport) -> Iterator[RenderableType]:
    rate = f"{number(round(report.rows / report.seconds))} rows/s" if report.seconds else ""
    took = f"{counted(report.rows, 'row')} in {report.seconds:.1f} s".replace(".", ",")
    yield heading("Kvitto ingest", f"{took}, {rate}".rstrip(", "))
    rows = table(
        words("file"),
        figures("rows"),
        figures("stored"),
        figures("unchanged"),
        figures("rejected"),
    )
    for of_file in report.files:
        rejected = Text(number(of_file.rejected), BAD if of_file.rejected else "")
        cells = (number(of_file.rows), number(of_file.stored), number(of_file.unchanged))
        rows.add_row(plain(of_file.file), *cells, rejected)
    sums = (number(report.rows), number(report.stored), number(report.unchanged))
    rejected = Text(number(report.rejected), f"{STRONG} {BAD}" if report.rejected else STRONG)
    rows.add_section()
    rows.add_row(Text("all", STRONG), *(Text(each, STRONG) for each in sums), rejected)
    yield rows
    if report.transfers:
        yield _transfers(report)
    for of_file in report.faults:
        text = Text(f"{plain(of_file.file)}: ", f"{STRONG} {BAD}")
        yield text.append(plain(of_file.fault or ""), "default")
    if report.rejected_rows:
        yield _rejected(report)
    kept = [of_file for of_file in report.files if of_file.rejects_file or of_file.note]
    for of_file in kept:
        where = f"They lie, as they came, in {of_file.rejects_file}"
        yield Text(plain(f"{of_file.file}: {of_file.note or where}"))


def _transfers(report: IngestReport) -> Group:
    """Return what became of the transfer records, by municipality."""
    kinds = ("stored", "unchanged", QUARANTINED, "conflict", "refused")
    met = [kind for kind in kinds if any(kind in of for of in report.transfers.values())]
    rows = table(words("municipality"), *(figures(kind) for kind in met))
    of_all = sorted(report.transfers.items())
    for code, counts in of_all[:_SHOWN]:
        cells = (
            Text(number(counts.get(kind, 0)), DOUBTFUL if kind == QUARANTINED else "")
            for kind in met
        )
        rows.add_row(municipality(code) if code else "could not be read", *cells)
    left = len(of_all) - _SHOWN
    rest = f"{number(_SHOWN)} of {number(len(of_all))} municipalities; all with --json"
    return Group(heading("Transfer records", rest if left > 0 else ""), rows)


def _rejected(report: IngestReport) -> Group:
    rows = table(names("file:line"), names("field"), words("reason"), words("what to do"))
    for row in report.rejected_rows[:_SHOWN]:
        where = f"{plain(row.file).rpartition('/')[2]}:{row.line}"
        for reason in row.reasons:
            rows.add_row(where, plain(reason.field), plain(reason.why), plain(reason.what_now))
            where = ""
    left = len(report.rejected_rows) - _SHOWN + report.not_named
    lines: list[RenderableType] = [heading("Rejected rows"), rows]
    if report.beside:
        part = f"{counted(report.beside, 'row')} more, without fault, of the same forms: a form"
        lines.append(Text(f"and {part} goes in whole or not at all"))
    if left > 0:
        kept = [of_file.rejects_file for of_file in report.files if of_file.rejects_file]
        where = f" in {', '.join(kept)}" if kept else ""
        lines.append(Text(plain(f"and {number(left)} more{where}; all with --json"), FAINT))
    return Group(*lines)


def _next_step(report: IngestReport) -> Text:
    if report.is_complete:
        done = "Every row is in the ledger." if report.stored else "Nothing changed."
        records = sum(sum(of.values()) for of in report.transfers.values())
        if report.quarantined:
            done = f"{done} {counted(report.quarantined, 'transfer record')} quarantined."
        step = "transfers" if records == report.rows and records else "audit"
        return next_line("").append(done, GOOD).append(f" Next: {program()} {step}")
    kept = [of_file.rejects_file for of_file in report.files if of_file.rejects_file]
    if kept:
        again = f"{program()} ingest {shlex.quote(kept[0])}"
        return next_line(plain(f"Next: mend the rows in {kept[0]}, then: {again}"), DOUBTFUL)
    return Text("Next: mend what is named above, then import the same files again.", DOUBTFUL)
