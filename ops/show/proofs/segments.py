"""
Segments on the screen: which months are written, which must wait, and what was changed.
"""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from ledger.store.segments import MARGIN, Month
from ops.segments.writing import Written
from ops.show.money import number
from ops.show.program import next_line, program
from ops.show.quantities import counted
from ops.show.screen import BAD, FAINT, GOOD, Prose, grid


def segments_report(folder: Path, written: Written) -> Group:
    """Return what a folder of segments holds now."""
    if written.changed:
        return Group(
            *(
                Text(f"{folder / name} is gone, or is not the file that was written.", BAD)
                for name in written.changed
            ),
            Prose(
                "Nothing was written. Bring the files back from a copy, or write all of them into"
                " a new folder."
            ),
        )
    manifest = written.manifest
    if not manifest.segments:
        return Group(Text("No month is over and sealed, so nothing was written."), *_left(written))
    new = {of.month for of in written.new}
    lines: list[RenderableType] = [
        Text(f"Wrote {counted(len(new), 'month')}." if new else "Nothing new to write.", GOOD),
        grid(
            [
                (
                    of.file,
                    f"positions {number(of.first)}–{number(of.last)}, root {of.root[:16]}…"
                    + ("" if of.finished else ", goes on"),
                )
                for of in manifest.segments
            ]
        ),
        *_left(written),
        next_line(f"Next: python {folder / 'count_balances.py'}"),
    ]
    return Group(*lines)


def _left(written: Written) -> list[RenderableType]:
    if not written.left:
        return []
    month = written.left[0]
    return [
        Prose(f"{month.name} waits: {_why(month)}", FAINT),
        *([] if month.is_over else [next_line("Or write it as far as it is sealed: --unfinished")]),
    ]


def _why(month: Month) -> str:
    if month.is_over:
        return f"its events are not all sealed. Seal them: {program()} seal"
    return (
        "it is over when something is recorded in a later month, or"
        f" {int(MARGIN.total_seconds() // 60)} minutes after its end (UTC)."
    )


def segments_json(folder: Path, written: Written) -> dict[str, object]:
    """Return what a folder of segments holds now, for a program."""
    return {
        "folder": str(folder),
        "origin": written.manifest.origin,
        "segments": [
            {
                "month": of.month,
                "file": of.file,
                "sha256": of.sha256,
                "first": of.first,
                "last": of.last,
                "root": of.root,
                "finished": of.finished,
                "new": of in written.new,
            }
            for of in written.manifest.segments
        ],
        "waiting": [of.name for of in written.left],
        "changed": list(written.changed),
    }
