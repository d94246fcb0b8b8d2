"""
The register: assistants, persons, providers and employers, which belong to no case.

A person met under two ids (an identity number and a sender's reference) is
one person from the register document on that says so. Every question may be
asked as it was answered at an earlier instant. What a fact does to a case
belongs to `ledger.domain.barred` and `ledger.statement`.
"""

from bisect import insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, TypeVar
from uuid import UUID

from ledger.domain.recorded import Recorded, fold_order
from schemas.register import (
    AccountReported,
    AssistantDeclaredUnable,
    AssistantRegistered,
    PermitReported,
    PersonRegistered,
    PoorQualityReported,
    ProviderRegistered,
    SurveyMade,
    WorktimeAgreed,
)

_Kind = TypeVar("_Kind")
#: The day after every day: an open end.
_OPEN_END: Final = date.max.toordinal()


class Register:
    """The register at one point of knowledge, read by every case."""

    def __init__(self, events: Iterable[Recorded] = ()) -> None:
        """Fold the register's events; events of cases are left out."""
        self.providers: Final[dict[UUID, ProviderRegistered]] = {}
        # Every id that is linked to another, with the links of its person:
        # when each was known, and the two ids that it says are one.
        self._links: dict[UUID, list[tuple[datetime, UUID, UUID]]] = {}
        self._facts: dict[UUID, list[Recorded]] = {}
        self._naming: dict[str, list[Recorded]] = {}
        #: The first word of permits: from it on a permit can be missed (G15).
        self.first_permit: Recorded | None = None
        self._last_known_at: datetime | None = None
        # By party the day until which what is said of it may bar work.
        self._barring: dict[UUID, int] = {}
        self.add(events)

    def add(self, events: Iterable[Recorded]) -> None:
        """
        Fold other events as well, whenever they were known: the order of adding changes nothing.

        Events of cases are left out; one that was added before must not come again.
        """
        for recorded in sorted(events, key=fold_order):
            event = recorded.event
            party_of = _PARTY.get(type(event))
            if party_of is None:
                continue
            party = party_of(event)
            known_at = recorded.envelope.known_at
            of_party = self._facts.setdefault(party, [])
            _sorted_in(of_party, recorded)
            if self._last_known_at is None or known_at > self._last_known_at:
                self._last_known_at = known_at
            until = _may_bar_until(event)
            if until > self._barring.get(party, 0):
                self._barring[party] = until
            if isinstance(event, PermitReported):
                self.first_permit = min(recorded, self.first_permit or recorded, key=fold_order)
            if recorded.envelope.replaces is not None:
                _sorted_in(self._naming.setdefault(recorded.envelope.replaces, []), recorded)
            if isinstance(event, ProviderRegistered):
                told = [of.event for of in of_party if isinstance(of.event, ProviderRegistered)]
                self.providers[event.provider] = told[-1]
            elif isinstance(event, AssistantRegistered):
                self._link(known_at, event.also, event.assistant)
            elif isinstance(event, PersonRegistered):
                self._link(known_at, event.also, event.person)

    def _link(self, known_at: datetime, also: UUID | None, person: UUID) -> None:
        if also is None or also == person:
            return
        links = [*self._links.get(person, ()), (known_at, also, person)]
        if self._links.get(also) is not self._links.get(person):
            links += self._links.get(also, ())
        links.sort()
        for _, one, other in links:
            self._links[one] = self._links[other] = links

    def facts(
        self, party: UUID, kind: type[_Kind], known_at: datetime | None = None
    ) -> list[tuple[Recorded, _Kind]]:
        """
        Return what is said of one kind about a party, under all of its ids, in fold order.

        Only documents known at the instant count, and none that another such
        document replaces; None is the register's own point.
        """
        if party not in self._links and party not in self._facts:
            return []
        ids = self._same(party, known_at) if party in self._links else (party,)
        found = [
            (recorded, recorded.event)
            for met in ids
            for recorded in self._facts.get(met, ())
            if isinstance(recorded.event, kind)
            and _is_known(recorded, known_at)
            and not self._is_replaced(recorded, known_at)
        ]
        return found if len(ids) == 1 else sorted(found, key=lambda fact: fold_order(fact[0]))

    def latest(
        self, party: UUID, kind: type[_Kind], known_at: datetime | None = None
    ) -> _Kind | None:
        """Return the latest word of one kind about a party."""
        found = self.facts(party, kind, known_at)
        return found[-1][1] if found else None

    def about(self, party: UUID) -> Iterator[Recorded]:
        """Yield every document about a party under all of its ids, and what replaces one."""
        for met in self._same(party, None) if party in self._links else (party,):
            for recorded in self._facts.get(met, ()):
                yield recorded
                yield from self._naming.get(recorded.envelope.document_ref, ())

    def may_bar(self, party: UUID, day: int) -> bool:
        """
        Tell whether anything said of a party, at any time, may bar work from a day on (G15).

        Cheap, and sure only of its no: what is said is judged by `ledger.domain.circumstances`.
        """
        if party not in self._links:
            return self._barring.get(party, 0) > day
        return any(self._barring.get(met, 0) > day for met in self._same(party, None))

    def has_permits(self, known_at: datetime | None = None) -> bool:
        """Tell whether the register is told of permits at all: without any, none is missed."""
        first = self.first_permit
        return first is not None and _is_known(first, known_at)

    def is_known_whole(self, known_at: datetime) -> bool:
        """Tell, at no cost, whether every document of the register was known at the instant."""
        last = self._last_known_at
        return last is None or last <= known_at

    def learnt(self, parties: Iterable[UUID]) -> list[datetime]:
        """Return when it became known what may change the cases of these parties, in order."""
        known = {of.envelope.known_at for party in parties for of in self.about(party)}
        if self.first_permit is not None:
            known.add(self.first_permit.envelope.known_at)
        return sorted(known)

    def documents(self) -> Iterator[Recorded]:
        """Yield every document of the register."""
        for of_party in self._facts.values():
            yield from of_party

    def _is_replaced(self, recorded: Recorded, known_at: datetime | None) -> bool:
        """
        Tell whether a known document of the same kind names this one.

        Of two that name each other the later stands.
        """
        ref = recorded.envelope.document_ref
        return any(
            type(other.event) is type(recorded.event)
            and other is not recorded
            and _is_known(other, known_at)
            and (
                recorded.envelope.replaces != other.envelope.document_ref
                or fold_order(other) > fold_order(recorded)
            )
            for other in self._naming.get(ref, ())
        )

    def ids(self, party: UUID) -> frozenset[UUID]:
        """Return every id under which a party is met."""
        return frozenset(self._same(party, None) if party in self._links else (party,))

    def knows(self, assistant: UUID, known_at: datetime | None = None) -> bool:
        """Tell whether an employer has reported the assistant (SFB 51:24)."""
        return bool(self.facts(assistant, AssistantRegistered, known_at))

    def linked(self, met: Collection[UUID]) -> tuple[UUID, ...]:
        """Return those of these ids that a document says are one person with another of them."""
        together = set(met)
        return tuple(
            one for one in met if one in self._links and len(together & self._same(one, None)) > 1
        )

    def person(self, met_as: UUID, known_at: datetime | None = None) -> UUID:
        """
        Return the id that stands for a person met under an id.

        Only links known at the instant count; None is the register's own point.
        """
        return min(self._same(met_as, known_at)) if met_as in self._links else met_as

    def _same(self, met_as: UUID, known_at: datetime | None) -> set[UUID]:
        """Return every id of a person who is met under several."""
        links = self._links[met_as]
        # A person's links come in the order in which they were known.
        if known_at is None or links[-1][0] <= known_at:
            return {met for _, *pair in links for met in pair}
        same, before = {met_as}, 0
        while len(same) > before:
            before = len(same)
            for stamp, one, other in links:
                if stamp <= known_at and (one in same or other in same):
                    same |= {one, other}
        return same


