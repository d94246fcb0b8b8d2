"""Findings: what was paid compared with what was owed, kind by kind, to the öre."""

from ledger.findings.debited import Debited, debits_of, net_ore, purpose_of
from ledger.findings.facts import Facts, Known, MonthFacts, OnlyNow
from ledger.findings.gathering import CaseFacts
from ledger.findings.interest import interest_charged, late_interest_ore, simple_interest_ore
from ledger.findings.payments import Order, Payments, payments_of
from ledger.findings.reckoning import (
    Finding,
    Reckoned,
    Reckoning,
    depends_on_day,
    reckoned,
    repaid_lines,
    unmatched_findings,
)
from ledger.findings.table import Kind, Owed, Table, difference_ore, ordered_ore, table_of
from ledger.findings.verify import READ_UNDER, PeriodVerification, Verification, Verifier, verify

__all__ = [
    "READ_UNDER",
    "CaseFacts",
    "Debited",
    "Facts",
    "Finding",
    "Kind",
    "Known",
    "MonthFacts",
    "OnlyNow",
    "Order",
    "Owed",
    "Payments",
    "PeriodVerification",
    "Reckoned",
    "Reckoning",
    "Table",
    "Verification",
    "Verifier",
    "debits_of",
    "depends_on_day",
    "difference_ore",
    "interest_charged",
    "late_interest_ore",
    "net_ore",
    "ordered_ore",
    "payments_of",
    "purpose_of",
    "reckoned",
    "repaid_lines",
    "simple_interest_ore",
    "table_of",
    "unmatched_findings",
    "verify",
]
