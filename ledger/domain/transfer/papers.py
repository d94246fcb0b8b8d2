"""
The papers of each transfer of a case, gathered: one heap for each municipal decision.

Pure. What follows from them is read by `states` and `conflicts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ledger.domain.case import Case
from ledger.domain.grants import FK
from ledger.domain.transfer.records import Key, decided_grants
from schemas.decisions import DeathReported, GrantDecided, GrantReassessed, GrantWithdrawn
from schemas.municipal.transfer import (
    DecisionKept,
    TransferDataRequested,
    TransferLapsed,
    TransferRecordQuarantined,
    TransferRecordReceived,
    TransferRegistered,
)

#: The papers that name their municipality and decision.
_Named = (
    TransferRegistered
    | TransferDataRequested
    | TransferRecordReceived
    | DecisionKept
    | TransferLapsed
)


@dataclass(slots=True)
class Papers:
    """
    What stands of one transfer; each paper with its place in the history.

    `opened` is the first paper of all. Of a quarantined record municipality or
    decision may be unread, and are then empty. `takeovers` come in the order of
    their days; `decided` is the municipal decision itself, where it is known.
    """

    municipality: str
    decision: str
    opened: int
    registered: int | None = None
    requested: int | None = None
    record: tuple[int, TransferRecordReceived] | None = None
    records: list[int] = field(default_factory=list[int])
    quarantines: list[tuple[int, TransferRecordQuarantined]] = field(
        default_factory=list[tuple[int, TransferRecordQuarantined]]
    )
    kept: tuple[int, DecisionKept] | None = None
    lapsed: tuple[int, TransferLapsed] | None = None
    takeovers: list[tuple[int, GrantDecided]] = field(
        default_factory=list[tuple[int, GrantDecided]]
    )
    decided: tuple[int, GrantDecided] | None = None
    withdrawn_from: date | None = None
    died: tuple[int, date] | None = None

    @property
    def taken_over_on(self) -> date:
        """The day from which the decision is Försäkringskassan's, once it is taken over."""
        return self.takeovers[0][1].effective_from

    @property
    def days(self) -> tuple[date, date | None] | None:
        """The days of the municipal decision, half-open, as far as they are known."""
        if self.decided is not None:
            first, until = self.decided[1].effective_from, self.decided[1].effective_until
        elif self.record is not None:
            first, until = self.record[1].valid_from, self.record[1].valid_until
        else:
            return None
        ends = [end for end in (until, self.withdrawn_from) if end is not None]
        return first, min(ends, default=None)


def papers_of(case: Case) -> list[Papers]:
    """Return the transfers of a case at its point, by municipality and decision."""
    heaps = _named(case)
    _lay_takeovers(case, heaps)
    _lay_quarantines(case, heaps)
    if not heaps:
        return []
    died = [*case.standing(case.history.by_kind.get(DeathReported, ()))]
    municipal = [of for of in decided_grants(case) if of[1].authority != FK]
    for key, papers in heaps.items():
        if died:
            papers.died = (died[-1], case.event(died[-1], DeathReported).died_on)
        papers.decided = next(
            (of for of in reversed(municipal) if (of[1].authority, of[1].decision_id) == key), None
        )
        papers.withdrawn_from = _withdrawn_from(case, papers)
    return [heaps[key] for key in sorted(heaps)]


def _named(case: Case) -> dict[Key, Papers]:
    """Return the heaps of the papers that name municipality and decision."""
    heaps: dict[Key, Papers] = {}
    received = case.history.by_kind.get(TransferRecordReceived, ())
    places = sorted((*case.history.aside, *received))
    standing = frozenset(case.standing(places))
    for place in places:
        event = case.history.events[place].event
        if place >= case.known or not isinstance(event, _Named):
            continue
        key = (event.municipality, event.municipal_decision)
        papers = heaps.setdefault(key, Papers(*key, opened=place))
        if isinstance(event, TransferRecordReceived):
            papers.records.append(place)
        if place in standing:
            _lay(papers, place, event)
    return {key: papers for key, papers in heaps.items() if _holds(papers)}


def _lay(papers: Papers, place: int, event: _Named) -> None:
    match event:
        case TransferRegistered():
            papers.registered = place
        case TransferDataRequested():
            papers.requested = place
        case TransferRecordReceived():
            papers.record = (place, event)
        case DecisionKept():
            papers.kept = (place, event)
        case TransferLapsed():
            papers.lapsed = (place, event)


def _holds(papers: Papers) -> bool:
    """Tell whether a heap holds a paper that stands: a record may replace one of another name."""
    standing = (papers.registered, papers.requested, papers.record, papers.kept, papers.lapsed)
    return any(paper is not None for paper in standing)


def _lay_takeovers(case: Case, heaps: dict[Key, Papers]) -> None:
    """
    Lay each decision that takes over with what it takes over.

    It names the decision alone; of two municipalities with a decision of that
    name the one that answers for the recipient is meant.
    """
    for place, grant in decided_grants(case):
        taken = grant.takes_over
        if taken is None or grant.authority != FK or isinstance(grant, GrantReassessed):
            continue
        key = (grant.municipality, taken)
        if key not in heaps:
            key = next((other for other in sorted(heaps) if other[1] == taken), key)
        papers = heaps.setdefault(key, Papers(*key, opened=place))
        papers.takeovers.append((place, grant))
        papers.takeovers.sort(key=lambda of: (of[1].effective_from, of[0]))


def _lay_quarantines(case: Case, heaps: dict[Key, Papers]) -> None:
    """Lay each quarantined record with its transfer, as far as that can be read."""
    for place in case.standing(case.history.aside):
        event = case.history.events[place].event
        if not isinstance(event, TransferRecordQuarantined):
            continue
        key = _key_of(case, event, heaps)
        papers = heaps.setdefault(key, Papers(*key, opened=place))
        papers.opened = min(papers.opened, place)
        papers.quarantines.append((place, event))


def _key_of(case: Case, event: TransferRecordQuarantined, heaps: Iterable[Key]) -> Key:
    """Return the transfer of a quarantined record: what it says, or the only one that it can be."""
    read = (event.municipality, event.municipal_decision)
    places = (*case.history.by_kind.get(TransferRecordReceived, ()),)
    for place in places:
        envelope = case.history.events[place].envelope
        if place < case.known and event.record in (envelope.document_ref, envelope.replaces):
            record = case.event(place, TransferRecordReceived)
            return (record.municipality, record.municipal_decision)
    if None not in read:
        return (read[0] or "", read[1] or "")
    possible = [
        key
        for key in heaps
        if all(part is None or part == known for part, known in zip(read, key, strict=True))
    ]
    return possible[0] if len(possible) == 1 else (read[0] or "", read[1] or "")


def _withdrawn_from(case: Case, papers: Papers) -> date | None:
    """Return the day from which the municipality itself withdrew the decision."""
    decided_on = None
    if papers.decided is not None:
        decided_on = papers.decided[1].decided_on
    elif papers.record is not None:
        decided_on = papers.record[1].decided_on
    if decided_on is None:
        return None
    withdrawn = (
        case.event(place, GrantWithdrawn)
        for place in case.standing(case.history.by_kind.get(GrantWithdrawn, ()))
    )
    return min(
        (
            event.effective_from
            for event in withdrawn
            if event.authority == papers.municipality and event.decided_on >= decided_on
        ),
        default=None,
    )
