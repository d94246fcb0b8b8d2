"""
C2SP checkpoints: the signed head of a tree, and the cosignatures of those who watched it grow.

Source: c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature.
"""

import base64
import binascii
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Final, NamedTuple

from ledger.proofs.merkle import HASH_BYTES
from ledger.proofs.notes import (
    COSIGNATURE,
    SIGNATURE_BYTES,
    NoteRefusedError,
    Signature,
    SignatureWrongError,
    Signer,
    VerifierKey,
    open_note,
    read_note,
    sign_note,
)

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME: Final = Struct(">Q")


class NotACheckpointError(NoteRefusedError):
    """A note's text is no checkpoint."""


class OtherOriginError(NoteRefusedError):
    """The checkpoint is of another log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree: which log's, how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode("ascii")
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))


class Cosignature(NamedTuple):
    """A witness saw this tree, consistent with all before, at a time (seconds since 1970)."""

    witness: VerifierKey
    at: int


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> bytes:
    """Return the signed note of a checkpoint; each signer's name is the origin's."""
    return sign_note(checkpoint.text, signers)


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text; raise `NotACheckpointError` for any other."""
    lines = text.split("\n")
    try:
        origin, size, encoded, *extensions, end = lines
        root = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        origin = size = end = ""
        root, extensions = b"", list[str]()
    if _SIZE.fullmatch(size) and len(root) == HASH_BYTES and all((origin, *extensions)):
        found = Checkpoint(origin, int(size), root, tuple(extensions))
        if found.text == text and not end:
            return found
    raise NotACheckpointError(
        "The note is no checkpoint: that is the log's origin, the number of leaves and the root,"
        " each on a line. It was changed on its way, or is another kind of note; fetch it anew."
    )


def open_checkpoint(
    note: bytes, known: Collection[VerifierKey], origin: str | None = None
) -> tuple[Checkpoint, list[VerifierKey]]:
    """
    Return the checkpoint of a note and the known keys that signed it.

    Raises `NoteRefusedError` where the note is not theirs, is no checkpoint, or of another origin.
    """
    opened, signed = open_note(note, known)
    checkpoint = read_checkpoint(opened.text)
    if origin is not None and checkpoint.origin != origin:
        raise OtherOriginError(
            f"The checkpoint is of the log {checkpoint.origin}, and {origin} is asked about. Take"
            " a checkpoint of that log."
        )
    return checkpoint, signed


def cosign(note: bytes, witness: Signer, at: int) -> Signature:
    """
    Return a witness's signature of a checkpoint, at a time in seconds since 1970.

    The witness must know that the tree is consistent with every one that it signed before.
    """
    assert witness.kind == COSIGNATURE, "a witness signs with the time"
    signed = witness.sign(_cosigned(read_note(note).text, at))
    return Signature(witness.name, witness.key.key_id, _TIME.pack(at) + signed)


def cosignatures(note: bytes, witnesses: Collection[VerifierKey]) -> list[Cosignature]:
    """
    Return what known witnesses say under a note; raise `SignatureWrongError` where one did not.

    The log's own signature is not looked at here.
    """
    opened = read_note(note)
    found: list[Cosignature] = []
    for name, key_id, raw in opened.signatures:
        for witness in witnesses:
            if (witness.name, witness.key_id, witness.kind) != (name, key_id, COSIGNATURE):
                continue
            if len(raw) != _TIME.size + SIGNATURE_BYTES:
                raise SignatureWrongError(
                    f"The cosignature of {name} has {len(raw)} bytes and not"
                    f" {_TIME.size + SIGNATURE_BYTES}, so it is none. Ask the witness anew."
                )
            (at,) = _TIME.unpack_from(raw)
            if not witness.has_signed(_cosigned(opened.text, at), raw[_TIME.size :]):
                raise SignatureWrongError(
                    f"{name} did not cosign this checkpoint: it or the cosignature was changed."
                    " Ask the witness for what it saw, and keep this one as evidence."
                )
            found.append(Cosignature(witness, at))
    return found


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
