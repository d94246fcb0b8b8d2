"""
Comparing every case of a ledger: range by range, on every core.

What one case gives belongs to `ledger.comparing`, adding up to `projections.comparing.compared`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from ledger.comparing import Side, difference
from ledger.domain.point import Point, select
from ledger.domain.register import Register
from ledger.store import Store
from ledger.store.load import Loader, Range
from ops.auditing import collector_at_rest
from ops.commands.audit import told_parts
from ops.commands.options import Asked
from ops.show.compare import CasesComparison, SideHead
from projections.comparing.compared import ComparedCases


@dataclass(frozen=True, slots=True)
class Comparing:
    """What every range of cases is compared by: two sides without events, and their points."""

    loader: Loader
    up_to: int
    before: Side
    after: Side
    points: tuple[Point, Point]
    references: Mapping[UUID, str]

    def elsewhere(self) -> "Comparing":
        """Return the work for other processes; the calendar is made before they are copies."""
        for side in (self.before, self.after):
            side.rulebook.last_cutoff(side.reckoned_on)
        return replace(self, loader=self.loader.elsewhere())

    def part(self, of: Range) -> ComparedCases:
        """Compare the cases whose ids lie in a range."""
        found = ComparedCases()
        with collector_at_rest():
            for case, events in self.loader.load_range(of, self.up_to):
                before, after = (select(events, point) for point in self.points)
                if before or after:
                    compared = difference(
                        replace(self.before, events=before),
                        replace(self.after, events=after),
                        by_event=False,
                    )
                    found.take(self.references.get(case, str(case)), compared)
        return found


def compared_cases(
    store: Store,
    asked: tuple[Asked, Asked],
    month: int | None,
    processes: int | None,
) -> CasesComparison:
    """Compare both sides of every case of the ledger."""
    heads = asked[0].head(store), asked[1].head(store)
    up_to = store.head().position
    points = heads[0].point, heads[1].point
    known = store.load_register(up_to)
    first = Register(select(known, points[0]))
    second = first if points[0] == points[1] else Register(select(known, points[1]))
    rulebook = heads[1].rulebook
    if rulebook.sha256 == heads[0].rulebook.sha256:
        rulebook = heads[0].rulebook
    work = Comparing(
        store.loader,
        up_to,
        Side((), first, heads[0].rulebook, heads[0].reckoned_on, month),
        Side((), second, rulebook, heads[1].reckoned_on, month),
        points,
        store.case_references(),
    )
    found = ComparedCases()
    for part in told_parts("Comparing", work, up_to, processes):
        found.add(part)
    sides = SideHead(heads[0], month), SideHead(heads[1], month)
    return CasesComparison(*sides, found)
