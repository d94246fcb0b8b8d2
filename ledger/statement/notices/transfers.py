"""
Notices of transfers: conflicts, and reassessments on a ground that the reform does not allow.

Said of the months under the decisions concerned. Which binds is settled in
`ledger.domain.grants`, so none of these changes an amount (SFB 112:5).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from ledger.domain.case import Case
from ledger.domain.grants import FK
from ledger.domain.refusals import DecisionRefused
from ledger.domain.register import Register
from ledger.domain.transfer.reassessing import against_reassessment, taken_over_on
from ledger.domain.transfer.refusals import (
    CauseBeforeTakeover,
    ChangeTooOld,
    EffectBeforeTakeover,
)
from ledger.domain.transfer.states import has_transfers, transfers_of
from ledger.rules import MissingValueError, Rulebook
from ledger.statement.model import Notice
from ledger.statement.month import MonthTime
from ledger.statement.notices.kinds import NoticeKind
from schemas.decisions import GrantReassessed

#: What our own command would be refused for, said of a decision that is there.
_FOUND: Final[Mapping[type[DecisionRefused], str]] = {
    CauseBeforeTakeover: "its cause of {cause_on} lies before that day, on neither of the grounds"
    " that the reform allows",
    ChangeTooOld: "the circumstances changed on {cause_on}, before {earliest}",
    EffectBeforeTakeover: "takes effect on {effective_from}, on a day of the municipality",
}


def of_transfers(
    case: Case, register: Register, time: MonthTime, rulebook: Rulebook
) -> Iterator[Notice]:
    """Yield what is to be known of the transfers whose decisions a month lies under."""
    if not has_transfers(case):
        return
    places = {span.place for span in time.spans if span.place >= 0}
    yield from _conflicts(case, register, places, rulebook)
    yield from _reassessed(case, places, rulebook)


def _conflicts(
    case: Case, register: Register, places: set[int], rulebook: Rulebook
) -> Iterator[Notice]:
    for transfer in transfers_of(case, rulebook, register):
        papers = transfer.papers
        own = {place for place, _ in papers.takeovers}
        own |= {of[0] for of in (papers.record, papers.decided) if of is not None}
        if own.isdisjoint(places):
            continue
        for conflict in transfer.conflicts:
            yield Notice(
                NoticeKind.TRANSFER_CONFLICT,
                f"decision {papers.decision} of municipality {papers.municipality}:"
                f" {conflict.says} ({conflict.kind.provision}); what is decided binds as it"
                " stands (SFB 112:5)",
                tuple(case.event_id(place) for place in conflict.places),
            )


def _reassessed(case: Case, places: set[int], rulebook: Rulebook) -> Iterator[Notice]:
    """Yield a notice for each reassessment in force that our own command would be refused."""
    takeover_on = taken_over_on(case)
    if takeover_on is None:
        return
    for place in sorted(places):
        event = case.history.events[place].event
        if not isinstance(event, GrantReassessed) or event.authority != FK:
            continue
        for refusal in _refusals(takeover_on, event, rulebook):
            yield Notice(
                NoticeKind.REASSESSED_AFTER_TAKEOVER,
                f"decision {event.decision_id} reassesses one taken over on {takeover_on}, and"
                f" {_FOUND[type(refusal)].format_map(vars(refusal))} ({refusal.provision}); it"
                " binds as it stands (SFB 112:5)",
                (case.event_id(place),),
            )


def _refusals(
    takeover_on: date, event: GrantReassessed, rulebook: Rulebook
) -> Sequence[DecisionRefused]:
    try:
        return list(against_reassessment(takeover_on, event, rulebook))
    except MissingValueError:
        # Read long after the amounts, so that a value which is missing must stop nothing here.
        return ()
