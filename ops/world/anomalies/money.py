"""
What must be found in a world of accounts and orders: R31 and R32.

As `truth`, a second calculation that imports nothing of the ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ops.world.anomalies.documents import Document, Documents, named
from ops.world.anomalies.truth import Entry

_DAYS: Final = 10
#: The kinds of finding of an audit that are anomalies as well.
_OF_AUDIT: Final = frozenset({"PAID_TWICE", "SETTLED_NOT_AS_ORDERED"})


def payments_of(documents: Documents, faults: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return every anomaly of money; `faults` are the findings of the audit, by its own truth."""
    orders = list(documents.of("payment-ordered"))
    found = [*_changes(documents, orders), *_shared(documents, orders), *_bills(orders)]
    found += (
        Entry("R32", fault["month"], (fault["case"],), 0, abs(fault["ore"]))
        for fault in faults
        if fault["kind"] in _OF_AUDIT and fault["ore"]
    )
    return found


def _accounts(documents: Documents) -> dict[str, list[tuple[str, str]]]:
    """Return the accounts of each payee with their first days, in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for of in documents.of("account-reported"):
        found.setdefault(of["payee"], []).append((of["effective_from"], of["account"]))
    return {payee: sorted(held) for payee, held in found.items()}


def _changes(documents: Documents, orders: Sequence[Document]) -> Iterator[Entry]:
    for payee, held in _accounts(documents).items():
        for place in range(1, len(held)):
            if held[place][1] == held[place - 1][1]:
                continue
            first = date.fromisoformat(held[place][0])
            until = held[place + 1][0] if place + 1 < len(held) else "9999-12-31"
            paid = [
                of
                for of in orders
                if of["payee"] == payee
                and 0 <= (date.fromisoformat(of["pay_on"]) - first).days <= _DAYS
                and of["pay_on"] < until
            ]
            if paid:
                yield _of_orders("R31", paid)


def _shared(documents: Documents, orders: Sequence[Document]) -> Iterator[Entry]:
    accounts = _accounts(documents)
    used: dict[str, list[Document]] = {}
    for of in orders:
        held = [
            account for first, account in accounts.get(of["payee"], ()) if first <= of["pay_on"]
        ]
        if held:
            used.setdefault(held[-1], []).append(of)
    for paid in used.values():
        if len({of["payee"] for of in paid}) > 1:
            yield _of_orders("R31", paid)


def _of_orders(rule: str, orders: Sequence[Document]) -> Entry:
    month = min(of["pay_on"] for of in orders)[:7]
    cases = tuple(sorted({of["case_ref"] for of in orders}))
    return Entry(rule, month, cases, 0, sum(of["total_ore"] for of in orders))


def _bills(orders: Sequence[Document]) -> Iterator[Entry]:
    """Yield each bill that is paid under several cases."""
    paying: dict[str, list[Document]] = {}
    for of in orders:
        for bill in {line["bill"] for line in of["lines"] if "bill" in line}:
            paying.setdefault(bill, []).append(of)
    for paid in paying.values():
        cases = {of["case_ref"] for of in paid}
        if len(cases) > 1:
            sums = [sum(of["total_ore"] for of in paid if of["case_ref"] == case) for case in cases]
            months = {of["case_ref"]: _first_month(of) for of in sorted(paid, key=named)}
            month = min(months.values())
            yield Entry("R32", month, tuple(sorted(cases)), 0, sum(sums) - max(sums))


def _first_month(order: Document) -> str:
    """Return the first month that an order states, else the one it is paid in."""
    stated = [line["month"] for line in order["lines"] if "month" in line]
    return stated[0] if stated else order["pay_on"][:7]
