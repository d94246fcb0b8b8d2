"""
Witnesses: who, outside, says of a checkpoint that it was seen, and none that contradicts it.

A cosignature is taken when it holds for a checkpoint that is stored, and stays with it.
"""

from collections.abc import Sequence
from typing import Final

from ledger.proofs.checkpoints import cosignatures
from ledger.proofs.notes import VerifierKey
from ledger.store.connections import Connections
from ledger.store.seals.sealing import SealingError

_ADD: Final = "insert into kvitto.witnesses (vkey) values (%b) on conflict do nothing"
_WITNESSES: Final = "select vkey from kvitto.witnesses order by vkey"
_LINES: Final = "select witness, line from kvitto.cosignatures where size = %b order by witness"
_TAKE: Final = (
    "insert into kvitto.cosignatures (size, witness, line) values (%b, %b, %b)"
    " on conflict (size, witness) do nothing"
)


class Witnesses:
    """The witnesses of one log, and what they signed."""

    def __init__(self, connections: Connections) -> None:
        """Read over these connections; to add needs those of the sealer."""
        self._connections = connections

    def known(self) -> list[str]:
        """Return the verifier keys of the witnesses."""
        with self._connections.lend() as connection:
            return [vkey for (vkey,) in connection.execute(_WITNESSES)]

    def add(self, vkey: str) -> None:
        """Know a witness from now on; raises `NoteRefusedError` for what is no verifier key."""
        VerifierKey.read(vkey)
        with self._connections.lend() as connection:
            connection.execute(_ADD, [vkey])

    def lines(self, size: int) -> list[str]:
        """Return the cosignatures of a checkpoint, each a line of a note."""
        with self._connections.lend() as connection:
            return [line for _, line in connection.execute(_LINES, [size])]

    def take(self, size: int, note: bytes, lines: Sequence[str]) -> list[str]:
        """
        Keep those of these lines that witnesses signed, and return their names.

        `note` is the stored checkpoint. Raises `NoteRefusedError` for a signature that does not
        hold, and `SealingError` where none is of a known witness.
        """
        known = self.known()
        witnesses = [VerifierKey.read(vkey) for vkey in known]
        taken: list[str] = []
        with self._connections.lend() as connection, connection.transaction():
            for line in lines:
                signed = note + f"{line}\n".encode()
                for found in cosignatures(signed, witnesses):
                    vkey = known[witnesses.index(found.witness)]
                    connection.execute(_TAKE, [size, vkey, line])
                    taken.append(found.witness.name)
        if not taken:
            raise SealingError(
                "None of the signatures is of a witness that this log knows. Add the witness first:"
                " kvitto checkpoint --witness VKEY"
            )
        return taken
