"""
What was found of some cases added to what was found of others, field by field.

Every field is added, so that one that is new cannot be left out. What is no
sum, as the most of two, is for whoever adds to say afterwards.
"""

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import cast


def add_fields(sums: object, other: object, kind: type) -> None:
    """Add to sums every field that a dataclass of this kind has: lists and sets grow by theirs."""
    assert is_dataclass(kind)
    for each in fields(kind):
        added = _added(getattr(sums, each.name), getattr(other, each.name))
        setattr(sums, each.name, added)


def _added(one: object, other: object) -> object:
    if isinstance(one, int | Fraction) and isinstance(other, int | Fraction):
        return one + other
    if isinstance(one, list):
        cast("list[object]", one).extend(cast("list[object]", other))
    elif isinstance(one, set):
        cast("set[object]", one).update(cast("set[object]", other))
    elif isinstance(one, dict):
        mine = cast("dict[object, object]", one)
        for name, theirs in cast("dict[object, object]", other).items():
            # Theirs may be added to later, so that what is new here is a copy of it.
            mine[name] = _added(mine[name] if name in mine else _nothing_like(theirs), theirs)
    else:
        add_fields(one, other, type(one))
    return cast("object", one)


def _nothing_like(of: object) -> object:
    """Return what nothing is added to yet: 0, or sums of which every field has its default."""
    return type(of)()
