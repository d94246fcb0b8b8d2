"""
Municipal reimbursements read from their table: per municipality, or claim by claim.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from projections.tables.connecting import Connection


class Municipality(NamedTuple):
    """The claims of one municipality added up; `unreckoned` are those that lack a value."""

    municipality: str
    claims: int
    waiting: int
    unreckoned: int
    claimed_ore: int
    owed_ore: int
    decided_ore: int
    paid_ore: int
    outstanding_ore: int
    withheld_ore: int
    difference_ore: int


class ClaimRow(NamedTuple):
    """A claim as it was kept; `cuts` and `wrong` are reasons with their öre."""

    case_id: UUID
    claim: str
    municipality: str
    decision: str
    month: int
    state: str
    received_on: date
    decided_on: date | None
    claimed_ore: int
    owed_ore: int | None
    decided_ore: int
    paid_ore: int
    outstanding_ore: int
    withheld_ore: int
    difference_ore: int
    cuts: str
    wrong: str

    @property
    def cut(self) -> dict[str, int]:
        """What was cut by reason, in öre."""
        return {name: int(ore) for name, ore in (part.split(":") for part in self.cuts.split())}

    @property
    def cut_ore(self) -> int:
        """What was cut in all."""
        return sum(self.cut.values())

    @property
    def faults(self) -> dict[str, int]:
        """What is wrong by kind, in öre."""
        return {name: int(ore) for name, ore in (part.split(":") for part in self.wrong.split())}


def municipalities(connection: Connection) -> Iterator[Municipality]:
    """Yield the claims of each municipality added up; what another replaced is in no sum."""
    query = (
        "select municipality, count(*)::bigint,"
        " count(*) filter (where state = 'CLAIMED')::bigint,"
        " count(*) filter (where owed_ore is null)::bigint,"
        " sum(claimed_ore)::bigint, coalesce(sum(owed_ore), 0)::bigint, sum(decided_ore)::bigint,"
        " sum(paid_ore)::bigint, sum(outstanding_ore)::bigint, sum(withheld_ore)::bigint,"
        " sum(difference_ore)::bigint from kvitto.municipal_reimbursements"
        " where state <> 'REPLACED' group by municipality order by municipality"
    )
    cursor = connection.cursor(binary=True)
    cursor.execute(query.encode())
    yield from map(Municipality._make, cursor)


def claims(connection: Connection, municipality: str | None) -> Iterator[ClaimRow]:
    """Yield the claims of one municipality, or all, month by month."""
    query = (
        "select case_id, claim, municipality, decision, month, state, received_on, decided_on,"
        " claimed_ore, owed_ore, decided_ore, paid_ore, outstanding_ore, withheld_ore,"
        " difference_ore, cuts, wrong from kvitto.municipal_reimbursements"
        " where (%(code)s::text is null or municipality = %(code)s)"
        " order by municipality, month, decision, received_on, claim"
    )
    cursor = connection.cursor(binary=True)
    cursor.execute(query.encode(), {"code": municipality})
    yield from map(ClaimRow._make, cursor)


def case_of(connection: Connection, claim: str) -> UUID | None:
    """Return the case in which a claim stands, by the name of its document."""
    query = "select case_id from kvitto.municipal_reimbursements where claim = %s"
    found = connection.execute(query.encode(), [claim]).fetchone()
    return None if found is None else found[0]
