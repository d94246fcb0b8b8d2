"""
Debits and recoveries read from their tables, and the months that they are reckoned from.

Rows as they were written; what they mean on a day is reckoned by `projections.between`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from projections.tables.connecting import Connection
from projections.tables.reading import MonthRow

_ACCOUNTS: Final = (
    "select case_id, month, period, municipality, account from kvitto.municipal_debits"
    " where (%(code)s::text is null or municipality = %(code)s)"
    " and (%(month)s::integer is null or month = %(month)s)"
    " and (%(case)s::uuid is null or case_id = %(case)s)"
    " order by municipality, month, period, case_id"
)
_RECOVERIES: Final = (
    "select case_id, owed_back from kvitto.recoveries"
    " where (%(case)s::uuid is null or case_id = %(case)s) order by case_id"
)
#: Months of which a municipality owes, or was debited, something.
_SHARED: Final = (
    " from kvitto.payout_verification v"
    " where v.counts_from <= case when v.period = 0 then %(month_from)s else %(period_from)s end"
    " and (%(month)s::integer is null or v.month = %(month)s and v.period = 0)"
    " and (%(case)s::uuid is null or v.case_id = %(case)s)"
    " and exists (select from kvitto.municipal_cofinancing c where c.case_id = v.case_id"
    " and c.month = v.month and c.period = v.period"
    " and (%(code)s::text is null or c.municipality = %(code)s))"
)
_MONTHS: Final = (
    f"select v.case_id, v.month, v.period, v.is_open, v.facts{_SHARED}"
    " order by v.case_id, v.month, v.period"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the tables: what is None is not asked for."""

    municipality: str | None = None
    month: int | None = None
    case: UUID | None = None

    @property
    def values(self) -> dict[str, object]:
        """The values of the queries."""
        return {"code": self.municipality, "month": self.month, "case": self.case}


class AccountRow(NamedTuple):
    """A municipality's account of a month of a case, or of a period by its first day."""

    case_id: UUID
    month: int
    period: int
    municipality: str
    account: str


def accounts(connection: Connection, wanted: Wanted) -> Iterator[AccountRow]:
    """Yield the accounts, by municipality and month."""
    yield from map(AccountRow._make, _rows(connection, _ACCOUNTS, wanted.values))


def recoveries(connection: Connection, wanted: Wanted) -> Iterator[tuple[UUID, str]]:
    """Yield what each case is owed back, as it was written."""
    yield from _rows(connection, _RECOVERIES, wanted.values)


def shared_months(
    connection: Connection, until: tuple[int, int], wanted: Wanted
) -> Iterator[MonthRow]:
    """Yield the months and periods that count up to a day and that a municipality shares in."""
    yield from map(MonthRow._make, _rows(connection, _MONTHS, _values(until, wanted)))


def count_shared_months(connection: Connection, until: tuple[int, int], wanted: Wanted) -> int:
    """Return how many `shared_months` there are."""
    ((many,),) = _rows(connection, f"select count(*)::bigint{_SHARED}", _values(until, wanted))
    return many


def _values(until: tuple[int, int], wanted: Wanted) -> dict[str, object]:
    return wanted.values | {"month_from": until[0], "period_from": until[1]}


def _rows(connection: Connection, query: str, values: dict[str, object]) -> Iterator[Any]:
    cursor = connection.cursor(binary=True)
    cursor.execute(query.encode(), values)
    yield from cursor
