"""
Every benchmark in one table: what, measured, spread, asked for, and measured beside it.

Run by `make bench`; `python -m tests.benchmarks statements demo` runs some, by the names of modules
or of folders, and `--quick` measures less where a benchmark can. A module here that has no
`measure()` is no benchmark of the table.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from rich.text import Text

from ops.show.money import NO_BREAK
from ops.show.screen import BAD, DOUBTFUL, FAINT, GOOD, figures, heading, screen, table, words
from tests.benchmarks.ground.size import NAME, QUICK
from tests.benchmarks.measurement import Measurement

FOLDER: Final = Path(__file__).parent
Measure = Callable[[], Iterable[Measurement]]


def benchmarks(wanted: Sequence[str]) -> Iterable[tuple[str, Measure]]:
    """Yield the modules here that measure, or those of them that are wanted."""
    for path in sorted(FOLDER.rglob("*.py")):
        if path.stem.startswith("_") or (wanted and not {path.stem, path.parent.name} & {*wanted}):
            continue
        named = ("tests", "benchmarks", *path.relative_to(FOLDER).with_suffix("").parts)
        measure = getattr(import_module(".".join(named)), "measure", None)
        if measure is not None:
            yield path.stem, measure


def shown(value: float | None) -> str:
    """Return a figure with three digits that count, and spaces between thousands."""
    if value is None:
        return ""
    written = f"{value:,.0f}" if value >= 100 else f"{value:.{2 if value < 10 else 1}f}"
    return written.replace(".", ",") if value < 100 else written.replace(",", NO_BREAK)


def judged(one: Measurement) -> Text:
    """Return the median, coloured by what was asked for; of seconds less is better."""
    text = f"{shown(one.value)}{NO_BREAK}{one.unit}"
    if one.at_least is None or one.aim is None:
        return Text(text)
    less_is_better = one.aim < one.at_least
    met = one.value <= one.at_least if less_is_better else one.value >= one.at_least
    aimed = one.value <= one.aim if less_is_better else one.value >= one.aim
    return Text(text, GOOD if aimed else DOUBTFUL if met else BAD)


def main(wanted: Sequence[str]) -> None:
    """Measure, and print one table."""
    rows = table(
        words("what"),
        figures("measured"),
        figures("from"),
        figures("to"),
        figures("at least"),
        figures("aim"),
        words("beside"),
    )
    errors = screen(errors=True)
    for name, measure in benchmarks(wanted):
        errors.print(Text(f"measuring {name} ...", FAINT))
        for one in measure():
            rows.add_row(
                one.what,
                judged(one),
                shown(one.low),
                shown(one.high),
                shown(one.at_least),
                shown(one.aim),
                Text(one.beside, FAINT),
            )
    console = screen()
    console.print(heading("Kvitto benchmarks", "medians; nothing here is asserted"))
    console.print(rows)


if __name__ == "__main__":
    given = sys.argv[1:]
    if "--quick" in given:
        os.environ[NAME] = QUICK
    main([name for name in given if name != "--quick"])
