"""
Sick pay: what a municipality owes of it before the reform, and what stands in the rate after.

Pure. Semantics 6.4, 6.5 and R9; lag (1991:1047) 6-8 and 13-16 §§; LSS 9 § 2.
What became of a claim belongs to `ledger.claims.claim`.
"""

from ledger.claims.sick_pay.formula import Parts
from ledger.claims.sick_pay.memo import Memo, memos_of
from ledger.claims.sick_pay.owed import (
    SickPay,
    SickPayNotice,
    sick_pay_of,
    sick_pay_or_missing,
)

__all__ = [
    "Memo",
    "Parts",
    "SickPay",
    "SickPayNotice",
    "memos_of",
    "sick_pay_of",
    "sick_pay_or_missing",
]
