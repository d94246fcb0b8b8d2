"""
Reading what is shown of the read models, all of it as of one moment.

Rows as they were written; what they mean on a day is reckoned by
`projections.reading`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from projections.models.balances import KEPT, Balance
from projections.tables.connecting import Connection

_BALANCES: Final = f"select case_id, {', '.join(KEPT)} from kvitto.balances"  # noqa: S608
_MONTHS: Final = "select case_id, month, period, is_open, facts from kvitto.payout_verification"
_SHARES: Final = (
    "select case_id, month, period, municipality, owed_ore, debited_ore, split_ore"
    " from kvitto.municipal_cofinancing"
)


class MonthRow(NamedTuple):
    """A month of payout verification, or a period that is settled, by its first day."""

    case_id: UUID
    month: int
    period: int
    is_open: bool
    facts: str


class ShareRow(NamedTuple):
    """A municipality's part of a month of a case; what is None is reckoned on a day."""

    case_id: UUID
    month: int
    period: int
    municipality: str
    owed_ore: int
    debited_ore: int | None
    split_ore: int | None


def balances(connection: Connection, case: UUID | None = None) -> Iterator[tuple[UUID, Balance]]:
    """Yield what is kept of each case, or of one."""
    for row in _rows(connection, _BALANCES, case):
        yield row[0], Balance(**dict(zip(KEPT, row[1:], strict=True)))


def months(
    connection: Connection,
    until: tuple[int, int],
    cases: Sequence[UUID] | None = None,
    *,
    only_open: bool = False,
) -> Iterator[MonthRow]:
    """
    Yield the months of all cases or of these, in order; perhaps only those that are open.

    Those that count up to a day, of months and of periods.
    """
    where, values = _of_months(until, cases, only_open=only_open)
    cursor = connection.cursor(binary=True)
    cursor.execute(f"{_MONTHS}{where} order by case_id, month, period".encode(), values)
    yield from map(MonthRow._make, cursor)


def count_months(
    connection: Connection,
    until: tuple[int, int],
    cases: Sequence[UUID] | None = None,
    *,
    only_open: bool = False,
) -> int:
    """Return how many `months` there are."""
    where, values = _of_months(until, cases, only_open=only_open)
    query = f"select count(*) from kvitto.payout_verification{where}"  # noqa: S608 - our own words
    ((many,),) = connection.execute(query.encode(), values)
    return many


def _of_months(
    until: tuple[int, int], cases: Sequence[UUID] | None, *, only_open: bool
) -> tuple[str, list[object]]:
    """Return the condition of months that are asked for, and its values."""
    where = ["counts_from <= case when period = 0 then %s else %s end"]
    if cases is not None:
        where.append("case_id = any (%s)")
    if only_open:
        where.append("is_open")
    return f" where {' and '.join(where)}", [*until] if cases is None else [*until, list(cases)]


def shares(
    connection: Connection, municipality: str | None = None, month: int | None = None
) -> Iterator[ShareRow]:
    """Yield the municipal parts of all months, or of one municipality or month."""
    query = (
        f"{_SHARES} where (%(code)s::text is null or municipality = %(code)s)"
        " and (%(month)s::integer is null or month = %(month)s)"
        " order by municipality, month, period, case_id"
    )
    cursor = connection.cursor(binary=True)
    cursor.execute(query.encode(), {"code": municipality, "month": month})
    yield from map(ShareRow._make, cursor)


def parked_of(connection: Connection, case: UUID) -> Iterable[tuple[str, int]]:
    """Yield why a case, or a part of it, could not be taken, with the öre ordered there."""
    yield from connection.execute(
        "select distinct k.reason, k.ore_at_risk from kvitto.projection_parked k"
        " join kvitto.projections p using (name, side) where p.is_shown and k.case_id = %s",
        [case],
    )


def parked_total(connection: Connection) -> tuple[int, int]:
    """Return how many cases are parked in what is shown, and the öre ordered there."""
    rows = connection.execute(
        "select count(*), coalesce(sum(ore_at_risk), 0)::bigint from ("
        "select k.case_id, max(k.ore_at_risk) as ore_at_risk from kvitto.projection_parked k"
        " join kvitto.projections p using (name, side) where p.is_shown group by 1) of_case"
    )
    ((count, ore),) = rows.fetchall()
    return count, ore


def _rows(connection: Connection, query: str, case: UUID | None) -> Iterator[Any]:
    cursor = connection.cursor(binary=True)
    if case is None:
        yield from cursor.execute(f"{query} order by case_id".encode())
    else:
        yield from cursor.execute(f"{query} where case_id = %s".encode(), [case])
