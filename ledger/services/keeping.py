"""
What a document tells of a person beside its event: numbers, a name, an account.

The event holds ids in their place; the texts go into the vault, each under the
id that the event holds. How they are kept there belongs to `ledger.store.vault`.
"""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from ledger.store import Name, Place, Store, StoreError, Told
from schemas.boundary import Document
from schemas.envelope import event_id_of

#: The fields of a register document that say who is called so.
_CALLED: Final = ("person", "assistant")


def told_in(document: Document, ids: Mapping[str, UUID]) -> list[Told]:
    """
    Return what a document tells of persons; `ids` are those of its fields that hold a name.

    An account is its payee's. A name is told by its document: whoever is called
    otherwise later is so by a later one.
    """
    told: list[Told] = numbers_in(document.fields, document.named, ids)
    account = document.fields.get("account")
    if account is not None and "account" in document.named:
        place = Place(ids["payee"], "account", ids["account"])
        told.append(Told(place, account.removeprefix("acc:")))
    if document.called is not None:
        person = next(ids[field] for field in _CALLED if field in ids)
        item = event_id_of(document.sender, document.document_id)
        told.append(Told(Place(person, "name", item), document.called))
    return told


def numbers_in(
    fields: Mapping[str, object], named: tuple[str, ...], ids: Mapping[str, UUID]
) -> list[Told]:
    """Return the identity numbers among the fields that hold a name."""
    return [
        Told(Place(ids[field], "number", ids[field]), written.removeprefix("pnr:"))
        for field in named
        if isinstance(written := fields[field], str) and written.startswith("pnr:")
    ]


def kept_of(store: Store, ids: Collection[UUID]) -> list[Told]:
    """
    Return what is kept under these ids, each number and account held against the way to its id.

    Raises `StoreError` with a sentence where a text does not open, or leads to somebody else.
    """
    kept = store.vault.of(ids)
    ways = {
        Name("pnr" if told.place.field == "number" else "acc", told.text): told.place.item
        for told in kept
        if told.place.field != "name"
    }
    found = store.find(ways)
    for name, id_ in ways.items():
        if found.get(name) != id_:
            what = "identity number" if name.kind == "pnr" else "account"
            raise StoreError(
                f"The {what} that is kept under {id_} leads to another id, or to none: the rows of"
                " kvitto.identities were changed. Restore that table from a backup; the log and its"
                " proofs do not rest on it."
            )
    return kept
