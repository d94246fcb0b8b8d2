"""
A count of what takes long, drawn on standard error while somebody looks.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ops.show.screen import screen


@contextmanager
def counting(what: str, total: int) -> Generator[Callable[[int, int], None]]:
    """Yield what shows a count on standard error, where somebody looks."""
    console = screen(errors=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)

        def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield tell
