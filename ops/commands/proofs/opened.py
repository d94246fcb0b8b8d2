"""
What the commands over seals share: the open database, what was sealed in it, and a sealer.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.store.connections import Connections
from ledger.store.follow import Follower
from ledger.store.seals import Sealed, Sealer, Seals, Witnesses
from ops.commands.proofs.sealing import open_sealer, sealing_connections
from ops.postgres import Database, open_database
from ops.settings import Settings, read_settings


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

    def note(self, sealed: Sealed) -> bytes:
        """Return a checkpoint with every signature that it has: of both keys, of witnesses."""
        begun = [key.note for key in self.reader.sealing_keys() if key.since_size == sealed.size]
        lines = Witnesses(self.connections).lines(sealed.size)
        return (begun or [sealed.note])[-1] + "".join(f"{line}\n" for line in lines).encode()

    @property
    def verified(self) -> Path:
        """The file of the last checkpoint that was verified from here."""
        return self.settings.home / "verified" / str(self.reader.log.id)


@contextmanager
def open_seals() -> Generator[OpenSeals]:
    """Yield what was sealed of the ledger that the environment leads to."""
    settings = read_settings()
    with open_database(settings.home, settings.address) as database:
        connections = Connections(database.url_application, "kvitto seals")
        try:
            yield OpenSeals(
                settings, database, connections, Seals(connections), Follower(connections)
            )
        finally:
            connections.close()
