"""
Sick-pay compensation read from its table: per month, municipality and provider, or per claim.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from projections.tables.connecting import Connection

_WHERE = (
    " from kvitto.sick_pay_compensation"
    " where (%(code)s::text is null or municipality = %(code)s)"
    " and (%(month)s::integer is null or month = %(month)s)"
    " and (%(provider)s::uuid is null or provider = %(provider)s)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the table: what is None is not asked for."""

    municipality: str | None = None
    provider: UUID | None = None
    month: int | None = None


class Both(NamedTuple):
    """Both sides of a month at one provider, for one municipality."""

    month: int
    municipality: str
    provider: UUID
    claims: int
    unreckoned: int
    claimed_ore: int
    owed_ore: int
    approved_ore: int
    paid_ore: int
    component_ore: int
    in_rate_ore: int

    @property
    def change_ore(self) -> int | None:
        """What the component gives beyond what is owed; None where not every claim was reckoned."""
        return None if self.unreckoned else self.component_ore - self.owed_ore


class ClaimRow(NamedTuple):
    """A claim as it was kept; `owed_ore` is None where a value was missing."""

    case_id: UUID
    month: int
    municipality: str
    provider: UUID
    claim: str
    claimed_ore: int
    owed_ore: int | None
    approved_ore: int
    paid_ore: int

    @property
    def cut_ore(self) -> int | None:
        """What was claimed and is not owed, where it is known."""
        return None if self.owed_ore is None else self.claimed_ore - self.owed_ore


def both_sides(connection: Connection, wanted: Wanted) -> Iterator[Both]:
    """Yield both sides of each month, municipality and provider, in order."""
    query = (
        "select month, municipality, provider,"
        " count(*) filter (where claim <> '')::bigint,"
        " count(*) filter (where owed_ore is null)::bigint,"
        " sum(claimed_ore)::bigint, coalesce(sum(owed_ore), 0)::bigint,"
        " sum(approved_ore)::bigint, sum(paid_ore)::bigint,"
        f" sum(component_ore)::bigint, sum(in_rate_ore)::bigint{_WHERE}"
        " group by month, municipality, provider order by month, municipality, provider"
    )
    cursor = connection.cursor(binary=True)
    cursor.execute(query.encode(), _arguments(wanted))
    yield from map(Both._make, cursor)


def claims(connection: Connection, wanted: Wanted) -> Iterator[ClaimRow]:
    """Yield the claims, those with the largest cut first."""
    query = (
        "select case_id, month, municipality, provider, claim, claimed_ore, owed_ore,"
        f" approved_ore, paid_ore{_WHERE} and claim <> ''"
        " order by claimed_ore - owed_ore desc nulls first, claim"
    )
    cursor = connection.cursor(binary=True)
    cursor.execute(query.encode(), _arguments(wanted))
    yield from map(ClaimRow._make, cursor)


def case_of(connection: Connection, claim: str) -> UUID | None:
    """Return the case in which a claim stands, by the name of its document."""
    # A row without a claim holds the component in the rate alone.
    query = "select case_id from kvitto.sick_pay_compensation where claim = %s and claim <> ''"
    found = connection.execute(query, [claim]).fetchone()
    return None if found is None else found[0]


def _arguments(wanted: Wanted) -> dict[str, object]:
    return {
        "code": wanted.municipality,
        "month": wanted.month,
        "provider": wanted.provider,
    }