def _sorted_in(events: list[Recorded], recorded: Recorded) -> None:
    """Put an event where it belongs in fold order: nearly always last."""
    if not events or fold_order(events[-1]) < fold_order(recorded):
        events.append(recorded)
    else:
        insort(events, recorded, key=fold_order)


def _is_known(recorded: Recorded, known_at: datetime | None) -> bool:
    return known_at is None or recorded.envelope.known_at <= known_at


def _may_bar_until(event: object) -> int:
    """Return the day until which a document may bar work; 0 where it never does."""
    match event:
        case AssistantRegistered(resident_in_eea=False) | AssistantDeclaredUnable():
            return _OPEN_END
        case AssistantRegistered(eighteen_on=birthday):
            return 0 if birthday is None else birthday.toordinal()
        case PermitReported(effective_from=first, effective_until=None):
            return first.toordinal()
        case PermitReported():
            return _OPEN_END
        case _:
            return 0


#: The field of a register document that holds the party of which it speaks.
_PARTY: Final[Mapping[type[Any], Callable[[Any], UUID]]] = {
    PersonRegistered: attrgetter("person"),
    AssistantRegistered: attrgetter("assistant"),
    AssistantDeclaredUnable: attrgetter("assistant"),
    ProviderRegistered: attrgetter("provider"),
    PermitReported: attrgetter("provider"),
    WorktimeAgreed: attrgetter("employer"),
    AccountReported: attrgetter("payee"),
    PoorQualityReported: attrgetter("provider"),
    SurveyMade: attrgetter("authority"),
}
