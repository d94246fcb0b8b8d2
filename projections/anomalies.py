"""
The scan for anomalies: cases gathered range by range, then all judged together.

Only glue: what is gathered and found belongs to `ledger.anomalies`, sharing the ranges out over
processes to `ops`. No table holds anomalies: they follow from the log, and a decision about one
is an event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from ledger.anomalies import Accounts, Anomaly, Prices, Search, Seen, gather, judged
from ledger.domain.point import Point, select
from ledger.domain.recorded import Recorded
from ledger.store.load import Loader, Range


@dataclass(frozen=True, slots=True)
class Scan:
    """One search of a ledger, up to a position of its log, at a point of knowledge."""

    loader: Loader
    up_to: int
    point: Point
    search: Search

    def elsewhere(self) -> "Scan":
        """Return the scan for other processes: before they are copies, the calendar is made."""
        self.search.rulebook.last_cutoff(self.search.reckoned_on)
        return replace(self, loader=self.loader.elsewhere())

    def with_payees(self, accounts: Accounts) -> "Scan":
        """Return the scan that keeps the orders of the payees whose accounts matter."""
        return replace(self, search=replace(self.search, payees=accounts.payees))

    def part(self, of: Range) -> Seen:
        """Gather the cases whose ids lie in a range."""
        return self.gathered(self.loader.load_range(of, self.up_to))

    def gathered(self, cases: Iterable[tuple[UUID, Sequence[Recorded]]]) -> Seen:
        """Gather cases, in their order."""
        seen = Seen()
        for case_id, events in cases:
            chosen = select(events, self.point)
            if chosen:
                gather(seen, case_id, chosen, self.search)
        return seen

    def judged(self, seen: Seen, accounts: Accounts) -> list[Anomaly]:
        """Judge what all parts gathered; the few cases that are found are read again."""
        prices = Prices(self._chosen, self.search.register, self.search.rulebook)
        return judged(seen, accounts, prices, self.search)

    def _chosen(self, case_id: UUID) -> list[Recorded]:
        return select(self.loader.load(case_id, self.up_to), self.point)
