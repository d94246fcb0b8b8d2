"""
How much is measured: the whole, or a part of it for a quick look.

`python -m tests.benchmarks log --quick` is quick, a test that only tries whether a benchmark runs
is tiny. The choice stands in the environment, so that processes of a benchmark's own know it.
"""

import os
from typing import Final, TypeVar

NAME: Final = "KVITTO_BENCH_SIZE"
WHOLE, QUICK, TINY = "whole", "quick", "tiny"

_Size = TypeVar("_Size")


def sized(whole: _Size, quick: _Size, tiny: _Size) -> _Size:
    """Return the one of these that is asked for."""
    return {WHOLE: whole, QUICK: quick, TINY: tiny}[os.environ.get(NAME, WHOLE)]
