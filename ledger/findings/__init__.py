"""Findings: what was paid compared with what was owed, kind by kind, to the öre."""

from ledger.findings.payments import Order, Payments, payments_of
from ledger.findings.table import Kind, Owed, Table, ordered_ore, table_of
from ledger.findings.verify import (
    READ_UNDER,
    Finding,
    Verification,
    Verifier,
    verify,
)

__all__ = [
    "READ_UNDER",
    "Finding",
    "Kind",
    "Order",
    "Owed",
    "Payments",
    "Table",
    "Verification",
    "Verifier",
    "ordered_ore",
    "payments_of",
    "table_of",
    "verify",
]
