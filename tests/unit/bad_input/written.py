"""
Documents made from the annotations of the events: one that is right, and all that is wrong.

What is wrong follows from the bounds in `schemas.bounds`, field by field, so that a field or an
event that is added is tried without a line here. What several fields must fulfil together is
tried by hand, in the tests of the door.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from itertools import combinations
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen

from schemas.bounds import CaseRef, DocumentId, DocumentRef, Names, Pattern, Sender
from schemas.commands import Actor
from schemas.payments import RecoveryLine

#: Where a fault lies in a field, and what to write there to make it.
Wrong = Iterator[tuple[str, object]]

NAMES = {
    "pnr": "pnr:202402292383",
    "ref": "ref:a-1",
    "org": "org:2021005521",
    "acc": "acc:SE4550000000058398257466",
}
#: Texts of which each pattern takes one.
TEXTS = (
    "FK-000123",
    "fk.intake",
    "fk.intake/d-1",
    "2026-03",
    "0180",
    "anna.ek",
    "2021005521",
    "0" * 64,
)
#: What a part needs beside its required fields: one of several that exclude each other.
FURTHER: Mapping[Any, dict[str, Any]] = {RecoveryLine: {"month": "2026-03"}}
#: In order, so that what is said to come later does.
DAYS = ("2026-03-05", "2026-04-05")


@dataclass(frozen=True)
class Head:
    """What stands in front of the fields of an event, in a document or a command."""

    document_id: DocumentId
    sender: Sender
    case_ref: CaseRef
    actor: Actor
    replaces: DocumentRef | None = None


def marks_of(alias: Any) -> Sequence[Any]:  # noqa: ANN401
    return alias.__metadata__ if get_origin(alias) is Annotated else ()


def right(alias: Any, name: str = "", place: int = 0) -> Any:  # noqa: ANN401
    """Return something that a field of this type may hold; `place` is that in a tuple."""
    origin, arguments = get_origin(alias), get_args(alias)
    if origin is Annotated:
        return _right_within(marks_of(alias), right(arguments[0], name, place))
    if origin in (UnionType, Union):
        return right(arguments[0], name, place)
    if origin is tuple:
        parts = arguments[:1] if arguments[-1] is ... else arguments
        return [right(part, place=number) for number, part in enumerate(parts)]
    if origin is Literal:
        return arguments[0]
    if is_dataclass(alias):
        return required(cast("type[Any]", alias)) | FURTHER.get(alias, {})
    return {int: place + 1, bool: False, str: "a text", UUID: "", date: DAYS["until" in name]}[
        alias
    ]


def _right_within(marks: Sequence[Any], value: Any) -> Any:  # noqa: ANN401
    for mark in marks:
        match mark:
            case Names():
                return NAMES[mark.forms[0]]
            case Pattern():
                return _matched(mark)
            case Ge():
                value = max(value, int(str(mark.ge)))
            case Le():
                value = min(value, int(str(mark.le)))
            case _:
                pass
    return value


def required(kind: type[Any]) -> dict[str, Any]:
    """Return the fields of a class that have no default."""
    return {own.name: right(own.type, own.name) for own in fields(kind) if own.default is MISSING}


def optional(kind: type[Any]) -> list[dict[str, Any]]:
    """Return choices of further fields: none, each alone, each two of them."""
    spare = [own for own in fields(kind) if own.default is not MISSING]
    return [
        {own.name: right(own.type, own.name) for own in chosen}
        for count in range(3)
        for chosen in combinations(spare, count)
    ]


def wrong(alias: Any) -> Wrong:  # noqa: ANN401
    """Yield everything that a field of this type may not hold, by its type and its bounds."""
    origin, arguments = get_origin(alias), get_args(alias)
    if origin in (UnionType, Union):
        yield from (found for found in wrong(arguments[0]) if found[1] is not None)
    elif origin is Annotated:
        yield from _out_of_bounds(alias)
    elif origin is tuple:
        yield from _wrong_list(alias)
    elif is_dataclass(alias):
        yield from _wrong_part(cast("type[Any]", alias))
    else:
        yield from (("", value) for value in WRONG_VALUES["Literal" if origin else alias])


#: What is wrong of each type, whatever its bounds.
WRONG_VALUES: dict[Any, Sequence[object]] = {
    "Literal": (None, 7, 1.5, "NOWHERE", "", [], {}),
    int: (None, "1", 1.5, 1.0, True, [], {}),
    bool: (None, 0, 1, "true", "", [], {}),
    str: (None, 7, True, [], {}),
    date: (None, 20260305, "2026-02-30", "2026-3-5", "86400", "1899-12-31", "2100-01-01", "", []),
}


def _matched(pattern: Pattern) -> str:
    found = [text for text in TEXTS if re.fullmatch(pattern.expression, text)]
    assert found, f"no text of {TEXTS} matches {pattern.expression}: add one that does"
    return found[0]


def _out_of_bounds(alias: Any) -> Wrong:  # noqa: ANN401
    plain, marks = get_args(alias)[0], marks_of(alias)
    if any(isinstance(mark, Names) for mark in marks):
        forms = next(mark.forms for mark in marks if isinstance(mark, Names))
        others = [text for form, text in NAMES.items() if form not in forms]
        yield from (("", value) for value in (None, 7, "", "x", [], *others, *WRONG_NAMES))
        return
    yield from wrong(plain)
    for mark in marks:
        match mark:
            case Pattern():
                yield from (("", value) for value in ("", "!", "\n", "å", "x" * 200))
            case Ge():
                yield from (("", value) for value in (int(str(mark.ge)) - 1, -(10**30)))
            case Le():
                yield from (("", value) for value in (int(str(mark.le)) + 1, 10**30))
            case MinLen():
                yield "", "" if plain is str else []
            case MaxLen():
                item = "x" if plain is str else [right(get_args(plain)[0])]
                yield "", item * (mark.max_length + 1)
            case _:
                pass
    if plain is str and not any(isinstance(mark, Pattern) for mark in marks):
        yield from (("", value) for value in ("a\0b", "a\nb", "for 170101-2393"))


#: A wrong check digit, no such day, a temporary number, a number by itself, a sole trader's.
WRONG_NAMES = ("pnr:201701012394", "pnr:201702302393", "pnr:20170101A123", "201701012393", "ref:")


def _wrong_list(alias: Any) -> Wrong:  # noqa: ANN401
    arguments = get_args(alias)
    yield from (("", value) for value in (None, 7, "[]", {}))
    if arguments[-1] is ...:
        yield from ((f"[0]{place}", [value]) for place, value in wrong(arguments[0]))
        return
    whole = right(alias)
    yield from (("", value) for value in ([], whole[:-1], [*whole, 1]))
    for number, part in enumerate(arguments):
        for place, value in wrong(part):
            yield f"[{number}]{place}", [*whole[:number], value, *whole[number + 1 :]]


def _wrong_part(kind: type[Any]) -> Wrong:
    whole = required(kind)
    yield from (("", value) for value in (None, 7, "{}", []))
    yield ".note", {**whole, "note": "x"}
    for name in whole:
        yield f".{name}", {other: value for other, value in whole.items() if other != name}
    for own in fields(kind):
        yield from (
            (f".{own.name}{place}", {**whole, own.name: value}) for place, value in wrong(own.type)
        )
