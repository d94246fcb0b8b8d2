"""
Ciphers of the vault: AES-256-GCM, with everything around a text bound to it.

A person has a random data key, wrapped under a master key; a field is encrypted
under the data key. The associated data of both name the log, the person and,
for a field, the field, its item and its schema, so that a row that was moved
does not open. Why it does not is asked by `ledger.store.vault.opening`.
"""

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Random for each encryption; a data key encrypts a handful of texts, a master key
#: some millions of data keys, far below the 2^32 at which 96 random bits would wear out.
NONCE_BYTES: Final = 12
DATA_KEY_BYTES: Final = 32
#: How the text of a field is written: 1 is its UTF-8.
SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a field stands: whose, which, and which one of several.

    `item` is the account's id, the id of the document that told a name, and
    for a number the person's own.
    """

    person: UUID
    field: str
    item: UUID
    schema: int = SCHEMA


class DoesNotFitError(Exception):
    """A text or a data key does not open at the place where it stands."""


def new_data_key() -> bytes:
    """Return a random data key."""
    return secrets.token_bytes(DATA_KEY_BYTES)


def wrap(key: bytes, master: bytes, master_id: str, log: UUID, person: UUID) -> bytes:
    """Return a person's data key under a master key."""
    return _encrypt(master, key, _key_context(master_id, log, person))


def unwrap(wrapped: bytes, master: bytes, master_id: str, log: UUID, person: UUID) -> bytes:
    """Return a person's data key; raises `DoesNotFitError`."""
    return _decrypt(master, wrapped, _key_context(master_id, log, person))


def encrypt(text: str, key: bytes, log: UUID, place: Place) -> bytes:
    """Return a text under its person's data key."""
    return _encrypt(key, text.encode(), _field_context(log, place))


def decrypt(ciphertext: bytes, key: bytes, log: UUID, place: Place) -> str:
    """Return the text that was encrypted for this place; raises `DoesNotFitError`."""
    return _decrypt(key, ciphertext, _field_context(log, place)).decode()


def _encrypt(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _decrypt(key: bytes, ciphertext: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as fault:
        # A ciphertext that was cut short has no nonce at all.
        raise DoesNotFitError from fault


def _key_context(master_id: str, log: UUID, person: UUID) -> bytes:
    return b"\0".join((b"kvitto/data-key/1", log.bytes, person.bytes, master_id.encode()))


def _field_context(log: UUID, place: Place) -> bytes:
    # The ids have one length each, so that no two places give the same bytes.
    ids = log.bytes + place.person.bytes + place.item.bytes
    return b"kvitto/field/1\0" + ids + place.schema.to_bytes(2) + place.field.encode()
