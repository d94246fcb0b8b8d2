"""
What the commands over seals share: the open database, what was sealed in it, and a sealer.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.proofs.checkpoints import Checkpoint, open_checkpoint
from ledger.proofs.merkle import verify_consistency
from ledger.proofs.notes import VerifierKey
from ledger.store.connections import Connections
from ledger.store.follow import Follower
from ledger.store.seals import Sealed, Sealer, Seals, Witnesses
from ops.commands.failures import WrongUseError
from ops.commands.proofs.keeping import kept_note
from ops.commands.proofs.sealing import open_sealer, sealing_connections
from ops.postgres import Database, open_database
from ops.postgres.roles import READER
from ops.settings import Settings, read_settings
from ops.show.program import program


@dataclass(frozen=True, slots=True)
class OpenSeals:
    """An open database, as the commands over seals use it."""

    settings: Settings
    database: Database
    connections: Connections
    reader: Seals
    follower: Follower

    @contextmanager
    def sealer(self) -> Generator[Sealer]:
        """Yield what seals with the key of the settings."""
        with open_sealer(self.settings, self.database) as sealer:
            yield sealer

    @contextmanager
    def witnesses(self) -> Generator[Witnesses]:
        """Yield the witnesses, to be added to."""
        with sealing_connections(self.database) as connections:
            yield Witnesses(connections)

    def opened(self, note: bytes) -> Checkpoint:
        """Return a checkpoint that this log's keys signed; raises `NoteRefusedError`."""
        keys = [VerifierKey.read(key.vkey) for key in self.reader.sealing_keys()]
        checkpoint, _ = open_checkpoint(note, keys, self.reader.log.origin)
        return checkpoint

    def proof(self, old: Checkpoint, sealed: Sealed) -> list[bytes]:
        """Return the proof that an older tree is the beginning of this one; it was checked."""
        proof = self.reader.consistency(old.size, sealed.size)
        verify_consistency(old.size, sealed.size, old.root, sealed.root, proof)
        return proof

    def refuse_to_forget(self, file: Path, sealed: Sealed) -> None:
        """Refuse to put a checkpoint in the place of one that it is not the continuation of."""
        before = kept_note(file, must_be=False)
        if before is None:
            return
        old = self.opened(before)
        if old.size > sealed.size:
            raise WrongUseError(
                f"{file} holds a checkpoint of {old.size} events, and this one has {sealed.size}:"
                " it would forget what you know. Nothing was written. Find out what became of the"
                f" others: {program()} verify --kept {file}"
            )
        self.proof(old, sealed)

    @property
    def verified(self) -> Path:
        """The file of the last checkpoint that was verified from here."""
        return self.settings.home / "verified" / str(self.reader.log.id)


@contextmanager
def open_seals() -> Generator[OpenSeals]:
    """Yield what was sealed of the ledger that the environment leads to."""
    settings = read_settings()
    with open_database(settings.home, settings.address) as database:
        connections = Connections(database.acting_as(READER), "kvitto seals")
        try:
            yield OpenSeals(
                settings, database, connections, Seals(connections), Follower(connections)
            )
        finally:
            connections.close()
