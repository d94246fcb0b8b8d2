"""
The tamper matrix, done to a real log by a superuser, and the table that is published of it.
"""

import pytest

from ledger.store import Store
from tests.architecture.tree import ROOT
from tests.integration.seals.sealed import SealedLog, recorded
from tests.integration.seals.tampering import EVENTS, MATRIX, Tampering

PAGE = ROOT / "ops" / "proofs.md"
HEAD = (
    "| somebody with every right … | `kvitto verify` alone | points to | with a kept checkpoint |\n"
    "|---|---|---|---|\n"
)


def published() -> str:
    """Return the table of what is found."""
    return HEAD + "".join(map(line, MATRIX))


def line(row: Tampering) -> str:
    alone = "finds nothing" if row.sort is None else row.sort.value
    if row.columns:
        alone += f": {', '.join(f'`{column}`' for column in row.columns)}"
    points = "–" if row.position is None else f"position {row.position}"
    held = row.kept or row.sort
    assert held is not None
    return f"| {row.what} | {alone} | {points} | {held.value} |\n"


@pytest.mark.parametrize("row", MATRIX, ids=[row.what for row in MATRIX])
def test_what_a_superuser_does_is_found(log: SealedLog, store: Store, row: Tampering) -> None:
    recorded(store, EVENTS)
    log.sealer.seal(most=300)
    kept = log.note()
    assert log.verified(kept).findings == []
    row.do(log, store)

    alone = log.verified().findings
    if row.sort is None:
        assert alone == []
    else:
        assert [(found.sort, found.position) for found in alone] == [(row.sort, row.position)]
        assert alone[0].columns == row.columns
    found = log.verified(kept, whole=True).findings
    assert (row.kept or row.sort) in [each.sort for each in found]


def test_the_published_table_is_what_is_found() -> None:
    assert published() in PAGE.read_text("utf-8"), f"put this into {PAGE}:\n{published()}"
