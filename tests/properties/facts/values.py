"""
Values of single fields, drawn from the type that each field has in its event.

A field that is new is covered by itself: its bounds say what may stand in it.
The pools are small, so that documents meet each other, and hold both ends of
every bound. What several fields must fulfil together belongs to `fitting`.
"""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, cast, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from hypothesis import strategies as st

from schemas.boundary.identity import hides_identity_number
from schemas.bounds import (
    Authority,
    BirthMonth,
    CaseRef,
    Day,
    DecisionId,
    DocumentRef,
    MonthText,
    MunicipalityCode,
    Names,
    OrganisationNumber,
    Pattern,
)
from schemas.catalogue import EVENTS

#: What stands after the colon of a field: Python 3.11 has no type for it.
Annotation = Any
#: A field that is left out: its default stands.
LEFT_OUT: Final = object()

SENDERS: Final = ("fk", "provider.a")
#: The types of document without their versions: what documents are called after.
STEMS: Final = tuple(name.partition("/")[0] for name in EVENTS)
#: Documents of one type share so many names, so that they meet under them.
NUMBERS: Final = 4
_NAMED: Final = {
    "pnr": ("pnr:201701012393", "pnr:202402292383"),
    "ref": ("ref:a-1", "ref:a-2"),
    "org": ("org:2021005521", "org:2120000142"),
    "acc": ("acc:SE4550000000058398257466", "acc:bg50501055"),
}
#: What a reference of this name most often means; any other may mean anything.
_MEANT: Final = {
    "bill": "bill-received",
    "order": "payment-ordered",
    "repays": "payment-ordered",
    "stay": "stay-reported",
    "withdrawal": "grant-withdrawn",
    "application": "extension-applied",
    "claim": "reimbursement-claimed",
    "debit": "municipal-debit-issued",
    "record": "transfer-record-received",
    "recovery": "recovery-decided",
}
_DAYS: Final = tuple(
    map(
        date.fromisoformat,
        (
            *("2026-01-01", "2025-12-01", "2026-02-01", "2026-02-28", "2026-03-01", "2026-01-16"),
            *("2026-03-29", "2026-03-31", "2026-04-01", "2026-07-01", "2025-06-01", "2025-10-26"),
            *("1900-01-01", "2099-12-31"),
        ),
    )
)
#: The first and last month with bounds come seldom: no rate is known of most months.
_MONTHS: Final = (
    *("2026-01", "2026-02", "2026-03") * 5,
    "2025-12",
    "2025-10",
    "2014-01",
    "2049-12",
)
_POOLS: Final[tuple[tuple[Any, tuple[object, ...]], ...]] = (
    (CaseRef, ("FK-000123", "FK-000123", "FK-000123", "A-1")),
    (Authority, ("FK", "FK", "FK", "0180")),
    (MunicipalityCode, ("0180", "1480", "2584")),
    (OrganisationNumber, ("2021005521", "2120000142")),
    (DecisionId, ("b-0", "b-1", "b-2")),
    (MonthText, _MONTHS),
    (BirthMonth, ("1987-04", "1900-01", "2099-12")),
    (Day, _DAYS),
)
_NUMBERS: Final = (0, 1, 2, 7, 60, 100, 480, 600, 1_200, 2_400, 5_000, 34_260, 34_770, 1_000_000)
_FEW: Final = 4
_TEXTS: Final = ("needs", "å", "Flytt till Åmål.", "x" * 200)


def value(alias: Annotation, name: str = "") -> st.SearchStrategy[Any]:
    """Return what may stand in a field of this type, as a document writes it."""
    for pooled, pool in _POOLS:
        if alias == pooled:
            return st.sampled_from(pool)
    if alias == DocumentRef:
        return reference(_MEANT.get(name))
    origin: Annotation = get_origin(alias)
    arguments: tuple[Annotation, ...] = get_args(alias)
    if origin is Annotated:
        return _bounded(arguments[0], arguments[1:], name)
    if origin in (UnionType, Union):
        return st.one_of([value(choice, name) for choice in reversed(arguments)])
    if origin is Literal:
        return st.sampled_from(arguments)
    if arguments[-1:] == (...,):
        return _several(value(arguments[0], name), 0, _FEW)
    if origin is tuple:
        return st.tuples(*(value(item, name) for item in arguments)).map(list)
    if is_dataclass(alias):
        return part(cast("type[Any]", alias))
    return {bool: st.booleans(), date: st.sampled_from(_DAYS), type(None): st.none()}[alias]


@cache
def reference(meant: str | None) -> st.SearchStrategy[str]:
    """Return names of documents; most of the type that is meant, where one is."""
    stems = st.sampled_from([*([meant] * len(STEMS) if meant else ()), *STEMS, "never-sent"])
    numbers = st.integers(0, NUMBERS - 1)
    return st.builds("{}/{}.{}".format, st.sampled_from(SENDERS), stems, numbers)


@cache
def part(kind: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a dataclass as an object; a field with a default may be left out."""
    drawn = {own.name: value(own.type, own.name) for own in fields(kind)}
    for own in fields(kind):
        if own.default is not MISSING:
            drawn[own.name] = st.one_of(st.just(LEFT_OUT), drawn[own.name])
    return st.fixed_dictionaries(drawn).map(
        lambda found: {name: said for name, said in found.items() if said is not LEFT_OUT}
    )


def _bounded(plain: Annotation, marks: tuple[Any, ...], name: str) -> st.SearchStrategy[Any]:
    """Return what a type with bounds allows, both ends of each bound among it."""
    for mark in marks:
        if isinstance(mark, Names):
            return st.sampled_from([named for form in mark.forms for named in _NAMED[form]])
        if isinstance(mark, Pattern):
            written = st.from_regex(mark.expression, fullmatch=True)
            return written.filter(lambda text: not hides_identity_number(text))
    least = next((mark.min_length for mark in marks if isinstance(mark, MinLen)), 0)
    most = next((mark.max_length for mark in marks if isinstance(mark, MaxLen)), None)
    if plain is int:
        low = next(cast("int", mark.ge) for mark in marks if isinstance(mark, Ge))
        high = next(cast("int", mark.le) for mark in marks if isinstance(mark, Le))
        return st.sampled_from([*(n for n in _NUMBERS if low < n < high), low, high])
    if plain is str:
        assert most is not None
        return st.sampled_from(
            [text for text in (*_TEXTS, "y" * most) if least <= len(text) <= most]
        )
    assert get_origin(plain) is tuple, plain
    assert most is not None
    return _several(value(get_args(plain)[0], name), least, most)


def _several(item: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[list[Any]]:
    """Return short lists, and now and then one as long as may be, of one item."""
    short = st.lists(item, min_size=least, max_size=min(_FEW, most))
    return st.one_of(short, short, short, item.map(lambda only: [only] * most))
