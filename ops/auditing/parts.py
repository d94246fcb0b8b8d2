"""
One part of an audit: the cases of a range of ids, read, verified, and let go.

A part is small however many events it was made from: findings, notices and sums, and the papers
that findings name. Which process does it belongs to `processes`.
"""

import gc
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from ledger.domain.point import Point, select
from ledger.domain.recorded import Recorded
from ledger.domain.register import Register
from ledger.rules import Rulebook
from ledger.store import Store
from ledger.store.load import Loader, Range
from ops.show.papers import Paper, papers_of
from projections.audit import Audit, CaseFinding, Found, Question


@dataclass(frozen=True, slots=True)
class Task:
    """What every part of one audit is done with; `up_to` is a position of the log."""

    loader: Loader
    up_to: int
    question: Question
    register: Register
    rulebook: Rulebook
    references: Mapping[UUID, str]
    payday: date | None

    def elsewhere(self) -> "Task":
        """Return the task for other processes: before they are copies, the calendar is made."""
        self.rulebook.last_cutoff(self.question.reckoned_on)
        return replace(self, loader=self.loader.elsewhere())

    def part(self, of: Range) -> "Part":
        """Audit the cases whose ids lie in a range."""
        return self.audited(self.loader.load_range(of, self.up_to))

    def case(self, stream: UUID) -> "Part":
        """Audit one case."""
        return self.audited(self.loader.load_cases(self.up_to, [stream]))

    def audited(self, cases: Iterable[tuple[UUID, Sequence[Recorded]]]) -> "Part":
        """Audit cases, in their order."""
        audit = Audit(self.question, self.register, self.rulebook, self.references, self.payday)
        report = audit.report
        papers: dict[UUID, Paper] = {}
        with collector_at_rest():
            for case_id, events in cases:
                known = (len(report.findings), len(report.cured), len(report.repaid))
                audit.add(case_id, events)
                lists = (report.findings, report.cured, report.repaid)
                new = [of for found, at in zip(lists, known, strict=True) for of in found[at:]]
                papers.update(_papers_since(new, events))
        found = Found()
        found.add(report)
        return Part(found, papers)


@dataclass(frozen=True, slots=True)
class Part:
    """What was found of some cases, and the papers that the findings name."""

    found: Found = field(default_factory=Found)
    papers: dict[UUID, Paper] = field(default_factory=dict[UUID, Paper])

    def add(self, other: "Part") -> None:
        """Add the part that comes after this one."""
        self.found.add(other.found)
        self.papers.update(other.papers)


def _papers_since(
    new: Iterable[CaseFinding], events: Sequence[Recorded]
) -> Iterator[tuple[UUID, Paper]]:
    """Yield the papers that a case's findings name, so that its events can be let go."""
    since = {event for found in new for event in found.finding.since}
    if since:
        papers = papers_of(events)
        yield from ((event, papers[event]) for event in since)


def register_of(store: Store, up_to: int, point: Point) -> Register:
    """
    Return the register as known at a point, read up to a position of the log.

    It stays until the command ends, so the collector of cyclic garbage never looks at it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        register = Register(select(store.load_register(up_to), point))
        gc.freeze()
        return register
    finally:
        if was_on:
            gc.enable()


@contextmanager
def collector_at_rest() -> Generator[None]:
    """
    Let the collector of cyclic garbage rest while a part is made, and look at that part only.

    It would go through everything that is alive again and again, a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # What a part leaves in circles would otherwise add up to the whole ledger.
        gc.collect(0)
        if was_on:
            gc.enable()
