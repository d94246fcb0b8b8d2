"""
The lines that the demo ends with: what passes between payers, each with its command.
"""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from ops.show.program import next_line, program
from ops.show.screen import FAINT, STRONG


def tour_report(said: Sequence[tuple[str, str, str]], before: str) -> Group:
    """Return name and sentence of each stop, and below it what to type for all of it."""
    shown: list[RenderableType] = [Text("\nBetween payers", STRONG)]
    for name, says, command in said:
        shown.append(Padding(Text.assemble((f"{name}: ", STRONG), says), (0, 0, 0, 2)))
        shown.append(next_line(f"    {program()} {command}", FAINT))
    shown.append(Text("\nEach of these commands asks the demo's ledger after:", FAINT))
    shown.append(next_line(f"  export {before}", FAINT))
    return Group(*shown)
