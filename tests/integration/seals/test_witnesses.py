"""
Witnesses: a cosignature is taken when it holds, stays with its checkpoint, and is verified again.
"""

import pytest

from ledger.proofs.checkpoints import cosign, cosignatures
from ledger.proofs.notes import COSIGNATURE, KeyMalformedError, SignatureWrongError, Signer
from ledger.store import Store
from ledger.store.seals import SealingError, Sort, Witnesses
from tests.integration.seals.sealed import SealedLog, recorded

WITNESS = Signer.of("witness.example", b"a witness's key, outside the log", COSIGNATURE)
STRANGER = Signer.of("stranger.example", b"a stranger's key, outside of it.", COSIGNATURE)
AT = 1_800_000_000


@pytest.fixture
def witnesses(log: SealedLog, store: Store) -> Witnesses:
    recorded(store, 300)
    log.sealer.seal()
    known = Witnesses(log.connections)
    known.add(WITNESS.key.written)
    known.add(WITNESS.key.written)
    return known


def line(log: SealedLog, signer: Signer = WITNESS) -> str:
    return cosign(log.note(), signer, AT).line.rstrip("\n")


def test_a_cosignature_of_a_known_witness_is_taken_once(
    log: SealedLog, witnesses: Witnesses
) -> None:
    for _ in range(2):
        assert witnesses.take(300, log.note(), [line(log)]) == ["witness.example"]
    (kept,) = witnesses.lines(300)
    (found,) = cosignatures(log.note() + f"{kept}\n".encode(), [WITNESS.key])
    assert (found.witness, found.at) == (WITNESS.key, AT)
    assert log.verified().findings == []


def test_a_witness_that_nobody_added_is_not_believed(log: SealedLog, witnesses: Witnesses) -> None:
    with pytest.raises(SealingError, match="None of the signatures is of a witness"):
        witnesses.take(300, log.note(), [line(log, STRANGER)])
    assert witnesses.lines(300) == []


def test_a_cosignature_of_another_checkpoint_is_refused(
    log: SealedLog, witnesses: Witnesses, store: Store
) -> None:
    before = line(log)
    recorded(store, 5, first=300)
    log.sealer.seal()
    with pytest.raises(SignatureWrongError, match="did not cosign this checkpoint"):
        witnesses.take(305, log.note(), [before])
    assert witnesses.lines(305) == []


def test_what_is_no_verifier_key_makes_no_witness(witnesses: Witnesses) -> None:
    with pytest.raises(KeyMalformedError):
        witnesses.add("witness.example+00000000+AAAA")
    assert witnesses.known() == [WITNESS.key.written]


def test_a_cosignature_that_was_changed_is_found(log: SealedLog, witnesses: Witnesses) -> None:
    witnesses.take(300, log.note(), [line(log)])
    other = cosign(log.note(), STRANGER, AT).line.rstrip("\n").replace("stranger", "witness")
    log.tampered(f"update kvitto.cosignatures set line = '{other}'")
    (found,) = log.verified().findings
    assert (found.sort, found.position) == (Sort.SIGNATURE_WRONG, 300)
