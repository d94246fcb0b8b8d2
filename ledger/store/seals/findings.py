"""
What a verification may find: one sort, the position where it begins, and a sentence.
"""

from enum import StrEnum
from typing import NamedTuple


class Sort(StrEnum):
    """What differs."""

    ROW_MISSING = "row missing"
    ROW_INSERTED = "row inserted"
    ROWS_SWAPPED = "rows swapped"
    ROW_CHANGED = "row changed"
    COLUMN_CHANGED = "column changed"
    ROWS_AND_TILES = "rows and tiles changed"
    TILE_CHANGED = "tile changed"
    CHECKPOINT_CHANGED = "checkpoint changed"
    CHECKPOINT_MISSING = "checkpoint missing"
    SIGNATURE_WRONG = "signature wrong"
    NAME_CHANGED = "name of the log changed"
    LOG_SHORTER = "log shorter than what was kept"
    OTHER_HISTORY = "another history than what was kept"


class Finding(NamedTuple):
    """
    Something that differs: where it begins, and what a person is told.

    `columns` names what of a row differs, where that can be told.
    """

    sort: Sort
    position: int | None
    says: str
    columns: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return it for a program."""
        return {
            "sort": self.sort.value,
            "position": self.position,
            "columns": list(self.columns),
            "says": self.says,
        }
