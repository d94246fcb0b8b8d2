"""
The tamper matrix, done to a real log by a superuser, and the table that is published of it.
"""

import pytest

from ledger.proofs.checkpoints import read_checkpoint
from ledger.proofs.merkle import ProofDoesNotHoldError, verify_consistency
from ledger.proofs.notes import read_note
from ledger.store import Store
from tests.architecture.tree import ROOT
from tests.integration.seals.sealed import SealedLog, recorded
from tests.integration.seals.tampering import EVENTS, MATRIX, Tampering

PAGE = ROOT / "ops" / "proofs.md"
HEAD = (
    "| somebody with every right … | `kvitto verify` alone | points to | with a kept checkpoint"
    " | a witness |\n|---|---|---|---|---|\n"
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
    witness = "sees nothing" if row.kept is None else "refuses to sign"
    return f"| {row.what} | {alone} | {points} | {held.value} | {witness} |\n"


def would_sign(log: SealedLog, kept: bytes) -> bool:
    """Tell whether somebody who signed the kept checkpoint would sign the latest one."""
    if log.seals.latest() is None:
        return False
    before, after = (read_checkpoint(read_note(note).text) for note in (kept, log.note()))
    if after.size < before.size:
        return False
    try:
        proof = log.seals.consistency(before.size, after.size)
        verify_consistency(before.size, after.size, before.root, after.root, proof)
    except ProofDoesNotHoldError:
        return False
    return True


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
        said = [(found.sort, found.position) for found in alone]
        assert (said[:1] if row.has_more else said) == [(row.sort, row.position)]
        assert alone[0].columns == row.columns
    found = log.verified(kept, whole=True).findings
    assert (row.kept or row.sort) in [each.sort for each in found]
    # A witness sees checkpoints and proofs, and no rows.
    assert would_sign(log, kept) == (row.kept is None)


def test_the_published_table_is_what_is_found() -> None:
    assert published() in PAGE.read_text("utf-8"), f"put this into {PAGE}:\n{published()}"
