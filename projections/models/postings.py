"""
Postings: a row for each öre amount that an event passed from one account to another.

A case's rows are numbered as they were booked. Only events that move money are read,
so a nation's year needs no statement. Accounts are kept by role: which numbers they
have is the reader's chart.
"""

from collections.abc import Iterable
from typing import Final

from ledger.postings import BOOKED_EVENTS, postings_of
from ledger.store.load import stored_names
from projections.models.months import CaseMonths
from schemas.catalogue import CASE_EVENTS

COLUMNS: Final = (
    "case_id",
    "number",
    "event_id",
    "cause",
    "booked_on",
    "book",
    "debit",
    "credit",
    "ore",
    "month",
    "period",
    "municipality",
    "party",
)
#: Known events that move no money. One that is not known is met, and the case parked.
LEAVES_OUT: Final = tuple(
    stored_names([name for name, kind in CASE_EVENTS.items() if kind not in BOOKED_EVENTS])
)


def rows(case: CaseMonths) -> Iterable[tuple[object, ...]]:
    """Yield the rows of a case, none where it cannot be read."""
    if case.case is None:
        return
    for number, of in enumerate(postings_of(case.case)):
        entry = of.entry
        yield (
            case.case_id,
            number,
            of.event_id,
            of.cause,
            of.booked_on,
            entry.book,
            entry.debit.value,
            entry.credit.value,
            of.ore,
            entry.month,
            entry.period,
            entry.municipality,
            entry.party,
        )
