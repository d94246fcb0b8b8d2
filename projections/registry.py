"""
Which read models there are: name, version, and the rows that each makes of a case.

All are of the kind that is refreshed: the touched cases are loaded and their
rows made anew. A change of what a row says is a new version; it is taken up
by a rebuild. A read model that is added here is built, rebuilt, compared and
shown like the others; its table is a migration, on a side `a` and a side `b`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from projections.models import (
    balances,
    municipal_cofinancing,
    municipal_debits,
    municipal_reimbursements,
    payout_verification,
    postings,
    recoveries,
    sick_pay_compensation,
    transfers,
)
from projections.models.months import CaseMonths

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """
    A read model; the first of its columns is the case, `shape` that of values in a row.

    One that leaves out events, by their stored names, needs no month reckoned: it is made of the
    rest alone, and under any rulebook. One of `only_now` asks of a month only what is known now.
    """

    name: str
    version: int
    columns: tuple[str, ...]
    rows: Callable[[CaseMonths], Iterable[Row]]
    shape: str = ""
    leaves_out: tuple[str, ...] = ()
    only_now: bool = False

    def made_by(self, rulebook: str) -> str:
        """Return what the rows are made by; rows of another maker cannot be carried on."""
        by = [self.shape, "" if self.leaves_out else rulebook]
        return " ".join((f"version {self.version}", *filter(None, by)))


PROJECTIONS: Final[Mapping[str, Projection]] = {
    projection.name: projection
    for projection in (
        Projection("balances", 2, balances.COLUMNS, balances.rows, only_now=True),
        Projection(
            "payout_verification",
            1,
            payout_verification.COLUMNS,
            payout_verification.rows,
            payout_verification.FACTS.shape,
        ),
        Projection(
            "municipal_cofinancing", 2, municipal_cofinancing.COLUMNS, municipal_cofinancing.rows
        ),
        Projection(
            "municipal_reimbursements",
            1,
            municipal_reimbursements.COLUMNS,
            municipal_reimbursements.rows,
        ),
        Projection(
            "sick_pay_compensation", 1, sick_pay_compensation.COLUMNS, sick_pay_compensation.rows
        ),
        Projection(
            "municipal_debits",
            1,
            municipal_debits.COLUMNS,
            municipal_debits.rows,
            municipal_debits.ACCOUNTS.shape,
        ),
        Projection(
            "recoveries", 2, recoveries.COLUMNS, recoveries.rows, recoveries.OWED_BACK.shape
        ),
        Projection("transfers", 2, transfers.COLUMNS, transfers.rows),
        Projection("postings", 2, postings.COLUMNS, postings.rows, leaves_out=postings.LEAVES_OUT),
    )
}
