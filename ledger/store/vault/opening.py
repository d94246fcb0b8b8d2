"""
What does not fit, where a row of the vault does not open: said in one sentence.

AES-GCM itself says only that something does not. So the row is tried at the
other places where it might have stood. How rows are made belongs to
`ledger.store.vault.ciphers`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from ledger.store.outcomes import StoreError, StoreRefusedError
from ledger.store.vault.ciphers import SCHEMA, DoesNotFitError, Place, decrypt, unwrap
from ledger.store.vault.master_keys import MasterKeys

#: Kinds of field, by what they are called in sentences.
FIELDS: Final[Mapping[str, str]] = {
    "number": "identity number",
    "name": "name",
    "account": "account",
}
_RESTORE: Final = (
    "The log, its totals and its proofs do not rest on it. Restore kvitto.person_keys and"
    " kvitto.person_fields from a backup, or import the document again that told it."
)

#: What opens data keys: a person, its wrapped key and the master key's id.
Wrapped = tuple[UUID, bytes, str]


class VaultTamperedError(StoreError):
    """A row of the vault does not open where it stands; the message says what does not fit."""


class Opener:
    """Opens what one log keeps of persons, under the master keys of a file."""

    def __init__(self, log: UUID, masters: MasterKeys) -> None:
        """Take the log's id and the keys."""
        self.log = log
        self._masters = masters

    def data_key(self, of: Wrapped) -> bytes:
        """Return a data key; raises `StoreRefusedError` where its master key is not there."""
        person, wrapped, master_id = of
        master = self._masters.keys.get(master_id)
        if master is None:
            raise StoreRefusedError(
                f"What is kept of person {person} lies under the master key {master_id}, which the"
                " file of master keys does not hold. Put its line back into the file; where it is"
                " lost for good: kvitto keys rotate --lost"
            )
        try:
            return unwrap(wrapped, master, master_id, self.log, person)
        except DoesNotFitError as fault:
            raise VaultTamperedError(
                f"The data key of person {person} does not fit: it is another person's or another"
                f" log's, or was changed. {_RESTORE}"
            ) from fault

    def text(
        self,
        ciphertext: bytes,
        key: bytes,
        place: Place,
        others: Callable[[], Iterable[Wrapped]],
    ) -> str:
        """
        Return the text of a field.

        Raises `VaultTamperedError`, which tells what does not fit; `others` are asked for the
        keys of all persons only then.
        """
        if place.schema != SCHEMA:
            raise VaultTamperedError(
                f"The {FIELDS[place.field]} of person {place.person} says that it is of schema"
                f" {place.schema}, and there is only {SCHEMA}. {_RESTORE}"
            )
        try:
            return decrypt(ciphertext, key, self.log, place)
        except DoesNotFitError as fault:
            raise VaultTamperedError(
                f"The {FIELDS[place.field]} of person {place.person} does not fit:"
                f" {self._why(ciphertext, key, place, others)}. {_RESTORE}"
            ) from fault

    def _why(
        self,
        ciphertext: bytes,
        key: bytes,
        place: Place,
        others: Callable[[], Iterable[Wrapped]],
    ) -> str:
        for field, called in FIELDS.items():
            if self._opens(ciphertext, key, replace(place, field=field)) or self._opens(
                ciphertext, key, replace(place, field=field, item=place.person)
            ):
                return f"it is the same person's {called}, moved to another field"
        for of in others():
            person = of[0]
            items = (place.item, person)
            try:
                other = self.data_key(of)
            except StoreError:
                continue
            if any(
                self._opens(ciphertext, other, Place(person, field, item))
                for field in FIELDS
                for item in items
            ):
                return f"it is that of another person, {person}"
        return "it is another log's, stood in another row, or was changed"

    def _opens(self, ciphertext: bytes, key: bytes, place: Place) -> bool:
        try:
            decrypt(ciphertext, key, self.log, place)
        except DoesNotFitError:
            return False
        return True
