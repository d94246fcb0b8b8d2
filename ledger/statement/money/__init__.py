"""
Money: what time is worth, to whom, and out of whose money, for a month and for a period.

The one place where an amount is made. O is rounded once per payee, each
municipality once, and the state bears what is left (M6).
"""

from ledger.statement.money.amounts import Amounts, amounts_of
from ledger.statement.money.keys import Key, KeyKind, advance_months, keys_of
from ledger.statement.money.settlement import Settlement, settlement

__all__ = [
    "Amounts",
    "Key",
    "KeyKind",
    "Settlement",
    "advance_months",
    "amounts_of",
    "keys_of",
    "settlement",
]
