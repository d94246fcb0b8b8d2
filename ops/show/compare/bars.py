"""
A waterfall of signed amounts: where each step begins and ends, in a few columns of characters.
"""

from collections.abc import Sequence
from itertools import accumulate

from rich.text import Text

from ops.show.screen import BAD, GOOD

_BLOCK = "█"


def waterfall(steps: Sequence[int], columns: int) -> list[Text]:
    """
    Return a bar for each step, from the sum of those before it to the sum with it.

    All share one scale from the lowest sum to the highest, and each has one
    column at least.
    """
    sums = list(accumulate(steps, initial=0))
    low, high = min(sums), max(sums)
    width = max(high - low, 1)

    def column(value: int) -> int:
        return min((value - low) * columns // width, columns - 1)

    bars: list[Text] = []
    for number, step in enumerate(steps):
        first, last = sorted((column(sums[number]), column(sums[number + 1])))
        bars.append(Text(" " * first + _BLOCK * (last - first + 1), GOOD if step > 0 else BAD))
    return bars
