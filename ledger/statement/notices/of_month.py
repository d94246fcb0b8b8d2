"""
Notices: what a reader should know of a month though it changes no amount.

Each is worth 0 öre. Findings, which are worth öre, belong to `ledger.findings`.
"""

from collections.abc import Iterator

from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.statement.model import Notice
from ledger.statement.month import MonthTime
from ledger.statement.notices.decisions import of_decisions
from ledger.statement.notices.papers import of_papers
from ledger.statement.notices.transfers import of_transfers


def notices_of(
    case: Case, register: Register, time: MonthTime, rulebook: Rulebook
) -> Iterator[Notice]:
    """Yield the notices of a month, in a fixed order."""
    yield from of_decisions(case, register, time, rulebook)
    yield from of_transfers(case, register, time, rulebook)
    yield from of_papers(case, register, time)
