"""
Seals: the transparency log beside the events, kept in the same database.

`Sealer` lets the tree grow and signs it, `Seals` reads checkpoints and makes proofs, `Verifying`
makes everything anew from the rows and says what differs. The tree, the notes and the leaves
themselves belong to `ledger.proofs`.
"""

from ledger.store.seals.findings import Finding, Sort
from ledger.store.seals.keys import read_sealing_key, write_sealing_key
from ledger.store.seals.publishing import Publishing
from ledger.store.seals.reading import Log, Proven, Sealed, SealingKey, Seals
from ledger.store.seals.rows import SealedRow
from ledger.store.seals.sealing import Sealer, SealerBusyError, SealingError
from ledger.store.seals.verifying import Verified, Verifying
from ledger.store.seals.witnessing import Witnesses

__all__ = [
    "Finding",
    "Log",
    "Proven",
    "Publishing",
    "Sealed",
    "SealedRow",
    "Sealer",
    "SealerBusyError",
    "SealingError",
    "SealingKey",
    "Seals",
    "Sort",
    "Verified",
    "Verifying",
    "Witnesses",
    "read_sealing_key",
    "write_sealing_key",
]
