"""
Every benchmark in one table: what, measured, spread, asked for, and measured beside it.

Run by `make bench`; `python -m tests.benchmarks statements demo` runs some. A module here that has
no `measure()` is no benchmark of the table.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from rich.text import Text

from ops.show.money import NO_BREAK
from ops.show.screen import BAD, DOUBTFUL, FAINT, GOOD, figures, heading, screen, table, words
from tests.benchmarks.measurement import Measurement

FOLDER: Final = Path(__file__).parent
#: What is asked of the figures whose module does not say it: at least, and the aim.
ASKED: Final[Mapping[str, tuple[float, float]]] = {
    "files to stored events, one core": (3_000, 10_000),
    "files to stored events, all cores": (3_000, 10_000),
}


def measured(name: str) -> Iterable[Measurement]:
    """Yield the figures of a module; a plain tuple is read as the start of a measurement."""
    measure = getattr(import_module(f"tests.benchmarks.{name}"), "measure", None)
    if measure is None:
        return
    for figure in measure():
        one = Measurement(*figure)
        if one.at_least is None and one.what in ASKED:
            at_least, aim = ASKED[one.what]
            one = one._replace(at_least=at_least, aim=aim)
        yield one


def shown(value: float | None) -> str:
    """Return a figure with three digits that count, and spaces between thousands."""
    if value is None:
        return ""
    written = f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
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
    found = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    names = [name for name in found if name in wanted or not wanted]
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
    for name in names:
        errors.print(Text(f"measuring {name} ...", FAINT))
        for one in measured(name):
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
    main(sys.argv[1:])
