"""
The synthetic world: believable input files, faults hidden in them, and the truth.

`generate` writes what `kvitto generate` promises. Nothing here may import the
ledger or the projections: what is right is worked out a second time, from the
text of the law's semantics alone (`ops.world.truth`).
"""

from ops.world.generating import (
    DirectoryHoldsOtherFilesError,
    WorldImpossibleError,
    WorldSummary,
    generate,
)
from ops.world.national import NATIONAL

__all__ = [
    "NATIONAL",
    "DirectoryHoldsOtherFilesError",
    "WorldImpossibleError",
    "WorldSummary",
    "generate",
]
