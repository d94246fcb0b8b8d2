"""
The screen: one console for results, one for everything said beside them, and how tables look.

Results go to standard output, so that they can be piped; progress and failures to standard error.
Nothing that comes from a document is read as markup.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.containers import Lines
from rich.table import Column, Table
from rich.text import Text

from ops.show.money import NO_BREAK

#: Columns of a screen that is none, as a pipe or a file.
PIPE_COLUMNS: Final = 100
#: Wider than this a line is hard to follow with the eye.
_MOST_COLUMNS: Final = 120
#: Columns that a column of words has at least.
_LEAST_WORDS: Final = 18
_UNBOUNDED: Final = 10_000

STRONG: Final = "bold"
FAINT: Final = "dim"
GOOD: Final = "green"
BAD: Final = "red"
DOUBTFUL: Final = "yellow"
PAPER: Final = "cyan"


#: Stands for a no-break space while lines are wrapped: as wide, and no space to rich.
_HELD: Final = "\ue000"
#: What a terminal would obey: everything below a space but tab and line break, and the like.
_ORDERS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """Return a text that came from a file without anything that a terminal would obey."""
    return _ORDERS.sub("\N{REPLACEMENT CHARACTER}", text)


class Prose(Text):
    """Text that is wrapped between words only: an amount or a time stays on one line."""

    def wrap(self, *arguments: Any, **options: Any) -> Lines:  # noqa: ANN401 - handed on as given
        """Wrap as rich does, but not at a no-break space, which to rich is a space."""
        held = self.copy()
        held.plain = held.plain.replace(NO_BREAK, _HELD)
        lines = held.wrap(*arguments, **options)
        for line in lines:
            line.plain = line.plain.replace(_HELD, NO_BREAK)
        return lines


def spaced(parts: Iterable[RenderableType]) -> list[RenderableType]:
    """Return parts with an empty line after each."""
    return [line for part in parts for line in (part, Text())]


class Screen(Console):
    """A console that cuts nothing: what is wider than the terminal, the terminal wraps."""

    def print(self, *objects: Any, crop: bool = False, **options: Any) -> None:  # noqa: ANN401
        """Print as rich does, without cutting unless asked to."""
        super().print(*objects, crop=crop, **options)


class Rows(Table):
    """A table in which words are folded as the screen gets narrow, and nothing else is cut."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render as rich does, but never narrower than the columns that may not be broken."""
        width = max(options.max_width, self._least(console, options))
        yield from super().__rich_console__(console, options.update(max_width=width))

    def _least(self, console: Console, options: ConsoleOptions) -> int:
        """Return the width that holds every name and figure, and some of the words."""
        wide = options.update(max_width=_UNBOUNDED)
        least = 0
        for column in self.columns:
            natural = self._measure_column(console, wide, column).maximum
            least += natural if column.no_wrap else min(natural, _LEAST_WORDS)
        return least + self._extra_width


def screen(*, errors: bool = False) -> Screen:
    """Return a console on standard output, or on standard error."""
    console = Screen(stderr=errors, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = PIPE_COLUMNS
    elif console.width > _MOST_COLUMNS:
        console.width = _MOST_COLUMNS
    return console


def table(*columns: Column, title: str | None = None) -> Rows:
    """Return an empty table with headings and no frame."""
    return Rows(
        *columns,
        title=None if title is None else Text(title, STRONG),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style=FAINT,
        show_edge=False,
    )


def words(heading: str) -> Column:
    """Return a column of text that may be folded."""
    return Column(heading, overflow="fold")


def names(heading: str) -> Column:
    """Return a column of names, which are never broken."""
    return Column(heading, no_wrap=True)


def figures(heading: str) -> Column:
    """Return a column of figures, which stand under each other."""
    return Column(heading, justify="right", no_wrap=True)


def grid(rows: Iterable[tuple[str | Text, str | Text]], *, indent: int = 2) -> Table:
    """Return labels and what they stand for, side by side."""
    block = Table.grid(padding=(0, 3, 0, 0))
    block.add_column(no_wrap=True, style=FAINT)
    block.add_column(overflow="fold")
    for label, value in rows:
        shown = value if isinstance(value, Text) else Prose(value)
        block.add_row(Text(" " * indent).append(label), shown)
    return block


def heading(title: str, rest: str = "") -> Text:
    """Return the heading of a part of a report."""
    return Prose.assemble((title, STRONG), (f"  {rest}" if rest else "", FAINT))


def print_json(value: Mapping[str, object]) -> None:
    """Write a result for a program, in UTF-8 whatever the terminal speaks."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.flush()
