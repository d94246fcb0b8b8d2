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

__all__ = ["DirectoryHoldsOtherFilesError", "WorldImpossibleError", "WorldSummary", "generate"]
