"""
What books lack: the cases that could not be read, and the öre ordered there.
"""

from collections.abc import Iterator

from rich.text import Text

from ops.show.money import kronor
from ops.show.program import program
from ops.show.quantities import counted
from ops.show.screen import DOUBTFUL


def parked_notes(parked: tuple[int, int]) -> Iterator[Text]:
    """Yield what the reader of a book should know of cases that are not in it."""
    cases, ore = parked
    if cases:
        yield Text(
            f"{counted(cases, 'case')} could not be read, with {kronor(ore)} ordered there; nothing"
            f" of them is booked. See: {program()} status",
            DOUBTFUL,
        )


def parked_json(parked: tuple[int, int]) -> dict[str, int]:
    """Return the same for a program."""
    return {"cases": parked[0], "ore_at_risk": parked[1]}
