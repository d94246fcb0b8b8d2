"""
Values of frozen dataclasses as one line of text and back, by the types of their fields.

For rows of read models, which are made anew whenever their shape changes; so
a value is its fields in order, without names. Events, which are kept for
ever, have a codec of their own in the store.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Final, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

Value = TypeVar("Value")
#: Makes of a value what JSON knows, or the other way round.
_Step = Callable[[Any], Any]

_PLAIN: Final = (int, str, bool)


class Written(Generic[Value]):
    """How values of one class are written; `shape` tells one class from another."""

    def __init__(self, kind: type[Value]) -> None:
        """Read the fields of the class, and of the classes that they name."""
        self._dump, self._load = _steps(kind)
        self.shape: Final = sha256(_shape(kind).encode()).hexdigest()[:12]

    def dump(self, value: Value) -> str:
        """Return the value as text; equal values give equal texts."""
        return json.dumps(self._dump(value), separators=(",", ":"), ensure_ascii=False)

    def load(self, text: str) -> Value:
        """Return the value that was written."""
        return self._load(json.loads(text))


@cache
def _steps(kind: Any) -> tuple[_Step, _Step]:  # noqa: ANN401 - an annotation is any object
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return _same, _same
    if kind is UUID:
        return str, UUID
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind is Fraction:
        return _fraction, lambda pair: Fraction(*pair)
    if is_dataclass(kind):
        return _of_fields(cast("type[object]", kind))
    if origin in (Union, UnionType):
        (inner,) = (of for of in arguments if of is not NoneType)
        return _optional(inner)
    if origin is tuple:
        return _of_tuple(arguments)
    if origin is frozenset:
        dump, load = _steps(arguments[0])
        return (
            lambda values: sorted(map(dump, values)),
            lambda values: frozenset(map(load, values)),
        )
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _of_mapping(*arguments)
    raise TypeError(f"{kind} is no type that a read model writes")


def _same(value: object) -> object:
    return value


def _fraction(value: Fraction | int) -> tuple[int, int]:
    return value.as_integer_ratio()


def _optional(kind: Any) -> tuple[_Step, _Step]:  # noqa: ANN401
    dump, load = _steps(kind)
    return (
        lambda value: None if value is None else dump(value),
        lambda value: None if value is None else load(value),
    )


def _of_fields(kind: type[Any]) -> tuple[_Step, _Step]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    steps = [(name, *_steps(hints[name])) for name in names]
    dumps = [(name, dump) for name, dump, _ in steps]
    loads = [(name, load) for name, _, load in steps]
    return (
        lambda value: [dump(getattr(value, name)) for name, dump in dumps],
        lambda given: kind(
            **{name: load(each) for (name, load), each in zip(loads, given, strict=True)}
        ),
    )


def _of_tuple(arguments: tuple[Any, ...]) -> tuple[_Step, _Step]:
    if arguments[-1] is Ellipsis:
        dump, load = _steps(arguments[0])
        return (
            lambda values: [dump(value) for value in values],
            lambda values: tuple([load(value) for value in values]),
        )
    steps = [_steps(argument) for argument in arguments]
    return (
        lambda values: [dump(v) for (dump, _), v in zip(steps, values, strict=True)],
        lambda values: tuple([load(v) for (_, load), v in zip(steps, values, strict=True)]),
    )


def _of_mapping(key: Any, value: Any) -> tuple[_Step, _Step]:  # noqa: ANN401
    (dump_key, load_key), (dump, load) = _steps(key), _steps(value)
    return (
        lambda of: sorted([dump_key(k), dump(v)] for k, v in of.items()),
        lambda of: {load_key(k): load(v) for k, v in of},
    )


def _shape(kind: Any) -> str:  # noqa: ANN401
    """Return the type written out, with the fields of every dataclass in it."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        of = cast("type[Any]", kind)
        inner = ",".join(f"{field.name}:{_shape(hints[field.name])}" for field in fields(of))
        return f"{of.__name__}({inner})"
    arguments = get_args(kind)
    name = getattr(kind, "__name__", str(kind))
    return f"{name}[{','.join(map(_shape, arguments))}]" if arguments else name
