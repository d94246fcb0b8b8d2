"""
Hostile payments: orders, confirmations and returns that fit and that do not.

Few amounts, so that orders repeat each other; names of orders that were never
sent; months that nobody worked in; duplicates, part payments and re-payments.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from ledger.domain.recorded import Recorded
from schemas.catalogue import Event
from schemas.payments import OrderLine, PaymentOrdered, PaymentReturned, PaymentSettled
from tests.unit.building import recorded, stamp, uid

AMOUNTS = (0, 1, 100, 580, 1_000, 34_770, 50_000)
BILLS = (None, None, "fk/d05", "fk/d06", "fk/d09", "fk/unknown")
PAYEES = ("provider", "provider", "other")


@st.composite
def lines(draw: st.DrawFn, months: tuple[str, ...]) -> OrderLine:
    timed = draw(st.booleans())
    return OrderLine(
        amount_ore=draw(st.sampled_from(AMOUNTS)),
        month=draw(st.sampled_from((*months, *months, None))),
        bill=draw(st.sampled_from(BILLS)),
        minutes=draw(st.sampled_from(((60, 1), (50, 7)))) if timed else None,
        rate_ore=draw(st.sampled_from((34_770, 34_260, 1))) if timed else None,
        municipal=draw(st.sampled_from(((), (("0180", 100),), (("0180", 1), ("1480", 1_000))))),
    )


@st.composite
def payments(draw: st.DrawFn, months: tuple[str, ...]) -> list[Recorded]:
    """Return up to six orders of a case and what the bank said of them, and of others."""
    orders = draw(st.integers(0, 6))
    events: list[tuple[Event, date]] = []
    for _ in range(orders):
        sent = date(2026, 1, 20) + timedelta(draw(st.integers(0, 250)))
        parts = tuple(draw(st.lists(lines(months), min_size=1, max_size=2)))
        repays = draw(st.sampled_from((None, None, *range(7))))
        event = PaymentOrdered(
            payee=uid(draw(st.sampled_from(PAYEES))),
            pay_on=sent,
            total_ore=sum(line.amount_ore for line in parts),
            lines=parts,
            repays=None if repays is None else f"fk/p{repays}",
        )
        events.append((event, sent))
    for kind in draw(st.lists(st.sampled_from((PaymentSettled, PaymentReturned)), max_size=8)):
        number = draw(st.integers(0, orders))
        sent = events[number][1] if number < orders else date(2026, 3, 1)
        amount = draw(st.sampled_from(AMOUNTS))
        if number < orders and draw(st.booleans()):
            event = events[number][0]
            amount = event.total_ore if isinstance(event, PaymentOrdered) else amount
        on = sent + timedelta(draw(st.integers(0, 5)))
        events.append((kind(f"fk/p{number}", amount, on), on))
    names = st.sampled_from((None,) * 12 + (0, 1, 2, 7))
    replaced = [draw(names) for _ in events]
    return [
        recorded(
            event,
            stamp(on.isoformat()) + timedelta(minutes=number),
            f"p{number}",
            replaces=None if replaced[number] is None else f"fk/p{replaced[number]}",
        )
        for number, (event, on) in enumerate(events)
    ]
