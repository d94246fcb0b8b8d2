"""
Reading balances and co-financing on a day of reckoning.

What no day changes is read as it was kept; the months that a day may still
change are reckoned here from their facts, by `ledger.findings`.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ledger.findings import Reckoned
from ledger.rules import Rulebook
from projections.models.balances import Balance
from projections.models.municipal_cofinancing import Share, shares_of
from projections.models.payout_verification import looked_at_until, reckoned_on
from projections.tables import reading
from projections.tables.connecting import Connection


@dataclass(frozen=True, slots=True)
class Balances:
    """Every case's balance on a day, and what is parked in none of them."""

    of: dict[UUID, Balance]
    parked: int
    parked_ore: int

    @property
    def total(self) -> Balance:
        """The sum over all cases."""
        total = Balance()
        for balance in self.of.values():
            total.add(balance)
        return total


@dataclass(frozen=True, slots=True)
class CaseBalance:
    """One case's balance on a day, month by month, and what could not be taken of it."""

    balance: Balance
    months: tuple[Reckoned, ...]
    parked: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Cofinancing:
    """What a municipality owes and was debited, over a number of cases and months."""

    owed_ore: int = 0
    debited_ore: int = 0
    split_ore: int = 0
    months: int = 0
    cases: set[UUID] = field(default_factory=set[UUID])

    def merge(self, other: "Cofinancing") -> None:
        """Add other months, perhaps of the same cases."""
        self.owed_ore += other.owed_ore
        self.debited_ore += other.debited_ore
        self.split_ore += other.split_ore
        self.months += other.months
        self.cases |= other.cases

    def add(self, case: UUID, share: Share) -> None:
        """Add a month of a case."""
        self.owed_ore += share.owed_ore
        self.debited_ore += share.debited_ore
        self.split_ore += share.split_ore
        self.months += 1
        self.cases.add(case)


def balances_on(connection: Connection, day: date, rulebook: Rulebook) -> Balances:
    """Return the balance of every case on a day."""
    of = dict(reading.balances(connection))
    for row in reading.months(connection, looked_at_until(day, rulebook), only_open=True):
        of[row.case_id].reckon(reckoned_on(row.facts, day, rulebook))
    return Balances(of, *left_out(connection))


def case_on(connection: Connection, case: UUID, day: date, rulebook: Rulebook) -> CaseBalance:
    """Return the balance of one case on a day, with its months."""
    balance = dict(reading.balances(connection, case)).get(case, Balance())
    months: list[Reckoned] = []
    for row in reading.months(connection, looked_at_until(day, rulebook), [case]):
        months.append(reckoned_on(row.facts, day, rulebook))
        if row.is_open:
            balance.reckon(months[-1])
    return CaseBalance(balance, tuple(months), tuple(reading.parked_of(connection, case)))


def left_out(connection: Connection) -> tuple[int, int]:
    """Return how many cases could not be taken in whole, and the öre ordered there."""
    return reading.parked_total(connection)


#: A municipality, a month, and the first day of a period that is settled, or 0.
Place = tuple[str, int, int]


def cofinancing_on(
    connection: Connection,
    day: date,
    rulebook: Rulebook,
    *,
    municipality: str | None = None,
    month: int | None = None,
) -> dict[Place, Cofinancing]:
    """Return co-financing per municipality and month, in order, on a day."""
    rows = list(reading.shares(connection, municipality, month))
    of: dict[Place, Cofinancing] = {}
    still_open: dict[tuple[UUID, int, int], set[str]] = {}
    for row in rows:
        if row.debited_ore is None or row.split_ore is None:
            where = (row.case_id, row.month, row.period)
            still_open.setdefault(where, set()).add(row.municipality)
            continue
        share = Share(row.municipality, row.owed_ore, row.debited_ore, row.split_ore)
        of.setdefault((row.municipality, row.month, row.period), Cofinancing()).add(
            row.case_id, share
        )
    cases = sorted({case for case, _, _ in still_open})
    until = looked_at_until(day, rulebook)
    for row in reading.months(connection, until, cases, only_open=True) if cases else ():
        wanted = still_open.get((row.case_id, row.month, row.period), set())
        for share in shares_of(reckoned_on(row.facts, day, rulebook)):
            if share.municipality in wanted:
                where = (share.municipality, row.month, row.period)
                of.setdefault(where, Cofinancing()).add(row.case_id, share)
    return dict(sorted(of.items()))
