"""
Issuing receipts: the log records which statement left, once for each.

What a statement says belongs to `ledger.statement`, how a receipt is written and proven to `ops`.
"""

from datetime import date
from typing import Final
from uuid import UUID

from ledger.amounts import month_text
from ledger.domain.recorded import Recorded
from ledger.store import Command, Store
from schemas.catalogue import OURS
from schemas.envelope import event_id_of
from schemas.receipts import ReceiptIssued

#: The sender of what the ledger says by itself.
SENDER: Final = "kvitto"


def last_word(events: list[Recorded]) -> int:
    """Return the position of the last of these events that says anything of a month, else 0."""
    said = (of.position for of in events if type(of.event) not in OURS)
    return max((position for position in said if position is not None), default=0)


def issue(  # noqa: PLR0913, PLR0917 - what a receipt is of
    store: Store, stream: UUID, month: int, statement: str, position: int, day: date, actor: str
) -> Recorded:
    """
    Record that a statement, by its SHA-256, left with a receipt, and return the event.

    The same statement is recorded once, whoever asks for it again.
    """
    event = ReceiptIssued(
        month=month_text(month), statement_sha256=statement, position=position, reckoned_on=day
    )
    # The id follows from what is recorded, so the second time meets the first.
    command = Command(event_id_of(SENDER, f"receipt.{stream}.{statement}"), actor, SENDER)
    (recorded,) = store.execute(stream, command, lambda _history: [event])
    return recorded
