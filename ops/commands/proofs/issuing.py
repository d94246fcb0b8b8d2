"""
Issuing a receipt: what is stated is recorded, sealed, and put together with its proofs.
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from ledger.amounts import month_text
from ledger.domain.case import Case
from ledger.domain.point import select
from ledger.domain.recorded import named_in
from ledger.domain.register import Register
from ledger.proofs.checkpoints import read_checkpoint
from ledger.proofs.merkle import (
    ProofDoesNotHoldError,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from ledger.proofs.notes import Note, VerifierKey, read_note
from ledger.services.receipts import issue, last_word
from ledger.store import Store
from ledger.store.seals import Proven, Sealed, SealingKey, Seals
from ops.commands.explain import explained_case
from ops.commands.failures import WrongUseError
from ops.commands.options import Asked, case_stream
from ops.commands.proofs.keeping import kept_note
from ops.commands.proofs.sealing import sealed
from ops.postgres import Database
from ops.settings import Settings
from ops.show.program import program
from ops.show.proofs.receipts import (
    Json,
    event_ids,
    kept_json,
    receipt_json,
    sha256_of,
    statement_json,
)

#: Who issues: nothing is decided, and the same receipt is the same whoever asks for it.
_ACTOR: Final = "receipt"
#: Seconds for which a sealer that runs elsewhere is waited for.
_PATIENCE: Final = 10.0
_REST: Final = 0.1


class Stated(NamedTuple):
    """A statement, and from where in the log it speaks."""

    statement: Json
    stream: UUID
    month: int
    position: int
    asked: Asked


def stated(store: Store, question: Asked, case_ref: str, month: int) -> Stated:
    """
    Return the statement of a month, at the last word that may bear on it.

    What was recorded since of others changes nothing, so the same facts give the same statement.
    """
    stream = case_stream(store, case_ref)
    events = store.load(stream)
    told = store.load_register_about(named_in(events))
    position = last_word([*events, *told])
    if not position:
        raise WrongUseError(f"Nothing is recorded of case {case_ref}, so there is no receipt.")
    at = replace(question, position=position)
    head = at.head(store)
    register = Register(select(told, head.point))
    known = select(events, head.point)
    explained = explained_case(head, case_ref, known, register, month)
    if not explained.verified.orders:
        raise WrongUseError(
            f"Nothing was ordered to be paid to anybody for {month_text(month)} in case {case_ref},"
            " and a receipt is of a payment. See what is known of the month:"
            f" {program()} explain {case_ref} {month_text(month)}"
        )
    statement = statement_json(explained, Case.of(known), stream)
    return Stated(statement, stream, month, position, at)


def issued_receipt(
    settings: Settings, database: Database, store: Store, of: Stated, since: Path | None
) -> tuple[Json, bool]:
    """Record a receipt, wait until it is sealed, and return it; and whether it is a new one."""
    before = store.head().position
    day = of.asked.head(store).reckoned_on
    event = issue(store, of.stream, of.month, sha256_of(of.statement), of.position, day, _ACTOR)
    assert event.position is not None, "it was recorded"
    if database.kind == "embedded":
        sealed(settings, database)
    reader = Seals(store.connections)
    head = _covering(reader, event.position)
    ids = event_ids(of.statement)
    proven = reader.proven([*ids, event.envelope.event_id], head.size)
    issued = proven.pop(event.envelope.event_id)
    assert set(proven) == ids, "a statement rests on what is recorded"
    for each in (issued, *proven.values()):
        _refuse_changed(each, head)
    note = read_note(head.note)
    # One signature, so that a receipt has one set of bytes: that of the newest key that signed.
    keys = {key.key_id: key for key in map(_read, reader.sealing_keys())}
    signed = note.signatures[-1]
    key = keys[signed.key_id]
    held: Json = {
        "checkpoint": Note(note.text, (signed,)).written.decode(),
        "key": key.written,
    }
    if since is not None:
        held["kept"] = _kept(reader, head, since)
    return receipt_json(of.statement, issued, proven, held), event.position > before


def _read(key: SealingKey) -> VerifierKey:
    return VerifierKey.read(key.vkey)


def _covering(reader: Seals, position: int) -> Sealed:
    """Return the latest checkpoint, once it holds a position."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        latest = reader.latest()
        if latest is not None and latest.size >= position:
            return latest
        if time.monotonic() > deadline:
            size = 0 if latest is None else latest.size
            raise WrongUseError(
                f"The receipt was recorded at position {position}, and the log is sealed up to"
                f" {size} only, so nothing proves it yet. Let the sealer run, and ask again:"
                f" {program()} seal --follow"
            )
        time.sleep(_REST)


def _refuse_changed(of: Proven, head: Sealed) -> None:
    """Raise `ProofDoesNotHoldError` where a row does not lead to the root that was sealed."""
    row = of.row
    try:
        verify_inclusion(row.position - 1, head.size, leaf_hash(row.entry), of.proof, head.root)
    except ProofDoesNotHoldError as cause:
        raise ProofDoesNotHoldError(
            f"Position {row.position}, on which the receipt rests, is not what was sealed there, so"
            " no receipt was written, though it is recorded that one was asked for. See what"
            f" differs, and what else: {program()} verify --whole"
        ) from cause


def _kept(reader: Seals, head: Sealed, file: Path) -> Json:
    """Return the proof that the log goes on from a checkpoint that somebody kept."""
    kept = read_checkpoint(read_note(kept_note(file, must_be=True) or b"").text)
    if kept.origin != reader.log.origin:
        raise WrongUseError(
            f"{file} is a checkpoint of the log {kept.origin}, and this one is"
            f" {reader.log.origin}. Name a checkpoint of this log."
        )
    if not 0 < kept.size <= head.size:
        raise WrongUseError(
            f"{file} is of {kept.size} events, and the log is sealed up to {head.size}. See what"
            f" became of the others: {program()} verify --kept {file}"
        )
    proof = reader.consistency(kept.size, head.size)
    verify_consistency(kept.size, head.size, kept.root, head.root, proof)
    return kept_json(kept.size, kept.root, proof)
