"""Payments of a case file, as events: orders, and what the bank said of each."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from ops.case_file.entries import CODES, Entry, date_of, id_of
from ops.case_file.envelopes import Documents, Sort, months_later
from schemas.bounds import HIGHEST_ORE, ExactMinutes
from schemas.payments import OrderLine, PaymentOrdered, PaymentReturned, PaymentSettled
from schemas.reports import BillReceived

_LINE_KEYS: Final = ("amount", "month", "bill", "period", "set_off", "hours", "rate", "municipal")
_HIGHEST_RATE: Final = 1_000_000
#: The word for a line that states no month, and for an order that the bank has not confirmed.
_NONE: Final = "none"
#: An order without a stamp is sent on the 15th of the second month after the work month.
_SENT: Final = (2, 15)
_PAID_ON: Final = 20
_RETURNED_AFTER: Final = timedelta(days=5)


def read_orders(file: Entry, documents: Documents, default_month: str | None) -> bool:
    """Read the orders with the bank's words, and tell whether there are any."""
    bills = {
        recorded.envelope.document_id: recorded.event.month
        for recorded in documents.events
        if isinstance(recorded.event, BillReceived)
    }
    for entry in file.rows("order"):
        _read_order(entry, documents, default_month, bills)
    return any(sort is Sort.ORDER for sort in documents.ids.values())


def _read_order(
    entry: Entry, documents: Documents, default_month: str | None, bills: Mapping[str, str]
) -> None:
    default_id = f"order-{entry.number + 1}"
    lines = _lines(entry, default_month)
    months = [line.month or bills.get(_bill_id(line)) or default_month for line in lines]
    sent = None if months[0] is None else months_later(months[0], *_SENT)
    ordered = entry.stamp("ordered", sent)
    day = date_of(ordered)
    pay_on = entry.date_or("pay_on", day.replace(day=_PAID_ON))
    total = sum(line.amount_ore for line in lines)
    if total < 0:
        entry.fault("the set-offs recover more than the other lines pay")
    repays = documents.named(entry, "repays", Sort.ORDER, default_id)
    event = PaymentOrdered(
        payee=id_of("party", entry.name("payee", "provider")),
        pay_on=pay_on,
        total_ore=total,
        lines=lines,
        repays=None if repays is None else f"{Sort.ORDER.sender}/{repays}",
    )
    identity = documents.add(Sort.ORDER, entry, default_id, ordered, [event])
    _read_bank(entry, documents, identity, total, max(pay_on, day))


def _lines(entry: Entry, default_month: str | None) -> tuple[OrderLine, ...]:
    if not entry.has("lines"):
        return (_line(entry, default_month),)
    lines = tuple(_line(line, default_month) for line in entry.rows("lines"))
    beside = [key for key in _LINE_KEYS if entry.has(key)]
    if beside or not lines:
        entry.fault(f"lines stand instead of {', '.join(_LINE_KEYS)}: write one or the other")
    return lines or (OrderLine(amount_ore=0),)


def _line(entry: Entry, default_month: str | None) -> OrderLine:
    bill = f"{Sort.BILL.sender}/{entry.name('bill')}" if entry.has("bill") else None
    month: str | None = None
    period = entry.date_if_any("period")
    if period is not None:
        if bill is not None or entry.has("month"):
            entry.fault("period stands instead of month and bill: write one or the other")
    elif entry.raw("month") != _NONE and (entry.has("month") or bill is None):
        month = entry.month("month", default_month)
    if entry.has("hours") != entry.has("rate"):
        entry.fault("hours and rate are stated together or not at all")
    municipal = entry.each("municipal", Entry.ore, CODES)
    set_off = entry.has("set_off")
    if set_off and entry.has("amount"):
        entry.fault("set_off stands instead of amount: write one or the other")
    return OrderLine(
        amount_ore=-entry.whole("set_off", 1, HIGHEST_ORE) if set_off else entry.ore("amount"),
        month=month,
        bill=bill,
        minutes=_exact_minutes(entry) if entry.has("hours") else None,
        rate_ore=entry.whole("rate", 1, _HIGHEST_RATE) if entry.has("rate") else None,
        municipal=tuple(municipal.items()),
        period_from=period,
        set_off=set_off,
    )


def _exact_minutes(entry: Entry) -> ExactMinutes:
    minutes = entry.hours("hours")
    return minutes.numerator, minutes.denominator


def _bill_id(line: OrderLine) -> str:
    return "" if line.bill is None else line.bill.removeprefix(f"{Sort.BILL.sender}/")


def _read_bank(
    entry: Entry, documents: Documents, order: str, total: int, default_day: date
) -> None:
    """Read what the bank confirmed and what came back; a returned amount was settled before."""
    ref = f"{Sort.ORDER.sender}/{order}"
    settled_on = entry.stamp("settled_on", default_day)
    returned_on = entry.stamp("returned_on", date_of(settled_on) + _RETURNED_AFTER)
    if entry.raw("settled") != _NONE:
        amount = entry.ore("settled") if entry.has("settled") else total
        settled = PaymentSettled(ref, amount, date_of(settled_on))
        own = _bank_entry(entry, documents)
        documents.add(Sort.SETTLED, own, f"{order}-settled", settled_on, [settled])
    if entry.has("returned"):
        returned = PaymentReturned(ref, entry.ore("returned"), date_of(returned_on))
        own = _bank_entry(entry, documents)
        documents.add(Sort.RETURNED, own, f"{order}-returned", returned_on, [returned])


def _bank_entry(entry: Entry, documents: Documents) -> Entry:
    """Return an entry of the bank's own, for it takes no id from the order."""
    return Entry(entry.where, {}, documents.faults)
