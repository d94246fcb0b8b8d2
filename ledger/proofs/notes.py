"""
C2SP signed notes: a text, and who signed it, each on a line that any reader may check alone.

Signatures are Ed25519 (type 1). What the text says belongs to `ledger.proofs.checkpoints`, where
keys are kept to `ledger.store.seals`. Source: c2sp.org/signed-note.
"""

import base64
import binascii
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

#: How a key signs: a note as it is (RFC 8032), or as a witness, with the time.
ED25519: Final = 1
COSIGNATURE: Final = 4
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
#: A key's id: the first bytes of a hash of its name, type and key.
_ID_BYTES: Final = 4
#: Lines of signatures begin with an em dash; more lines than this are no note of ours.
_DASH: Final = "— "
_MOST_SIGNATURES: Final = 100
_MOST_BYTES: Final = 1_000_000


class NoteRefusedError(Exception):
    """A signed note is not what it must be. Each kind is one fact; the sentence has what to do."""


class NoteMalformedError(NoteRefusedError):
    """The bytes are no signed note."""


class NoteNotSignedError(NoteRefusedError):
    """No key that is known signed the note."""


class SignatureWrongError(NoteRefusedError):
    """A key that is known did not make the signature that stands beside its name."""


class KeyMalformedError(NoteRefusedError):
    """A text is no verifier key."""


class Signature(NamedTuple):
    """A line under a note: a name, the id of a key of that name, and what it signed with."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it is written, with its end."""
        return f"{_DASH}{self.name} {_encoded(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; `kind` is `ED25519`, or `COSIGNATURE` for a witness."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names the key."""
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[
            :_ID_BYTES
        ]

    @property
    def written(self) -> str:
        """The key as one word: name, id and key."""
        return f"{self.name}+{self.key_id.hex()}+{_encoded(bytes([self.kind]) + self.public)}"

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the key of `written`; raise `KeyMalformedError` for any other text."""
        parts = written.strip().split("+", 2)
        try:
            name, key_id, encoded = parts
            raw = _decoded(encoded)
        except ValueError:
            name, key_id, raw = "", "", b""
        is_key = len(raw) == 1 + KEY_BYTES and raw[0] in {ED25519, COSIGNATURE}
        found = cls(name, raw[1:], raw[0]) if is_key and _is_name(name) else None
        if found is None or found.key_id.hex() != key_id:
            raise KeyMalformedError(
                f"{written.strip()[:120]!r} is no verifier key: that is NAME+ID+KEY, where the id"
                " follows from name and key. Copy the whole line from where the key is published."
            )
        return found

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the key made this signature of exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name."""

    name: str
    private: Ed25519PrivateKey
    kind: int = ED25519

    @classmethod
    def of(cls, name: str, seed: bytes, kind: int = ED25519) -> Self:
        """Return the signer whose private key is these 32 bytes (RFC 8032)."""
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed), kind)

    @property
    def key(self) -> VerifierKey:
        """What others verify with."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw(), self.kind)

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was written: its text, with the end of its last line, and what stands under."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def written(self) -> bytes:
        """The note's bytes."""
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}".encode()


def sign_note(text: str, signers: Sequence[Signer]) -> bytes:
    """Return the note of a text, which ends with a line's end, signed by each."""
    assert text.endswith("\n"), "a text of whole lines"
    assert signers, "somebody signs it"
    return Note(
        text,
        tuple(Signature(each.name, each.key.key_id, each.sign(text.encode())) for each in signers),
    ).written


def read_note(written: bytes) -> Note:
    """Return a note's parts and believe none of it; raise `NoteMalformedError` for other bytes."""
    try:
        whole = written.decode()
    except UnicodeDecodeError:
        raise NoteMalformedError(_MALFORMED.format("it is not UTF-8")) from None
    if len(written) > _MOST_BYTES or any(ord(each) < ord(" ") and each != "\n" for each in whole):
        raise NoteMalformedError(_MALFORMED.format("it is too long, or holds a control character"))
    text, gap, under = whole.rpartition("\n\n")
    if not gap or not under.endswith("\n"):
        raise NoteMalformedError(
            _MALFORMED.format("it has no text with signatures under an empty line")
        )
    lines = under[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise NoteMalformedError(
            _MALFORMED.format(f"it has more than {_MOST_SIGNATURES} signatures")
        )
    return Note(f"{text}\n", tuple(map(_signature, lines)))


def open_note(written: bytes, known: Collection[VerifierKey]) -> tuple[Note, list[VerifierKey]]:
    """
    Return a note and the known keys that signed it, of which there is one at least.

    Signatures by others are left out of account. Raises `NoteMalformedError`,
    `NoteNotSignedError`, and `SignatureWrongError` where the name and id are a known key's and the
    signature is not.
    """
    note = read_note(written)
    signed: list[VerifierKey] = []
    for signature in note.signatures:
        for key in known:
            if (key.name, key.key_id, key.kind) != (signature.name, signature.key_id, ED25519):
                continue
            if len(signature.signature) != SIGNATURE_BYTES:
                raise SignatureWrongError(
                    f"The signature of {key.name} has {len(signature.signature)} bytes and not"
                    f" {SIGNATURE_BYTES}, so it is none. Fetch the note anew."
                )
            if not key.has_signed(note.text.encode(), signature.signature):
                raise SignatureWrongError(
                    f"{key.name} did not sign this text: the text or the signature was changed."
                    " Fetch the note anew, and keep this one as evidence."
                )
            if key not in signed:
                signed.append(key)
    if not signed:
        names = ", ".join(sorted({each.name for each in note.signatures}))
        raise NoteNotSignedError(
            f"No known key signed the note; it bears signatures of {names}. Ask for the verifier"
            " key of the log where its operator publishes it, or reject the note."
        )
    return note, signed


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        raw = _decoded(encoded) if line.startswith(_DASH) else b""
    except ValueError:
        raw = b""
    if not _is_name(name) or len(raw) <= _ID_BYTES:
        raise NoteMalformedError(_MALFORMED.format(f"the line {line[:80]!r} is no signature"))
    return Signature(name, raw[:_ID_BYTES], raw[_ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(name) and not any(each.isspace() or each < " " or each == "+" for each in name)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decoded(encoded: str) -> bytes:
    """Return what base64 stands for; raise `ValueError` unless it is written as `_encoded` does."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if _encoded(raw) != encoded:
        raise ValueError("another text stands for the same bytes")
    return raw


_MALFORMED: Final = (
    "This is no signed note: {}. It was cut off or changed on its way; fetch it anew."
)
