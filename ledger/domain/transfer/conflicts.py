"""
What in a transfer conflicts with another paper, with the person or with the law.

A conflict changes no amount: the papers stand, the decision in force binds (SFB
112:5), and each conflict says its provision. Our own commands refuse instead
(`deciding`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self

from ledger.domain.case import Case
from ledger.domain.grants import stated_units
from ledger.domain.grants.forces import forces_of
from ledger.domain.register import Register
from ledger.domain.transfer.papers import Papers
from ledger.domain.transfer.records import grant_of
from ledger.rules import Rulebook
from schemas.decisions import CaseOpened, GrantDecided, GrantReassessed, GrantWithdrawn
from schemas.municipal.transfer import TransferRecordReceived


class ConflictKind(StrEnum):
    """A kind of conflict; `says` what it means in general, `provision` what it is against."""

    says: str
    provision: str

    def __new__(cls, name: str, says: str, provision: str) -> Self:
        """Keep the sentence and the provision beside the name."""
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.says = says
        kind.provision = provision
        return kind

    OVERLAPS_GRANT = (
        "OVERLAPS_GRANT",
        "another decision is in force on days of the municipal one",
        "LSS 9 § 2",
    )
    TWO_MUNICIPALITIES = (
        "TWO_MUNICIPALITIES",
        "two municipalities hand over the same decision",
        "LSS 16 §",
    )
    OTHER_RECIPIENT = (
        "OTHER_RECIPIENT",
        "the record names somebody else than the case",
        "SOU 2023:9",
    )
    DIFFERS_FROM_DECISION = (
        "DIFFERS_FROM_DECISION",
        "the record states the decision otherwise than the decision itself",
        "SOU 2023:9",
    )
    GROUP_HOME = (
        "GROUP_HOME",
        "a group home and personal assistance cannot both move",
        "SFB 106:24 third point",
    )
    BEFORE_REGIME = (
        "BEFORE_REGIME",
        "it was taken over on a day for which the law has no takeover",
        "SOU 2023:9",
    )
    TWO_TAKEOVERS = ("TWO_TAKEOVERS", "it was taken over by two decisions", "SOU 2023:9")
    KEPT = ("KEPT", "it was taken over though the municipality keeps it", "SOU 2023:9")
    LAPSED = ("LAPSED", "it was taken over though it had lapsed", "SOU 2023:9")
    OUTSIDE_DECISION = (
        "OUTSIDE_DECISION",
        "the takeover lies outside the days of the municipal decision",
        "SOU 2023:9",
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict of one transfer, said of its papers; `places` are those in the history."""

    kind: ConflictKind
    says: str
    places: tuple[int, ...]


#: The fields in which a record may differ from the decision, as people call them.
_STATED: Final = (
    ("decided_on", "the day of decision"),
    ("effective_from", "the first day"),
    ("effective_until", "the end"),
    ("per", "what the hours are granted per"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What conflicts are looked for in: all transfers of a case, its register and its law."""

    case: Case
    transfers: Iterable[Papers]
    register: Register | None
    rulebook: Rulebook


def conflicts_of(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    """Yield what conflicts with a transfer, in a fixed order."""
    for find in _OF_RECORD if papers.record is not None else ():
        yield from find(papers, seen)
    for find in _OF_TAKEOVER if papers.takeovers else ():
        yield from find(papers, seen)


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


def _before_regime(papers: Papers, seen: Seen) -> Iterator[Conflict]:
    reform = seen.rulebook.regime.reform_from
    for place, takeover in papers.takeovers:
        if reform is None or takeover.effective_from < reform:
            law = "has no takeover" if reform is None else f"has takeovers from {reform}"
            yield Conflict(
                ConflictKind.BEFORE_REGIME,
                f"taken over from {takeover.effective_from}, and the law that is applied {law}",
                (place,),
            )


def _two_takeovers(papers: Papers, _: Seen) -> Iterator[Conflict]:
    if len(papers.takeovers) > 1:
        named = ", ".join(takeover.decision_id for _, takeover in papers.takeovers)
        yield Conflict(
            ConflictKind.TWO_TAKEOVERS,
            f"decisions {named} each take it over",
            tuple(place for place, _ in papers.takeovers),
        )


def _taken_though_ended(papers: Papers, _: Seen) -> Iterator[Conflict]:
    place = papers.takeovers[0][0]
    if papers.kept is not None:
        yield Conflict(
            ConflictKind.KEPT,
            f"kept by municipality {papers.municipality} ({papers.kept[1].reason})",
            (place, papers.kept[0]),
        )
    if papers.lapsed is not None and papers.lapsed[1].lapsed_on <= papers.taken_over_on:
        yield Conflict(
            ConflictKind.LAPSED,
            f"it lapsed on {papers.lapsed[1].lapsed_on} ({papers.lapsed[1].reason})",
            (place, papers.lapsed[0]),
        )
    if papers.died is not None and papers.died[1] < papers.taken_over_on:
        yield Conflict(
            ConflictKind.LAPSED,
            f"the recipient died on {papers.died[1]}, before the takeover",
            (place, papers.died[0]),
        )


def _outside(papers: Papers, _: Seen) -> Iterator[Conflict]:
    days = papers.days
    if days is None:
        return
    first, until = days
    day = papers.taken_over_on
    if day < first or (until is not None and until <= day):
        through = "on" if until is None else f"until {until}"
        yield Conflict(
            ConflictKind.OUTSIDE_DECISION,
            f"taken over from {day}, and the municipal decision holds from {first} {through}",
            (papers.takeovers[0][0],),
        )


_Find = Callable[[Papers, Seen], Iterator[Conflict]]
_OF_RECORD: Final[tuple[_Find, ...]] = (
    _overlapping,
    _two_municipalities,
    _other_recipient,
    _differing,
    _group_home,
)
_OF_TAKEOVER: Final[tuple[_Find, ...]] = (
    _before_regime,
    _two_takeovers,
    _taken_though_ended,
    _outside,
)
