"""
The codes of all Swedish municipalities, as Statistics Sweden (SCB) numbers them.

Read once from the table beside the package `schemas`; names are for `ops`.
"""

import csv
from importlib.resources import files
from typing import Final


def _codes() -> frozenset[str]:
    table = files("schemas").joinpath("municipalities.csv").read_text(encoding="utf-8")
    return frozenset(row["municipality_code"] for row in csv.DictReader(table.splitlines()))


CODES: Final = _codes()
