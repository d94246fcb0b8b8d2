"""Every code that is shown has its words."""

from typing import get_args

from ledger.claims.verify import ClaimKind
from ops.show.words import CLAIM_FINDINGS, CUTS
from schemas.municipal.claims import CutReason


def test_every_reason_of_a_cut_and_every_fault_of_a_claim_has_words() -> None:
    assert set(CUTS) == set(get_args(CutReason))
    assert set(CLAIM_FINDINGS) == set(ClaimKind)
