"""
A receipt as it is written: JSON in one spelling, so that one hash stands for it.

What is in it is `ops/offline/verify_receipt.py`'s to say, which reads it without us.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from rich.console import Group
from rich.text import Text

from ledger.domain.case import Case
from ledger.domain.recorded import PAYMENTS
from ledger.proofs.leaf import HASHED
from ledger.store.seals import Proven
from ops.show.explain import Explained, explanation_json
from ops.show.money import kronor, number
from ops.show.program import next_line, program
from ops.show.screen import GOOD, grid

FORMAT: Final = "kvitto-receipt/1"

Json = dict[str, Any]


def spelt(value: Mapping[str, object]) -> bytes:
    """Return JSON in its one spelling: keys in order, no spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def statement_json(explained: Explained, case: Case, stream: UUID) -> Json:
    """
    Return the statement of a receipt: the whole explanation, and the papers of its payments.

    Every event on which it rests is named under `event_id`.
    """
    papers = sorted(_of_payments(explained, case))
    return {
        **explanation_json(explained),
        "case_id": str(stream),
        "papers_of_payments": [explained.papers[event].as_json() for event in papers],
    }


def event_ids(statement: Json) -> set[UUID]:
    """Return every event that a statement names, however deep."""
    # A quotation mark inside a text is spelt with a backslash, so no text looks like a name.
    return set(map(UUID, re.findall(r'"event_id":"([^"]*)"', spelt(statement).decode())))


def receipt_json(
    statement: Json, issued: Proven, events: Mapping[UUID, Proven], sealed: Json
) -> Json:
    """Return a receipt; `sealed` are the checkpoint, its key, and what was kept before."""
    return {
        **sealed,
        "format": FORMAT,
        "statement": statement,
        "issued": _event(issued),
        "events": [_event(events[id_]) for id_ in sorted(events, key=str)],
    }


def kept_json(size: int, root: bytes, proof: Sequence[bytes]) -> Json:
    """Return the proof that the log goes on from a checkpoint that was kept."""
    return {"size": size, "root": _text(root), "proof": [_text(node) for node in proof]}


def receipt_report(receipt: Json, file: str, verifier: str, *, is_new: bool) -> Group:
    """Return what was written, and how it is checked."""
    statement = receipt["statement"]
    vkey = receipt["key"]
    return Group(
        Text(f"Written to {file}{'' if is_new else ', as it was issued before'}.", GOOD),
        grid(
            [
                ("case", f"{statement['case']}, {statement['month']}"),
                ("owed", kronor(statement["owed_ore"])),
                ("paid", kronor(statement["equation"]["paid_ore"])),
                ("events", f"{number(len(receipt['events']))}, each with its proof"),
                ("key", vkey),
            ]
        ),
        next_line(f"Next: python3 {verifier} {file} --key {vkey}"),
        next_line(f"      The program itself: {program()} receipt --verifier {verifier}"),
    )


def _of_payments(explained: Explained, case: Case) -> Iterator[UUID]:
    """Yield the orders of the month, and what the bank and others said of them."""
    orders = {order.ref for order in explained.verified.orders}
    for place in case.history.payments:
        recorded = case.history.events[place]
        assert type(recorded.event) in PAYMENTS, "only these are kept there"
        said_of = getattr(recorded.event, "order", recorded.envelope.document_ref)
        if said_of in orders:
            yield recorded.envelope.event_id


def _event(proven: Proven) -> Json:
    row = proven.row
    entry = row.entry
    beside = {"state": _text(row.state)} if entry[0] == HASHED else {}
    return {
        "entry": _text(entry),
        "position": row.position,
        "proof": [_text(node) for node in proven.proof],
        **beside,
    }


def sha256_of(statement: Json) -> str:
    """Return the hash by which the log knows a statement, in hexadecimal."""
    return sha256(spelt(statement)).hexdigest()


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
