"""
What the bank said of a case's orders, and which orders stand.

Pure. How a bank's amount fills the lines of an order, and what differences
mean, belong to `ledger.findings`; both it and our own commands ask here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ledger.domain.case import Case
from schemas.payments import PaymentOrdered, PaymentReturned, PaymentSettled


@dataclass(slots=True)
class Said:
    """
    The bank's words of one order, summed, and the places of its documents.

    `settled_ore` is None until the bank has confirmed the order.
    """

    settled_ore: int | None = None
    returned_ore: int = 0
    places: list[int] = field(default_factory=list[int])


def said_by_bank(case: Case) -> dict[str, Said]:
    """Return what the bank said, by the name of the order (`sender/document-id`)."""
    said: dict[str, Said] = {}
    for place in sorted(case.standing(case.history.payments)):
        event = case.history.events[place].event
        if isinstance(event, PaymentSettled):
            of = said.setdefault(event.order, Said())
            of.settled_ore = (of.settled_ore or 0) + event.amount_ore
            of.places.append(place)
        elif isinstance(event, PaymentReturned):
            of = said.setdefault(event.order, Said())
            of.returned_ore += event.amount_ore
            of.places.append(place)
    return said


def standing_orders(
    case: Case, said: Mapping[str, Said]
) -> Iterator[tuple[int, str, PaymentOrdered]]:
    """
    Yield each order that stands: its place, its name, and the order.

    What the bank has paid was ordered, whatever replaces the order.
    """
    standing = set(case.standing(case.history.payments))
    for place in case.history.payments:
        recorded = case.history.events[place]
        if place < case.known and isinstance(recorded.event, PaymentOrdered):
            name = recorded.envelope.document_ref
            if place in standing or name in said:
                yield place, name, recorded.event
