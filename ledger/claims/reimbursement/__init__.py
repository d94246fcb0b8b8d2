"""
Reimbursement of municipalities between the start of the regime and each takeover.

Pure. Semantics 6.1 to 6.3; domain 5.2. The time is that of `ledger.statement`,
asked of the days that count here. What became of a claim belongs to
`ledger.claims.claim`.
"""

from ledger.claims.reimbursement.owed import (
    ReimbursementNotice,
    reimbursements_of,
    reimbursements_or_missing,
)

__all__ = ["ReimbursementNotice", "reimbursements_of", "reimbursements_or_missing"]
