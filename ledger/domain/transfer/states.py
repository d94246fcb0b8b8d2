"""
Where each municipal decision stands on its way to Försäkringskassan.

Pure: read from a case at its point. A day of reckoning decides one thing only,
whether a decision that nobody took over has ended meanwhile; everything else
follows from the papers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from ledger.domain.accounts import local_date
from ledger.domain.case import Case
from ledger.domain.register import Register
from ledger.domain.transfer.conflict import Conflict, Seen
from ledger.domain.transfer.conflicts import conflicts_of
from ledger.domain.transfer.papers import Papers, papers_of
from ledger.domain.transfer.records import grant_of
from ledger.rules import Rulebook
from schemas.decisions import GrantDecided
from schemas.municipal.transfer import (
    DecisionKept,
    TransferDataRequested,
    TransferLapsed,
    TransferRecordQuarantined,
    TransferRecordReceived,
    TransferRegistered,
)


class TransferState(StrEnum):
    """Where a transfer stands."""

    REGISTERED = "REGISTERED"
    DATA_REQUESTED = "DATA_REQUESTED"
    RECEIVED = "RECEIVED"
    VALIDATED = "VALIDATED"
    QUARANTINED = "QUARANTINED"
    TAKEN_OVER = "TAKEN_OVER"
    KEPT = "KEPT"
    LAPSED = "LAPSED"


#: The states in which somebody still has something to do.
WAITING: Final = frozenset(
    {
        TransferState.REGISTERED,
        TransferState.DATA_REQUESTED,
        TransferState.RECEIVED,
        TransferState.VALIDATED,
        TransferState.QUARANTINED,
    }
)
_KINDS: Final = (
    TransferRegistered,
    TransferDataRequested,
    TransferRecordQuarantined,
    DecisionKept,
    TransferLapsed,
)


class Stand(NamedTuple):
    """
    Where a transfer stands, and since which day.

    `reason` says why it was kept or lapsed, in the words of the papers that say so.
    """

    state: TransferState
    reason: str | None
    since: date

    def on(self, day: date, ends_on: date | None) -> "Stand":
        """Return the same on a day: what waits has lapsed once its decision has ended."""
        if self.state in WAITING and ends_on is not None and ends_on <= day:
            return Stand(TransferState.LAPSED, "ENDED", ends_on)
        return self

    def waited_days(self, day: date, opened_on: date) -> int:
        """Return for how many days it has waited, none where nobody has anything to do."""
        return max(0, (day - opened_on).days) if self.state in WAITING else 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """
    One municipal decision on its way, as known.

    `stand` is that of every day, but of one that waits and whose decision ends:
    `state_on` says it for a day. `opened_on` is the day of the first paper.
    """

    papers: Papers
    stand: Stand
    opened_on: date
    conflicts: tuple[Conflict, ...]

    @property
    def state(self) -> TransferState:
        """Where it stands before its decision ends."""
        return self.stand.state

    @property
    def ends_on(self) -> date | None:
        """The first day on which nothing of the municipal decision is left to take over."""
        days = self.papers.days
        return None if days is None else days[1]

    @property
    def grant(self) -> GrantDecided | None:
        """What is granted, as far as it is known: of one taken over, by what took it over."""
        papers = self.papers
        if self.state is TransferState.TAKEN_OVER:
            return papers.takeovers[0][1]
        if papers.decided is not None:
            return papers.decided[1]
        if papers.record is not None:
            return grant_of(papers.record[1])
        return papers.takeovers[0][1] if papers.takeovers else None

    def state_on(self, day: date) -> TransferState:
        """Return the state on a day of reckoning."""
        return self.stand.on(day, self.ends_on).state


def has_transfers(case: Case) -> bool:
    """Tell cheaply whether a case can have a transfer at all."""
    history = case.history
    if TransferRecordReceived in history.kinds:
        return True
    if any(isinstance(history.events[place].event, _KINDS) for place in history.aside):
        return True
    return any(
        isinstance(event := history.events[place].event, GrantDecided) and event.takes_over
        for place in history.by_kind.get(GrantDecided, ())
    )


def transfers_of(
    case: Case, rulebook: Rulebook, register: Register | None = None
) -> Sequence[Transfer]:
    """
    Return the transfers of a case at its point, by municipality and decision.

    Without a register two names of one recipient are taken for two people.
    """
    if not has_transfers(case):
        return ()
    heaps = papers_of(case)
    seen = Seen(case, heaps, register, rulebook)
    return tuple(_transfer(case, papers, seen) for papers in heaps)


def _transfer(case: Case, papers: Papers, seen: Seen) -> Transfer:
    conflicts = tuple(conflicts_of(papers, seen))
    stand = _standing(case, papers, conflicts)
    return Transfer(papers, stand, _known_on(case, papers.opened), conflicts)


def _standing(case: Case, papers: Papers, conflicts: Sequence[Conflict]) -> Stand:
    """Return where a transfer stands, why, and since when."""
    died_on = None if papers.died is None else papers.died[1]
    if papers.takeovers and (died_on is None or papers.taken_over_on <= died_on):
        return Stand(TransferState.TAKEN_OVER, None, papers.taken_over_on)
    if (kept := papers.kept) is not None and (papers.lapsed is None or kept[0] > papers.lapsed[0]):
        return Stand(TransferState.KEPT, kept[1].reason, kept[1].decided_on)
    if papers.lapsed is not None:
        return Stand(TransferState.LAPSED, papers.lapsed[1].reason, papers.lapsed[1].lapsed_on)
    if died_on is not None:
        return Stand(TransferState.LAPSED, "DEATH", died_on)
    quarantined = [place for place, event in papers.quarantines if not _lifted(case, papers, event)]
    if quarantined and (papers.record is None or quarantined[-1] > papers.record[0]):
        return Stand(TransferState.QUARANTINED, None, _known_on(case, quarantined[-1]))
    if papers.record is not None:
        state = TransferState.RECEIVED if conflicts else TransferState.VALIDATED
        return Stand(state, None, _known_on(case, papers.record[0]))
    if papers.requested is not None:
        return Stand(TransferState.DATA_REQUESTED, None, _known_on(case, papers.requested))
    assert papers.registered is not None or papers.quarantines
    place = papers.opened if papers.registered is None else papers.registered
    return Stand(TransferState.REGISTERED, None, _known_on(case, place))


def _lifted(case: Case, papers: Papers, event: TransferRecordQuarantined) -> bool:
    """
    Tell whether a record came in place of the quarantined one, by its name.

    Such a record takes its place even where both bear the same stamp.
    """
    envelopes = (case.history.events[place].envelope for place in papers.records)
    return any(event.record in (one.document_ref, one.replaces) for one in envelopes)


def _known_on(case: Case, place: int) -> date:
    return local_date(case.history.keys[place][0])
