"""
Municipal debits: per municipality and month what was debited, credited and paid, by its papers.

Nothing here depends on the day of reckoning: what of it is late, its interest,
and what is still to be debited is reckoned by the reader. A case that nobody
was debited of has no row.
"""

from collections.abc import Iterable
from typing import Final

from ledger.claims.debits import DebitAccount, debit_accounts
from projections.models.months import CaseMonths
from projections.written import Written

COLUMNS: Final = ("case_id", "month", "period", "municipality", "account")
ACCOUNTS: Final = Written(DebitAccount)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield a row for each municipality and month, or period, of a case."""
    facts = case.facts
    if facts is None:
        return
    for account in debit_accounts(facts.case, facts.rulebook).values():
        when = (account.month or 0, account.period or 0)
        yield case.case_id, *when, account.municipality, ACCOUNTS.dump(account)
