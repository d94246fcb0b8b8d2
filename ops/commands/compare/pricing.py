"""
Pricing a population under two rulebooks: range by range, on every core, read once for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from ledger.comparing import priced
from ledger.domain.point import Point, select
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.store import Store
from ledger.store.load import Loader, Range
from ops.auditing import collector_at_rest, register_of
from ops.commands.audit import told_parts
from projections.comparing.priced import PricedCases


@dataclass(frozen=True, slots=True)
class Pricing:
    """What every range of cases is priced by."""

    loader: Loader
    up_to: int
    point: Point
    register: Register
    rulebooks: tuple[Rulebook, Rulebook]
    months: range
    references: Mapping[UUID, str]

    def elsewhere(self) -> "Pricing":
        """Return the work for other processes, with connections of its own."""
        return replace(self, loader=self.loader.elsewhere())

    def part(self, of: Range) -> PricedCases:
        """Price the cases whose ids lie in a range."""
        found = PricedCases()
        with collector_at_rest():
            for case, events in self.loader.load_range(of, self.up_to):
                known = select(events, self.point)
                if known:
                    both = priced(known, self.register, self.rulebooks, self.months)
                    found.take(self.references.get(case, str(case)), both)
        return found


def priced_cases(
    store: Store,
    point: Point,
    rulebooks: tuple[Rulebook, Rulebook],
    months: range,
    processes: int | None,
) -> PricedCases:
    """Price every case of the ledger under both rulebooks."""
    up_to = store.head().position
    work = Pricing(
        store.loader,
        up_to,
        point,
        register_of(store, up_to, point),
        rulebooks,
        months,
        store.case_references(),
    )
    found = PricedCases()
    for part in told_parts("Pricing", work, up_to, processes):
        found.add(part)
    return found
