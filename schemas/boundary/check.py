"""
What a check of several fields is: which fields it needs, and what it finds.

A check says what it needs so that it can be made of a document whose other
fields are wrong. The checks themselves stand in `checks` and `spans`.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from schemas.boundary.reasons import Reason

#: A document's own fields; those that are wrong by themselves are left out.
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """A check, and the fields without which it cannot be made."""

    needs: tuple[str, ...]
    find: Callable[[Fields], Iterator[Reason]]


@lru_cache(maxsize=512)
def days_in(month: str) -> int:
    """Return the number of days of a month written as 2026-03."""
    return monthrange(int(month[:4]), int(month[5:7]))[1]
