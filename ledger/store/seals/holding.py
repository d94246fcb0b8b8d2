"""
Holding what others keep against what is stored: the keys of the log, and a kept checkpoint.

What no row can tell is found here: a log that was signed anew, shortened, or shown differently to
different people.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ledger.proofs.checkpoints import Checkpoint, cosignatures, open_checkpoint
from ledger.proofs.merkle import (
    EMPTY_ROOT,
    ProofDoesNotHoldError,
    consistency_proof,
    tree_root,
    verify_consistency,
)
from ledger.proofs.notes import NoteRefusedError, VerifierKey
from ledger.store.connections import Connection
from ledger.store.seals.findings import Finding, Sort
from ledger.store.seals.reading import Log, Sealed, SealingKey, TileMissingError, tile_reader

_COSIGNATURES: Final = (
    "select c.size, c.note, s.witness, s.line from kvitto.cosignatures s"
    " join kvitto.checkpoints c using (size) where size > %b order by size"
)


def name_faults(log: Log, sealed: Sealed | None, keys: Sequence[SealingKey]) -> Iterator[Finding]:
    """Yield what of the log's own name and keys does not go together with what it signed."""
    if not log.origin.endswith(f"/{log.id}"):
        yield Finding(
            Sort.NAME_CHANGED,
            None,
            f"The log has the id {log.id} and the name {log.origin}, which ends with another: one"
            " of them was changed.",
        )
    if [key.number for key in keys] != list(range(1, len(keys) + 1)) or (sealed and not keys):
        there = ", ".join(str(key.number) for key in keys) or "none"
        yield Finding(
            Sort.SIGNATURE_WRONG,
            None,
            "The keys of a log are numbered from 1 without a gap, and none is ever removed. Of"
            f" this one there are: {there}.",
        )


def key_faults(connection: Connection, log: Log, keys: Sequence[SealingKey]) -> Iterator[Finding]:
    """Yield what does not hold of the checkpoints with which keys begin."""
    for number, key in enumerate(keys):
        begun = f"The checkpoint with which key {key.number} begins does not hold"
        try:
            for signer in keys[max(0, number - 1) : number + 1]:
                said, _ = open_checkpoint(key.note, [VerifierKey.read(signer.vkey)], log.origin)
                fault = _fault(connection, key, said)
                if fault is not None:
                    yield Finding(Sort.CHECKPOINT_CHANGED, None, f"{begun}: {fault}.")
                    break
        except NoteRefusedError as refused:
            yield Finding(Sort.SIGNATURE_WRONG, None, f"{begun}: {refused}")


def _fault(connection: Connection, key: SealingKey, said: Checkpoint) -> str | None:
    if said.size != key.since_size:
        return "it is of another size than its row says"
    root = EMPTY_ROOT
    if said.size:
        try:
            root = tree_root(said.size, tile_reader(connection, said.size - 1, size=said.size))
        except TileMissingError as missing:
            return str(missing)
    return None if root == said.root else "the tiles give another root"


def cosignature_faults(connection: Connection, since: int) -> Iterator[Finding]:
    """Yield the stored cosignatures of checkpoints after a size that their witness did not make."""
    stored = connection.cursor(binary=True).execute(_COSIGNATURES, [since]).fetchall()
    for size, note, witness, line in stored:
        why = "it is none of its witness's"
        try:
            if cosignatures(note + f"{line}\n".encode(), [VerifierKey.read(witness)]):
                continue
        except NoteRefusedError as refused:
            why = str(refused)
        yield Finding(
            Sort.SIGNATURE_WRONG,
            size,
            f"A cosignature of the checkpoint of size {size} does not hold: {why.rstrip('.')}.",
        )


class Held(NamedTuple):
    """What is stored now, as far as a kept checkpoint can be held against it."""

    log: Log
    keys: Sequence[SealingKey]
    sealed: Sealed | None
    #: The last position that has a row.
    head: int

    def against(self, connection: Connection, note: bytes) -> tuple[int, Finding | None]:
        """
        Return up to which size the log is the one that was kept, and else what is wrong.

        Raises `NoteRefusedError` when the note is none that this log's keys signed.
        """
        kept, _ = open_checkpoint(
            note, [VerifierKey.read(key.vkey) for key in self.keys], self.log.origin
        )
        sealed = self.sealed
        if sealed is None or kept.size > sealed.size:
            return 0, self._shorter(kept)
        try:
            read = tile_reader(connection, kept.size - 1, sealed.size - 1, size=sealed.size)
            proof = consistency_proof(kept.size, sealed.size, read)
            verify_consistency(kept.size, sealed.size, kept.root, sealed.root, proof)
        except (ProofDoesNotHoldError, TileMissingError):
            return 0, Finding(
                Sort.OTHER_HISTORY,
                None,
                f"The first {kept.size} events are not those of the checkpoint that you hold: the"
                " log was changed and signed anew, or you were shown another history than others."
                " Both notes are signed, and together they prove it: keep them.",
            )
        return kept.size, None

    def _shorter(self, kept: Checkpoint) -> Finding:
        sealed = self.sealed
        ends = "has no checkpoint" if sealed is None else f"is sealed up to {sealed.size}"
        lacking = kept.size - self.head
        became = (
            f"{lacking} events are missing. It was restored from an older backup, or its end was"
            " removed. Restore a newer backup."
            if lacking > 0
            else "that many rows are there, and what they were sealed with is not: checkpoints were"
            " removed, or it was restored from an older backup and recorded in since. Compare with"
            " files that were kept: kvitto verify --against DIR"
        )
        return Finding(
            Sort.LOG_SHORTER,
            min(self.head, kept.size) + 1,
            f"You hold a checkpoint of {kept.size} events, and this log {ends} and ends at position"
            f" {self.head}: {became}",
        )
