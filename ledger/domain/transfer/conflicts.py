"""
What in a transfer conflicts with another paper, with the person or with the law.

A conflict changes no amount: the papers stand, the decision in force binds (SFB
112:5), and each conflict says its provision. Our own commands refuse instead
(`deciding`).
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from ledger.domain.grants import stated_units
from ledger.domain.grants.forces import forces_of
from ledger.domain.transfer.conflict import Conflict, ConflictKind, Seen
from ledger.domain.transfer.of_takeovers import conflicts_of_takeovers
from ledger.domain.transfer.papers import Papers
from ledger.domain.transfer.records import grant_of
from schemas.decisions import CaseOpened, GrantDecided, GrantReassessed, GrantWithdrawn
from schemas.municipal.transfer import TransferRecordReceived

#: The fields in which a record may differ from the decision, as people call them.
_STATED: Final = (
    ("decided_on", "the day of decision"),
    ("effective_from", "the first day"),
    ("effective_until", "the end"),
    ("per", "what the hours are granted per"),
)


def conflicts_of(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    """Yield what conflicts with a transfer, in a fixed order."""
    for find in _OF_RECORD if papers.record is not None else ():
        yield from find(papers, seen)
    if papers.takeovers:
        yield from conflicts_of_takeovers(papers, seen)


def _record(papers: Papers) -> tuple[int, TransferRecordReceived]:
    assert papers.record is not None
    return papers.record


def _overlapping(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    """
    Find other decisions in force on days of the recorded one.

    An earlier decision of the same municipality is what it replaced (G4), and
    Försäkringskassan's own from the takeover is what replaced it.
    """
    place, record = _record(papers)
    first, after = record.valid_from.toordinal(), date.max.toordinal()
    if record.valid_until is not None:
        after = record.valid_until.toordinal()
    if papers.takeovers:
        after = min(after, papers.taken_over_on.toordinal())
    forces = forces_of(seen.case, seen.rulebook)
    for force in forces:
        event = force.event
        if isinstance(event, GrantWithdrawn) or _is_its_own(papers, event):
            continue
        if event.authority == record.municipality and event.decided_on < record.decided_on:
            continue
        ends = (
            later.first
            for later in forces
            if isinstance(later.event, GrantWithdrawn | GrantReassessed)
            and later.event.authority == event.authority
            and later.rank > force.rank
        )
        if max(first, force.first) < min(after, force.after, *ends):
            yield Conflict(
                ConflictKind.OVERLAPS_GRANT,
                f"decision {event.decision_id} of {event.authority} is in force on days of"
                f" decision {record.municipal_decision}",
                (place, force.place),
            )


def _is_its_own(papers: Papers, event: GrantDecided) -> bool:
    own = (event.authority, event.decision_id) == (papers.municipality, papers.decision)
    return own or event.takes_over == papers.decision


def _two_municipalities(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    place, record = _record(papers)
    for other in seen.transfers:
        if (
            other is not papers
            and other.record is not None
            and other.decision == papers.decision
            and other.municipality != papers.municipality
        ):
            yield Conflict(
                ConflictKind.TWO_MUNICIPALITIES,
                f"municipality {other.municipality} hands over decision"
                f" {record.municipal_decision} too",
                (place, other.record[0]),
            )


def _other_recipient(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    place, record = _record(papers)
    for opened in seen.case.standing(seen.case.history.by_kind.get(CaseOpened, ())):
        recipient = seen.case.event(opened, CaseOpened).recipient
        named = (recipient, record.recipient)
        if seen.register is not None:
            register, instant = seen.register, seen.case.instant
            named = tuple(register.person(one, instant) for one in named)
        if named[0] != named[1]:
            yield Conflict(
                ConflictKind.OTHER_RECIPIENT,
                "the recipient of the record is not the one with whom the case was opened",
                (place, opened),
            )


def _differing(papers: Papers, _: Seen) -> Iterator[Conflict]:
    place, record = _record(papers)
    if papers.decided is None:
        return
    stated, (at, decided) = grant_of(record), papers.decided
    differing = [says for name, says in _STATED if getattr(stated, name) != getattr(decided, name)]
    if stated_units(stated) != stated_units(decided):
        differing.append("the hours")
    if differing:
        yield Conflict(
            ConflictKind.DIFFERS_FROM_DECISION,
            f"the record and decision {record.municipal_decision} differ in"
            f" {', '.join(differing)}; the decision counts",
            (place, at),
        )


def _group_home(papers: Papers, _: Seen) -> Iterator[Conflict]:
    place, record = _record(papers)
    if record.group_home and papers.kept is None:
        yield Conflict(
            ConflictKind.GROUP_HOME,
            "the recipient lives in a group home: the municipality keeps the decision",
            (place,),
        )


_Find = Callable[[Papers, Seen], Iterator[Conflict]]
_OF_RECORD: Final[tuple[_Find, ...]] = (
    _overlapping,
    _two_municipalities,
    _other_recipient,
    _differing,
    _group_home,
)
