"""
What a document tells of a person beside its event: numbers, a name, an account.

The event holds ids in their place; the texts go into the vault, each under the
id that the event holds. How they are kept there belongs to `ledger.store.vault`.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from ledger.store import Place, Told
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
