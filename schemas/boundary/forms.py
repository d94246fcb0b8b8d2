"""
The types of document: which exist, which fields they have, how they are read.

One form for each class of `schemas.catalogue`, made from it. Single fields
belong to `schemas.boundary.fields`, several together to
`schemas.boundary.checks`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, Final, Literal, cast, get_args
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from schemas.boundary.fields import INSTANT, Annotation, at_the_door, document_class
from schemas.bounds import CaseRef, DocumentId, DocumentRef, Names, PersonName, Sender
from schemas.catalogue import CASE_EVENTS, EVENTS, OURS
from schemas.commands import COMMANDS, Actor
from schemas.register import AssistantRegistered, PersonRegistered

#: Fields in front of a document's own: name, type, default.
Head = tuple[tuple[str, Annotation, object], ...]

#: What registers a person may say what the person is called; the event does not.
_NAMING: Final = (PersonRegistered, AssistantRegistered)
#: The field in which it does.
CALLED: Final = "name"


@dataclass(frozen=True, slots=True)
class Form:
    """
    One type of document.

    `own` are the fields of the event itself and `named` those among them that
    hold a name where the event holds a random id. `read` takes JSON and raises
    pydantic's `ValidationError`; `values` takes what was read apart.
    """

    name: str
    kind: type[Any]
    own: tuple[str, ...]
    named: tuple[str, ...]
    adapter: TypeAdapter[Any]
    values: Callable[[Any], tuple[object, ...]]

    def read_parts(self, raw: Mapping[str, object]) -> dict[str, object]:
        """
        Return the fields that are right by themselves, of a document that is not.

        A list whose items are partly wrong keeps its length and holds nothing
        in their place, so that what is said of several fields can still be
        checked.
        """
        readers = _readers(self.kind)
        right = {own.name: own.default for own in fields(self.kind) if own.default is not MISSING}
        for name in self.own:
            if name not in raw:
                continue
            right.pop(name, None)
            whole, item = readers[name]
            value = raw[name]
            read = _read_alone(whole, value)
            if read is not _WRONG:
                right[name] = read
            elif item is not None and isinstance(value, list):
                parts = [_read_alone(item, part) for part in cast("list[object]", value)]
                right[name] = tuple(None if part is _WRONG else part for part in parts)
        return right


_WRONG: Final = object()


def _read_alone(adapter: TypeAdapter[Any], value: object) -> object:
    try:
        return adapter.validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return _WRONG


def _item_type(alias: Annotation) -> Annotation:
    """Return the type of a list's items, or none if it is no list of any length."""
    arguments = get_args(alias)
    if arguments and arguments[-1] is ...:
        return arguments[0]
    return _item_type(arguments[0]) if arguments and len(arguments) > 1 else None


@cache
def _readers(kind: type[Any]) -> dict[str, tuple[TypeAdapter[Any], TypeAdapter[Any] | None]]:
    """Return a reader for each field and, where it is a list, for its items."""
    readers: dict[str, tuple[TypeAdapter[Any], TypeAdapter[Any] | None]] = {}
    for own in fields(kind):
        item = _item_type(own.type)
        readers[own.name] = (
            TypeAdapter(at_the_door(own.type)),
            TypeAdapter(at_the_door(item)) if item is not None else None,
        )
    return readers


def _holds_name(alias: Annotation) -> bool:
    """Tell whether a field's type, or one of its choices, is marked as a random id."""
    return any(isinstance(mark, Names) or _holds_name(mark) for mark in get_args(alias))


def _values(own: tuple[str, ...]) -> Callable[[Any], tuple[object, ...]]:
    """Return what takes the values of these fields out of what was read."""
    if len(own) == 1:
        # `attrgetter` of one name gives the value itself, not a tuple of it.
        only = attrgetter(own[0])
        return lambda read: (only(read),)
    return attrgetter(*own)


def form_of(name: str, kind: type[Any], head: Head) -> Form:
    """Return the form for a class, with these fields in front of its own."""
    own = tuple(member.name for member in fields(kind))
    return Form(
        name=name,
        kind=kind,
        own=own,
        named=tuple(member.name for member in fields(kind) if _holds_name(member.type)),
        adapter=TypeAdapter(document_class(kind, head)),
        values=_values(own),
    )


def _document_head(name: str, kind: type[Any]) -> Head:
    own_case_ref = any(member.name == "case_ref" for member in fields(kind))
    case: Head = (("case_ref", at_the_door(CaseRef), MISSING),)
    called: Head = ((CALLED, at_the_door(PersonName | None), None),)
    return (
        ("type", Literal[name], MISSING),
        ("document_id", at_the_door(DocumentId), MISSING),
        ("sender", at_the_door(Sender), MISSING),
        ("received_at", INSTANT, MISSING),
        ("replaces", at_the_door(DocumentRef | None), None),
        *(case if name in CASE_EVENTS and not own_case_ref else ()),
        *(called if kind in _NAMING else ()),
    )


#: The stored name of an event to the form of the documents that become it.
FORMS: Final[Mapping[str, Form]] = {
    name: form_of(name, kind, _document_head(name, kind))
    for name, kind in EVENTS.items()
    if kind not in OURS
}


def _command_head(name: str) -> Head:
    return (
        ("command", Literal[name], MISSING),
        ("command_id", UUID, MISSING),
        ("case_ref", at_the_door(CaseRef), MISSING),
        ("actor", at_the_door(Actor), MISSING),
    )


#: The name of a command to the form in which it is given.
COMMAND_FORMS: Final[Mapping[str, Form]] = {
    name: form_of(name, kind, _command_head(name)) for name, kind in COMMANDS.items()
}
