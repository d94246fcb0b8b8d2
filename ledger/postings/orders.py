"""
What an order and the bank's words of it come to in the books.

An order is a cost and a debt to the payee. The bank's word closes the debt: what it
paid otherwise than ordered goes to an account of its own, so that the debts are what
is pending in the control equation (semantics 5.4). What came back is a debt again.
"""

from collections.abc import Sequence

from ledger.domain.bank import Said
from ledger.domain.case import Case
from ledger.findings.payments import fill, purpose_of
from ledger.postings.posting import AGENCY, Account, Entries, Entry
from schemas.payments import OrderLine, PaymentOrdered


def order_entries(at: Case, order: PaymentOrdered | None, said: Said) -> Entries:
    """
    Return the entries of an order as it stands; None where nobody knows of one.

    What is set off against it belongs to `recoveries`.
    """
    entries = Entries()
    lines = [] if order is None else [line for line in order.lines if not line.set_off]
    if order is None or not lines:
        _unexplained(entries, said.settled_ore or 0, said.returned_ore)
        return entries
    _ordered(entries, at, order, lines)
    returned = min(said.returned_ore, said.settled_ore or 0)
    _unexplained(entries, 0, said.returned_ore - returned)
    if said.settled_ore is not None:
        _settled(entries, at, order, lines, said.settled_ore)
    if returned:
        for line, ore in zip(lines, fill(lines, returned), strict=True):
            entries.book(_entry(at, order, line, Account.BANK, Account.RETURNED_PAYABLES), ore)
    return entries


def _ordered(entries: Entries, at: Case, order: PaymentOrdered, lines: Sequence[OrderLine]) -> None:
    for line in lines:
        entry = _entry(at, order, line, Account.ASSISTANCE_COST, Account.PAYABLES)
        entries.book(entry, line.amount_ore)


def _settled(
    entries: Entries, at: Case, order: PaymentOrdered, lines: Sequence[OrderLine], settled: int
) -> None:
    """Close the debt: with what the bank paid, and with what it paid otherwise than ordered."""
    # What was set off fills lines as well, so it is no difference (semantics 5.1).
    set_off = sum(line.amount_ore for line in lines) - order.total_ore
    paid, filled = fill(lines, settled), fill(lines, settled + set_off)
    for line, by_bank, of_line in zip(lines, paid, filled, strict=True):
        entries.book(_entry(at, order, line, Account.PAYABLES, Account.BANK), by_bank)
        otherwise = _entry(at, order, line, Account.PAYABLES, Account.SETTLEMENT_DIFFERENCES)
        entries.book(otherwise, line.amount_ore - of_line)


def _unexplained(entries: Entries, paid: int, returned: int) -> None:
    entries.book(Entry(AGENCY, Account.CLEARING, Account.BANK), paid)
    entries.book(Entry(AGENCY, Account.BANK, Account.CLEARING), returned)


def _entry(
    at: Case, order: PaymentOrdered, line: OrderLine, debit: Account, credit: Account
) -> Entry:
    month, period = purpose_of(at, line)
    return Entry(AGENCY, debit, credit, month, period, party=order.payee)
