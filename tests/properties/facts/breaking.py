"""
One thing broken in a well-formed document, everything that can be broken in turn.

`broken(written)` lists every way: what each field's type forbids, one beyond
each bound, what the fields forbid together, what is no JSON. Each is a name
that says what was done, and the line of bytes.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen

from schemas.boundary import FORMS
from schemas.bounds import (
    CaseRef,
    Day,
    DocumentId,
    DocumentRef,
    MonthText,
    MunicipalityCode,
    Names,
    Pattern,
    Sender,
)
from schemas.catalogue import CASE_EVENTS, UPCASTS
from tests.properties.facts.documents import Written, line_of
from tests.properties.facts.fitting import Fields
from tests.properties.facts.values import Annotation

#: What was broken, and the line that has it.
Broken = tuple[str, bytes]
#: Where a value stands in a document.
Place = tuple[str | int, ...]
#: A value in its place, with the type that it should have.
Stated = tuple[Place, Annotation, Any]

_HEAD: Final[dict[str, Annotation]] = {
    "document_id": DocumentId,
    "sender": Sender,
    "replaces": DocumentRef,
}
#: What no bytes of one document are.
_NO_JSON: Final[tuple[tuple[str, Callable[[bytes], bytes]], ...]] = (
    ("cut off", lambda line: line[:-1]),
    ("two objects", lambda line: line + line),
    ("a list", lambda line: b"[" + line + b"]"),
    ("not UTF-8", lambda line: line[:-1] + b', "x": "\xe5"}'),
    ("a field twice", lambda line: line[:-1] + b', "sender": "fk"}'),
    ("not a number", lambda line: line[:-1] + b', "x": NaN}'),
    ("an unknown field", lambda line: line[:-1] + b', "unheard_of": 1}'),
)


def broken(written: Written) -> Iterator[Broken]:
    """Yield each way to break the document, and the line that is broken so."""
    line = line_of(written)
    for how, cut in _NO_JSON:
        yield how, cut(line)
    name = UPCASTS.get(written["type"], (written["type"],))[0]
    kind = FORMS[name].kind
    stem = name.partition("/")[0]
    for wrong in (f"{stem}/99", f"{stem}s/1", stem, "", 1, None):
        yield f"type {wrong!r}", line_of({**written, "type": wrong})
    for wrong in ("2026-02-10T10:00:00", "2026-02-30T10:00:00Z", "2026-02-10", "2100-01-01T00:00Z"):
        yield f"received_at {wrong}", line_of({**written, "received_at": wrong})
    for missing in _required(name, kind):
        yield f"no {missing}", line_of({f: said for f, said in written.items() if f != missing})
    head = _HEAD if "case_ref" in kind.__annotations__ else {**_HEAD, "case_ref": CaseRef}
    stated = [
        *((f, alias) for f, alias in head.items()),
        *((own.name, own.type) for own in fields(kind)),
    ]
    for field, alias in stated:
        if field in written:
            for place, of, value in _places((field,), alias, written[field]):
                for wrong in _wrong(of, value):
                    yield f"{place}: {str(wrong)[:40]}", line_of(_with(written, place, wrong))
    for how, fault in _together(written):
        yield how, line_of(fault)


def _required(name: str, kind: type[Any]) -> Iterator[str]:
    yield from ("type", "document_id", "sender", "received_at")
    if name in CASE_EVENTS:
        yield "case_ref"
    for own in fields(kind):
        if own.default is MISSING and own.name != "case_ref":
            yield own.name


def _places(place: Place, alias: Annotation, value: Annotation) -> Iterator[Stated]:
    """Yield a value and every value within it, each with its own type."""
    if get_origin(alias) in (UnionType, Union):
        if value is None:
            return
        alias = next(choice for choice in get_args(alias) if choice is not NoneType)
    yield place, alias, value
    plain = get_args(alias)[0] if get_origin(alias) is Annotated else alias
    if is_dataclass(plain):
        for own in fields(plain):
            if own.name in value:
                yield from _places((*place, own.name), own.type, value[own.name])
    elif get_origin(plain) is tuple:
        items = get_args(plain)
        for number, item in enumerate(value[:_SEVERAL]):
            of = items[0] if items[-1] is ... else items[number]
            yield from _places((*place, number), of, item)


#: Of a long list its first items: the others are like them.
_SEVERAL: Final = 4


def _wrong(alias: Annotation, value: Annotation) -> Iterator[Annotation]:
    """Yield what must not stand where a value of this type stands."""
    yield {"unheard_of": value}
    origin = get_origin(alias)
    if alias == Day:
        yield from ("2026-02-30", "2026-13-01", "1899-12-31", "2100-01-01", "2026-1-1", "86400", 1)
    elif origin is Annotated:
        plain, *marks = get_args(alias)
        yield from _beyond(plain, marks, value)
        if alias == MonthText:
            yield from (f"{value[:4]}-13", f"{value[:4]}-00", "2013-12", "2050-01")
        elif alias == MunicipalityCode:
            yield "0001"
    elif origin is Literal:
        yield f"{value}X"
    elif alias is bool:
        yield from (1, "true")
    elif is_dataclass(alias):
        yield from ([], *_items_broken(alias, value))


def _items_broken(alias: Annotation, value: Fields) -> Iterator[Fields]:
    for own in fields(alias):
        if own.default is MISSING:
            yield {name: said for name, said in value.items() if name != own.name}


def _beyond(plain: Annotation, marks: list[Any], value: Annotation) -> Iterator[Annotation]:
    """Yield what lies one beyond each bound, and values of a neighbouring type."""
    for mark in marks:
        match mark:
            case Ge():
                yield from (int(str(mark.ge)) - 1, str(value), value + 0.5)
            case Le():
                yield from (int(str(mark.le)) + 1, 10**30)
            case MinLen() if mark.min_length:
                yield value[: mark.min_length - 1]
            case MaxLen() if plain is str:
                yield "y" * (mark.max_length + 1)
            case MaxLen() if value:
                yield [*value, *[value[0]] * (mark.max_length + 1 - len(value))]
            case Pattern():
                yield from ("", f"{value}\n", f"{value} ", f"é{value}", "z" * 200, 1)
            case Names():
                yield from _no_names(value)
            case _:
                pass
    if plain is str:
        yield from ("201701012393\t", 1) if not any(isinstance(m, Names) for m in marks) else ()


def _no_names(value: str) -> Iterator[object]:
    """Yield names that no person and no organisation has."""
    form, _, named = value.partition(":")
    if form != "ref":
        yield f"{form}:{named[:-1]}{(int(named[-1]) + 1) % 10}"
    yield from (named, f"{value} ", f"tax:{named}", "ref:201701012393", "", 1)


def _with(written: Written, place: Place, wrong: Annotation) -> Written:
    """Return the document with another value in a place."""
    changed = copy.deepcopy(written)
    at: Any = changed
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = wrong
    return changed


def _together(written: Written) -> Iterator[tuple[str, Written]]:
    """Yield what single fields allow and their form forbids."""
    own = f"{written['sender']}/{written['document_id']}"
    yield "replaces itself", {**written, "replaces": own}
    for span in ("effective", "period", "averaging"):
        first, after = f"{span}_from", f"{span}_until"
        if written.get(first) and written.get(after):
            yield f"empty {span}", {**written, after: written[first]}
            if span != "effective":
                yield f"half {span}", {**written, first: None}
    for name in ("rows", "spans"):
        for number, row in enumerate(written.get(name, ())[:_SEVERAL]):
            start, place = max(row[1], 1), (name, number)
            for end in {start, max(start - 1, 1)}:
                backwards = [row[0], start, end, *row[3:]]
                yield f"{name} {start} to {end}", _with(written, place, backwards)
            february = {**written, "month": "2026-02"}
            yield f"{name} on 29 February", _with(february, place, [29, *row[1:]])
    yield from _of_money(written)


def _of_money(written: Written) -> Iterator[tuple[str, Written]]:
    """Yield what is wrong with the lines of a paper on money, or with what it is for."""
    lines = list(enumerate(written.get("lines", ())))[:_SEVERAL]
    both = {"month": "2026-01", "period_from": "2026-01-01"}
    if "total_ore" in written:
        yield from _lines_together(written)
    elif written["type"] == "recovery-decided/1":
        for number, line in lines:
            yield "a month and a period", _with(written, ("lines", number), {**line, **both})
    elif written["type"] == "reimbursement-claimed/1":
        for number, line in lines:
            elsewhere = {**line, "first_day": "2014-01-01"}
            yield "a day of another month", _with(written, ("lines", number), elsewhere)
    elif "month" in written and "period_from" in written:
        yield "both month and period", {**written, **both}
        yield "neither month nor period", {**written, "month": None, "period_from": None}


def _lines_together(written: Written) -> Iterator[tuple[str, Written]]:
    yield "another total", {**written, "total_ore": (written["total_ore"] or 2) - 1}
    for number, line in enumerate(written["lines"][:_SEVERAL]):
        for how, wrong in (
            ("a sign that is not its own", {"set_off": not line["set_off"]}),
            ("time without a rate", {"minutes": [1, 1], "rate_ore": None}),
            ("a month and a period", {"month": "2026-01", "period_from": "2026-01-01"}),
        ):
            yield how, _with(written, ("lines", number), {**line, **wrong})
